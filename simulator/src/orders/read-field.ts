import { DecimalError, type Price, parsePrice } from "@kura/shared/money.ts";
import { type BrokerRefusal, brokerRefuse, CODES } from "../broker-http.ts";
import { tickOf } from "./stop.ts";

export type Fields = Readonly<Record<string, unknown>>;

const MOST = 9_000_000_000_000_000_000n; // What 64 bits hold: nine billion shares, ninety quadrillion dollars.

export const invalid = (message: string) => brokerRefuse(422, CODES.invalid, message);
export const unprocessable = (message: string) => brokerRefuse(422, CODES.unprocessable, message);

/** Whether something was sent: nothing, null and the empty text all mean that it was not. */
export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "";
}

/** Whether a body has fields at all. */
export function hasFields(body: unknown): body is Fields {
  return typeof body === "object" && body !== null && !Array.isArray(body);
}

export const MALFORMED = brokerRefuse(400, CODES.malformed, "request body format is invalid");

/** Reads one decimal above zero. */
export function readDecimal<Amount extends bigint>(
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

/** Reads a price, if one is given: whole cents from a dollar on, hundredths of cents below. */
export function readPrice(fields: Fields, field: string): Price | null | BrokerRefusal {
  const value = fields[field];
  if (!isGiven(value)) return null;
  const shown = typeof value === "string" ? value.slice(0, 40) : "";
  const subPenny = `invalid ${field} ${shown}. sub-penny increment does not fulfill minimum pricing criteria`;
  const read = readDecimal(value, parsePrice, field, subPenny);
  if (typeof read === "object") return read;
  return read % tickOf(read) === 0n ? read : unprocessable(subPenny);
}
