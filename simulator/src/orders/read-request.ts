import { type Cents, parseCents, parseDecimal, parseShares, type Shares } from "@kura/shared/money.ts";
import { type BrokerRefusal, brokerRefuse, CODES, isBrokerRefusal } from "../broker-http.ts";
import { isFractional } from "./match.ts";
import {
  ORDER_TYPES,
  type OrderRequest,
  type OrderTerms,
  type OrderType,
  type Side,
  TIMES_IN_FORCE,
  type TimeInForce,
} from "./order.ts";
import { intentOf } from "./order-view.ts";
import {
  type Fields,
  hasFields,
  invalid,
  isGiven,
  MALFORMED,
  readDecimal,
  readPrice,
  unprocessable,
} from "./read-field.ts";
import { refuseTerms } from "./refuse-terms.ts";

const LONGEST_ID = 128;
const HUNDRED_PERCENT = 100_000_000n;

/**
 * Reads a request for an order and refuses what no account could ever do, in the broker's words and codes.
 *
 * What depends on the account (cash, shares, other orders) is decided later, and so is whether the symbol exists.
 */
export function readOrderRequest(body: unknown): OrderRequest | BrokerRefusal {
  if (!hasFields(body)) return MALFORMED;
  const words = readWords(body);
  if (isBrokerRefusal(words)) return words;
  const size = readSize(body);
  if (isBrokerRefusal(size)) return size;
  const asked = { ...words, ...size };
  const refusal = refuseWishes(asked, body) ?? refuseTerms(asked);
  if (refusal) return refusal;
  const prices = readPrices(body, words.type);
  return isBrokerRefusal(prices) ? prices : { ...asked, ...prices };
}

type Words = Pick<
  OrderRequest,
  "symbol" | "side" | "type" | "timeInForce" | "extendedHours" | "clientOrderId" | "subtag"
>;

/** Reads the words of a request. */
function readWords(fields: Fields): Words | BrokerRefusal {
  const { symbol, side, type, time_in_force: timeInForce, extended_hours: extendedHours, subtag } = fields;
  if (typeof symbol !== "string" || symbol === "") return invalid("symbol is required");
  if (symbol.length > 60) return unprocessable(`asset "${symbol.slice(0, 60)}" not found`);
  if (side !== "buy" && side !== "sell") return invalid("side must be buy or sell");
  if (typeof type !== "string" || type === "") return invalid("type is required");
  if (!isOneOf(ORDER_TYPES, type)) return invalid("invalid order type");
  if (typeof timeInForce !== "string" || timeInForce === "") return invalid("time_in_force is required");
  if (!isOneOf(TIMES_IN_FORCE, timeInForce)) return invalid("invalid time_in_force");
  if (isGiven(extendedHours) && typeof extendedHours !== "boolean") return invalid("extended_hours must be a boolean");
  const clientOrderId = readClientOrderId(fields);
  if (typeof clientOrderId === "object" && clientOrderId !== null) return clientOrderId;
  if (!isOptionalText(subtag) || (subtag && subtag.length > LONGEST_ID)) return invalid("subtag is invalid");
  const words = { symbol, side: side as Side, type: type as OrderType, timeInForce: timeInForce as TimeInForce };
  return { ...words, extendedHours: extendedHours === true, clientOrderId, subtag: subtag || null };
}

/** Reads the client's own id of an order, if there is one. */
export function readClientOrderId({ client_order_id: id }: Fields): string | null | BrokerRefusal {
  if (!isOptionalText(id)) return invalid("client_order_id must be a string");
  if (id && id.length > LONGEST_ID) return invalid(`client_order_id must be no more than ${LONGEST_ID} characters`);
  return id || null;
}

/** Reads a time in force that an order is to have. */
export function isOneOf<Word extends string>(words: readonly Word[], value: unknown): value is Word {
  return words.some((word) => word === value);
}

function isOptionalText(value: unknown): value is string | null | undefined {
  return value === undefined || value === null || typeof value === "string";
}

/** Reads how much is asked for: shares or dollars, never both. */
function readSize(fields: Fields): { qty: Shares | null; notional: Cents | null } | BrokerRefusal {
  const { qty, notional } = fields;
  if (isGiven(qty) && isGiven(notional)) {
    return brokerRefuse(400, CODES.malformed, "only one of qty or notional is accepted");
  }
  if (isGiven(qty)) {
    const amount = readQty(fields);
    return typeof amount === "object" ? amount : { qty: amount, notional: null };
  }
  if (!isGiven(notional)) return invalid("qty or notional is required");
  const amount = readDecimal(notional, parseCents, "notional", "notional value must be limited to 2 decimal places");
  return typeof amount === "object" ? amount : { qty: null, notional: amount };
}

