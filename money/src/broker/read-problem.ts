import { readExactJson } from "./exact-json.ts";

/** Everything that an answer other than a success can mean to us. */
export const PROBLEMS = [
  /** It does not know us, or this key may not do this. It has not looked at the question. */
  "not_authorized",
  "insufficient_buying_power",
  "insufficient_shares",
  /** An order on the other side of the symbol is open in our one account (its wash-trade rule). */
  "opposite_order_open",
  "below_minimum",
  "not_fractionable",
  "not_tradable",
  "unknown_symbol",
  /** An order of this client order id is there already, quite possibly the one we ask about. */
  "id_taken",
  /** The order is over, or on its way to being replaced. */
  "not_cancelable",
  "nothing_to_change",
  "invalid_request",
  /** A "no" for a reason that is not on this list. */
  "forbidden",
  "not_found",
  "conflict",
  "gone",
  "too_many_requests",
  /** It failed, or it is not there: nothing about the question follows from it. */
  "outage",
] as const;
export type ProblemKind = (typeof PROBLEMS)[number];

export type Problem = {
  readonly kind: ProblemKind;
  /** The partner's own word for it, where it has one. It may contradict the status, so nothing is decided by it. */
  readonly code: string | null;
  readonly message: string;
};

/** What the words of a "no" to an order mean. They count only within a status that judges the request. */
const WORDS: readonly (readonly [RegExp, ProblemKind])[] = [
  [/client_order_id must be unique/i, "id_taken"],
  [/insufficient buying power/i, "insufficient_buying_power"],
  [/insufficient qty|not allowed to short/i, "insufficient_shares"],
  [/wash trade|opposite side|short sell order is open/i, "opposite_order_open"],
  [/minimal amount/i, "below_minimum"],
  [/not fractionable/i, "not_fractionable"],
  [/asset .*not found/i, "unknown_symbol"],
  [/not tradable|not active|is halted/i, "not_tradable"],
  [/already in .* state|not cancell?able|pending replacement/i, "not_cancelable"],
  [/parameters are not changed/i, "nothing_to_change"],
];
const JUDGING: ReadonlySet<number> = new Set([400, 403, 422]);
const WRONG_KEY = /^(forbidden|unauthorized|access key verification failed)\b/i;

/**
 * What an answer that is no success means: by its status first, then by its words, never by its code.
 *
 * All of these occur: a body with a code, without one, a bare JSON string, a page of HTML, nothing at all, and a code
 * that contradicts the status. A 403 without a code and without words that we know is about the key, not the question.
 */
export function readProblem(status: number, text: string): Problem {
  const said = readWords(text);
  return { ...said, kind: kindOf(status, said) };
}

function kindOf(status: number, { code, message }: Omit<Problem, "kind">): ProblemKind {
  if (status === 401) return "not_authorized";
  if (status === 403 && WRONG_KEY.test(message)) return "not_authorized";
  const known = JUDGING.has(status) ? WORDS.find(([pattern]) => pattern.test(message))?.[1] : undefined;
  if (known) return known;
  switch (status) {
    case 403:
      return code === null ? "not_authorized" : "forbidden";
    case 404:
      return "not_found";
    case 409:
      return "conflict";
    case 410:
      return "gone";
    case 429:
      return "too_many_requests";
    case 408:
      return "outage";
    default:
      return status >= 400 && status < 500 ? "invalid_request" : "outage";
  }
}

/** The broker's `{code, message}`, or a problem document's `{code, detail}`. */
function readWords(text: string): Omit<Problem, "kind"> {
  const brief = (value: unknown) => (typeof value === "string" ? value.replace(/\s+/g, " ").trim().slice(0, 300) : "");
  try {
    const body = readExactJson(text);
    if (typeof body !== "object" || body === null) return { code: null, message: brief(body) };
    const { code, message, detail, title } = body as Record<string, unknown>;
    return { code: brief(code) || null, message: brief(message) || brief(detail) || brief(title) };
  } catch {
    return { code: null, message: brief(text) };
  }
}
