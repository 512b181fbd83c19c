import {
  DecimalError,
  divide,
  type Price,
  parseCents,
  parsePrice,
  parseShares,
  price,
  type Shares,
} from "@kura/shared/money.ts";
import { type BrokerRefusal, brokerRefuse, CODES, isBrokerRefusal } from "../broker-http.ts";
import type { OrderRequest, OrderType, Side, TimeInForce } from "./order.ts";

const ONE_SHARE = 1_000_000_000n;
const ONE_DOLLAR = price(1_000_000n);
const MOST = 9_000_000_000_000_000_000n; // What 64 bits hold: nine billion shares, ninety quadrillion dollars.

type Fields = Record<string, unknown>;

const invalid = (message: string) => brokerRefuse(422, CODES.invalid, message);
const unprocessable = (message: string) => brokerRefuse(422, CODES.unprocessable, message);

/**
 * Reads a request for an order and refuses what no account could ever do, in the broker's words and codes.
 *
 * What depends on the account (cash, shares, other orders) is decided later, and so is whether the symbol exists.
 */
export function readOrderRequest(body: unknown): OrderRequest | BrokerRefusal {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    return brokerRefuse(400, CODES.malformed, "request body format is invalid");
  }
  const fields = body as Fields;
  const words = readWords(fields);
  if (isBrokerRefusal(words)) return words;
  const size = readSize(fields);
  if (isBrokerRefusal(size)) return size;
  const limitPrice = readLimitPrice(fields, words.type);
  if (limitPrice !== null && isBrokerRefusal(Object(limitPrice))) return limitPrice as BrokerRefusal;
  const request = { ...words, ...size, limitPrice: limitPrice as Price | null };
  return combinationRefusal(request, fields) ?? request;
}

const TYPES = ["market", "limit", "stop", "stop_limit", "trailing_stop"];
const TIMES_IN_FORCE = ["day", "gtc", "opg", "cls", "ioc", "fok"];
const LONGEST_ID = 128;

type Words = Pick<OrderRequest, "symbol" | "side" | "type" | "timeInForce" | "clientOrderId" | "subtag">;

/** Reads the words of a request. */
function readWords(fields: Fields): Words | BrokerRefusal {
  const { symbol, side, type, time_in_force: timeInForce, client_order_id: clientOrderId, subtag } = fields;
  if (typeof symbol !== "string" || symbol === "") return invalid("symbol is required");
  if (symbol.length > 60) return unprocessable(`asset "${symbol.slice(0, 60)}" not found`);
  if (side !== "buy" && side !== "sell") return invalid("side must be buy or sell");
  if (typeof type !== "string" || type === "") return invalid("type is required");
  if (!TYPES.includes(type)) return invalid("invalid order type");
  if (typeof timeInForce !== "string" || timeInForce === "") return invalid("time_in_force is required");
  if (!TIMES_IN_FORCE.includes(timeInForce)) return invalid("invalid time_in_force");
  if (!isOptionalText(clientOrderId)) return invalid("client_order_id must be a string");
  if (clientOrderId && clientOrderId.length > LONGEST_ID) {
    return invalid(`client_order_id must be no more than ${LONGEST_ID} characters`);
  }
  if (!isOptionalText(subtag) || (subtag && subtag.length > LONGEST_ID)) return invalid("subtag is invalid");
  return {
    symbol,
    side: side as Side,
    type: type as OrderType,
    timeInForce: timeInForce as TimeInForce,
    clientOrderId: clientOrderId || null,
    subtag: subtag || null,
  };
}

function isOptionalText(value: unknown): value is string | null | undefined {
  return value === undefined || value === null || typeof value === "string";
}

/** Reads how much is asked for: shares or dollars, never both. */
function readSize(fields: Fields): Pick<OrderRequest, "qty" | "notional"> | BrokerRefusal {
  const { qty, notional } = fields;
  const given = (value: unknown) => value !== undefined && value !== null && value !== "";
  if (given(qty) && given(notional)) {
    return brokerRefuse(400, CODES.malformed, "only one of qty or notional is accepted");
  }
  if (given(qty)) {
    const amount = readDecimal(qty, parseShares, "qty", "qty must be limited to 9 decimal places");
    return typeof amount === "object" ? amount : { qty: amount, notional: null };
  }
  if (!given(notional)) return invalid("qty or notional is required");
  const amount = readDecimal(notional, parseCents, "notional", "notional value must be limited to 2 decimal places");
  return typeof amount === "object" ? amount : { qty: null, notional: amount };
}

/** Reads one decimal above zero. */
function readDecimal<Amount extends bigint>(
  value: unknown,
  parse: (text: string) => Amount,
  field: string,
  tooFine: string,
): Amount | BrokerRefusal {
  if (typeof value !== "string" || !/^-?\d{1,30}(\.\d{1,30})?$/.test(value)) return invalid(`${field} is not a number`);
  try {
    const amount = parse(value);
    if (amount <= 0n) return invalid(`${field} must be > 0`);
    return amount <= MOST ? amount : invalid(`${field} is too large`);
  } catch (error) {
    if (error instanceof DecimalError) return unprocessable(tooFine);
    throw error;
  }
}

/** Reads the limit of a limit order: whole cents from a dollar on, hundredths of cents below. */
function readLimitPrice(fields: Fields, type: OrderType): Price | null | BrokerRefusal {
  const { limit_price: value } = fields;
  if (type !== "limit") return null;
  if (value === undefined || value === null || value === "") return invalid("limit orders require limit price");
  const shown = typeof value === "string" ? value.slice(0, 40) : "";
  const subPenny = `invalid limit_price ${shown}. sub-penny increment does not fulfill minimum pricing criteria`;
  const limit = readDecimal(value, parsePrice, "limit_price", subPenny);
  if (typeof limit === "object") return limit;
  const tick = limit >= ONE_DOLLAR ? 10_000n : 100n;
  return limit % tick === 0n ? limit : unprocessable(subPenny);
}

/** Whether a quantity is not whole shares. */
export function isFractional(qty: Shares): boolean {
  return divide(qty, ONE_SHARE, "down") * ONE_SHARE !== qty;
}

/** What does not go together, whatever the account. */
function combinationRefusal(request: OrderRequest, fields: Fields): BrokerRefusal | null {
  const { type, timeInForce, qty, notional } = request;
  const orderClass = fields.order_class;
  const fractional = notional !== null || (qty !== null && isFractional(qty));
  const simple = orderClass === undefined || orderClass === null || orderClass === "" || orderClass === "simple";
  if (fractional && !simple) return unprocessable("fractional orders must be simple orders");
  if (fractional && timeInForce !== "day") return unprocessable("fractional orders must be DAY orders");
  if (fractional && (type as string) === "trailing_stop") {
    return unprocessable("fractional orders must be market, limit, stop, or stop_limit orders");
  }
  if (!simple) return unprocessable("complex orders are not supported");
  if (type !== "market" && type !== "limit") return unprocessable(`order type ${type} is not supported`);
  if (timeInForce !== "day" && timeInForce !== "gtc") {
    return unprocessable(`time_in_force ${timeInForce} is not supported`);
  }
  if (fields.extended_hours === true) {
    return type === "market"
      ? unprocessable("extended hours order must be DAY or GTC limit orders")
      : unprocessable("extended hours are not supported");
  }
  return null;
}