export function readQty({ qty }: Fields): Shares | BrokerRefusal {
  return readDecimal(qty, parseShares, "qty", "qty must be limited to 9 decimal places");
}

type Prices = Pick<OrderTerms, "limitPrice" | "stopPrice" | "trailPrice" | "trailPercent">;

/** Reads the prices that an order of this type has, and refuses those that it has not. */
function readPrices(fields: Fields, type: OrderType): Prices | BrokerRefusal {
  const limitPrice = readPrice(fields, "limit_price");
  if (isRefusal(limitPrice)) return limitPrice;
  const stopPrice = readPrice(fields, "stop_price");
  if (isRefusal(stopPrice)) return stopPrice;
  const trailPrice = readPrice(fields, "trail_price");
  if (isRefusal(trailPrice)) return trailPrice;
  const trailPercent = isGiven(fields.trail_percent) ? readTrailPercent(fields.trail_percent) : null;
  if (isRefusal(trailPercent)) return trailPercent;
  const prices = { limitPrice, stopPrice, trailPrice, trailPercent };
  return refusePrices(type, prices) ?? prices;
}

export function readTrailPercent(value: unknown): bigint | BrokerRefusal {
  const tooFine = "trail_percent must be limited to 6 decimal places";
  const percent = readDecimal(value, (text) => parseDecimal(text, 6), "trail_percent", tooFine);
  if (typeof percent === "object" || percent < HUNDRED_PERCENT) return percent;
  return invalid("trail_percent must be < 100");
}

function isRefusal(value: bigint | null | BrokerRefusal): value is BrokerRefusal {
  return typeof value === "object" && value !== null;
}

/** Each type has its own prices, and no others. */
function refusePrices(type: OrderType, prices: Prices): BrokerRefusal | null {
  const { limitPrice, stopPrice, trailPrice, trailPercent } = prices;
  const trails = (trailPrice === null ? 0 : 1) + (trailPercent === null ? 0 : 1);
  if (type === "trailing_stop") {
    if (trails !== 1) return invalid("trailing stop orders must specify one of trail_price or trail_percent");
    return limitPrice === null && stopPrice === null
      ? null
      : invalid("trailing stop orders require no stop or limit price");
  }
  if (trails > 0) return invalid("only trailing stop orders have trail_price or trail_percent");
  if (type === "market" && (limitPrice !== null || stopPrice !== null)) {
    return invalid("market orders require no stop or limit price");
  }
  if (type === "limit" && limitPrice === null) return invalid("limit orders require a limit price");
  if (type === "limit" && stopPrice !== null) return invalid("limit orders require only limit price");
  if (type === "stop" && (stopPrice === null || limitPrice !== null)) {
    return invalid("stop orders require only stop price");
  }
  if (type === "stop_limit" && (stopPrice === null || limitPrice === null)) {
    return invalid("stop limit orders require both stop and limit price");
  }
  return null;
}

/** What the broker may do elsewhere and not here, or only by agreement. */
function refuseWishes(request: Pick<OrderRequest, "qty" | "side">, fields: Fields): BrokerRefusal | null {
  const { order_class: orderClass, position_intent: intent, commission, commission_type: commissionType } = fields;
  if (isGiven(orderClass) && orderClass !== "simple") {
    if (request.qty === null || isFractional(request.qty)) {
      return unprocessable("fractional orders must be simple orders");
    }
    return unprocessable("complex orders are not supported here");
  }
  if (isGiven(fields.take_profit) || isGiven(fields.stop_loss) || isGiven(fields.legs)) {
    return unprocessable("complex orders are not supported here");
  }
  if (isGiven(intent) && intent !== intentOf(request)) {
    const specified = String(intent).slice(0, 40);
    return unprocessable(`position intent mismatch, inferred: ${intentOf(request)}, specified: ${specified}`);
  }
  if ((isGiven(commission) && !/^0+(\.0+)?$/.test(String(commission))) || isGiven(commissionType)) {
    return unprocessable("commissions are not supported here");
  }
  return null;
}
