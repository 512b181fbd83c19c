import type { Canceled } from "./broker.ts";
import { type Partner, problemError, type Question } from "./partner.ts";
import { readProblem } from "./read-problem.ts";

/** Asks the broker to cancel an order. That it agrees is only a request: a fill may still be on its way. */
export async function cancelOrder(partner: Partner, path: string, id: string): Promise<Canceled> {
  const question: Question = { method: "DELETE", path: `${path}/${encodeURIComponent(id)}`, priority: "urgent" };
  const answer = await partner.ask(question);
  const { status, requestId, text } = answer;
  if (status >= 200 && status < 300) return { outcome: "requested", requestId };
  if (status === 404) return { outcome: "not_found", requestId };
  // Whatever words it has for it, and even with none: 422 means that there is nothing left to cancel, or not now.
  if (status === 422) return { outcome: "not_cancelable", message: readProblem(status, text).message, requestId };
  throw problemError(partner.name, question, answer, text);
}
