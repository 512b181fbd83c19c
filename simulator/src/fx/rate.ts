import { type Cents, centsToYen, type Rate, rate, type Yen } from "@kura/shared/money.ts";
import { dealtAt, movedPrice } from "../market/price.ts";
import { wander } from "../market/wander.ts";

/** What the dealer pays and asks for one dollar, in yen. */
export type FxQuote = { bid: Rate; mid: Rate; ask: Rate; atMs: number };

const BASE = 152_000_000n; // yen per dollar, in millionths
const TICK = 1_000n; // a tenth of a sen
const HALF_SPREAD = 20_000n; // two sen
const LIVELINESS = 45;

/** The dealer's rates for dollars against yen at a moment: decided by seed and moment alone. */
export function fxQuote(seed: number, atMs: number): FxQuote {
  const at = dealtAt(atMs);
  const mid = movedPrice(BASE, LIVELINESS, wander(seed, "USDJPY", at), TICK);
  return { bid: rate(mid - HALF_SPREAD), mid: rate(mid), ask: rate(mid + HALF_SPREAD), atMs: at };
}

/** What dollars cost in yen: at the asking rate, rounded up to the yen. */
export function costOfDollars(usd: Cents, ask: Rate): Yen {
  return centsToYen(usd, ask, "up");
}
