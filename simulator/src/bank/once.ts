import { type Refusal, refuse } from "../http.ts";
import type { Row, State } from "../state.ts";

type KeptOrder = Row & { body: string; answer: string };

/**
 * Does something for a client's reference once: the same request again gets the same answer, another request under
 * the same reference is refused. A refusal is not kept.
 */
export function once<Answer extends object>(
  state: State,
  kind: string,
  clientReference: string,
  body: object,
  work: () => Answer | Refusal,
): Answer | Refusal {
  const text = JSON.stringify(body);
  const kept = state.find<KeptOrder>(
    "select body, answer from bank_order where kind = ? and client_reference = ?",
    kind,
    clientReference,
  );
  if (kept) {
    if (kept.body === text) return JSON.parse(kept.answer) as Answer;
    return refuse(422, "reference_reused", "This reference was used for another request.");
  }
  const outcome = work();
  if ("refused" in outcome) return outcome;
  state.run("insert into bank_order values (?, ?, ?, ?)", kind, clientReference, text, JSON.stringify(outcome));
  return outcome;
}
