import { type Cents, formatCents, formatRate, formatYen } from "@kura/shared/money.ts";
import { bookLine, nextReference } from "../bank/book.ts";
import { once } from "../bank/once.ts";
import { shortOfFunds } from "../bank/pay.ts";
import { formatMoment, type Refusal } from "../http.ts";
import type { World } from "../world.ts";
import { costOfDollars, fxQuote } from "./rate.ts";

export type Deal = { reference: string; rate: string; usd: string; jpy: string; dealtAt: string };

/** Buys dollars for the firm's yen at the dealer's asking rate, with value today. */
export function buyDollars(world: World, nowMs: number, usd: Cents, clientReference: string): Deal | Refusal {
  const { state } = world;
  return once(state, "fx_deal", clientReference, { pair: "USDJPY", side: "buy", usd: formatCents(usd) }, () => {
    const { ask } = fxQuote(state.seed, nowMs);
    const jpy = costOfDollars(usd, ask);
    const short = shortOfFunds(world, "firm_jpy", jpy);
    if (short) return short;
    const reference = nextReference(state, nowMs);
    const line = { kind: "fx_deal", reference, clientReference, description: `USDJPY ${formatRate(ask)}` } as const;
    bookLine(state, nowMs, { ...line, account: "firm_jpy", amount: -jpy });
    bookLine(state, nowMs, { ...line, account: "firm_usd", amount: usd });
    return {
      reference,
      rate: formatRate(ask),
      usd: formatCents(usd),
      jpy: formatYen(jpy),
      dealtAt: formatMoment(nowMs),
    };
  });
}
