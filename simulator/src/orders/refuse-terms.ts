import type { BrokerRefusal } from "../broker-http.ts";
import { newYorkDay, sessionOn } from "../clock/us-calendar.ts";
import { isFractional } from "./match.ts";
import type { OrderTerms } from "./order.ts";
import { invalid, unprocessable } from "./read-field.ts";

/** What decides whether an order can be, without its prices. */
type Kind = Pick<OrderTerms, "type" | "timeInForce" | "qty" | "notional" | "extendedHours">;

/** What does not go together in an order, whatever the account and the hour. */
export function refuseTerms(terms: Kind): BrokerRefusal | null {
  const { type, timeInForce, qty, notional, extendedHours } = terms;
  const stops = type === "stop" || type === "stop_limit" || type === "trailing_stop";
  if (notional !== null || (qty !== null && isFractional(qty))) {
    if (type === "trailing_stop") {
      return unprocessable("fractional orders must be market, limit, stop, or stop_limit orders");
    }
    if (timeInForce !== "day") return unprocessable("fractional orders must be DAY orders");
    if (notional !== null && stops) return unprocessable("notional orders must be market or limit orders");
  }
  if (stops && timeInForce !== "day" && timeInForce !== "gtc") {
    return invalid(`invalid time_in_force ${timeInForce} for ${type} orders: must be day or gtc`);
  }
  if (!extendedHours) return null;
  if (stops) return unprocessable("stop orders are not eligible for extended hours trading");
  if (type !== "limit" || (timeInForce !== "day" && timeInForce !== "gtc")) {
    return unprocessable("extended hours order must be DAY or GTC limit orders");
  }
  return null;
}

const OPENING_CUTOFF_MS = 2 * 60_000;
const CLOSING_CUTOFF_MS = 10 * 60_000;
/** From 09:30 to 19:00, when orders for the next auctions are taken again. */
const EVENING_AFTER_MS = 570 * 60_000;

/** Orders for an auction come in time for it, or in the evening for the next one. */
export function refuseAuction({ timeInForce }: OrderTerms, nowMs: number): BrokerRefusal | null {
  const session = sessionOn(newYorkDay(nowMs));
  if (!session || nowMs >= session.openMs + EVENING_AFTER_MS) return null;
  if (timeInForce === "opg" && nowMs >= session.openMs - OPENING_CUTOFF_MS) {
    return unprocessable("opg orders are not accepted between 9:28am and 7:00pm ET");
  }
  if (timeInForce === "cls" && nowMs >= session.closeMs - CLOSING_CUTOFF_MS) {
    return unprocessable("cls orders are not accepted between 3:50pm and 7:00pm ET");
  }
  return null;
}
