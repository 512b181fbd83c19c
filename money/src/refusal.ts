/**
 * Every correct "no" there is: the API, the documents and the support desk share this list.
 * The messages are for people: what happened and what to do.
 */
export const REFUSALS = {
  account_not_found: { status: 404, message: "We cannot find that account." },
  account_number_taken: { status: 409, message: "That customer number already belongs to somebody else." },
  account_already_open: { status: 409, message: "That customer already has an account." },
  portfolio_not_found: { status: 404, message: "We cannot find that portfolio." },
  portfolio_version_gone: { status: 409, message: "The portfolio has changed since you looked. Please look again." },
  unknown_symbol: { status: 422, message: "We do not know one of the symbols." },
  symbol_not_tradable: { status: 422, message: "One of the symbols cannot be bought in fractions at the moment." },
  duplicate_symbol: { status: 422, message: "A symbol appears twice." },
  weights_not_whole: { status: 422, message: "The weights do not sum to 100 %." },
  holdings_out_of_range: { status: 422, message: "A portfolio has 1 to 50 holdings." },
  no_target: { status: 409, message: "There is no confirmed portfolio yet." },
  no_window: { status: 404, message: "No trading window is on the list yet. Please try again later." },
  no_rate: { status: 409, message: "There is no exchange rate at the moment. Please try again later." },
  account_frozen: { status: 409, message: "The account is frozen. Please contact us." },
  already_halted: { status: 409, message: "That is halted already." },
  not_halted: { status: 409, message: "That is not halted." },
  second_operator_needed: { status: 403, message: "A second operator must approve this." },
  key_reused: { status: 422, message: "The Idempotency-Key was used for another request." },
} as const satisfies Record<string, { status: number; message: string }>;

export type RefusalCode = keyof typeof REFUSALS;

/** A correct "no": nothing happened and nothing is kept of it. */
export type Refusal = { readonly refused: RefusalCode; readonly facts: Readonly<Record<string, string>> };

export function refuse(refused: RefusalCode, facts: Record<string, string> = {}): Refusal {
  return { refused, facts };
}

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === "object" && value !== null && "refused" in value;
}
