import { type Bps, divide, type Rate, rate, WHOLE_BPS } from "@kura/shared/money.ts";

/** What a customer pays for a dollar: the middle of the market and the firm's spread on top, rounded up. */
export function dealingRate(mid: Rate, spread: Bps): Rate {
  return rate(divide(mid * (WHOLE_BPS + spread), WHOLE_BPS, "up"));
}
