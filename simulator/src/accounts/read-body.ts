import { type Cents, cents, DecimalError, parseDecimal } from "@kura/shared/money.ts";
import { z } from "zod";
import { type BrokerRefusal, brokerRefuse, CODES } from "../broker-http.ts";

/**
 * Reads what was sent, or refuses it in the broker's way: 400 where something is not of the type it must be, 422
 * where it is missing or has a value that cannot be. Fields that nobody knows are let pass.
 */
export function readBody<Read extends object>(schema: z.ZodType<Read>, body: unknown): Read | BrokerRefusal {
  const read = schema.safeParse(body, { reportInput: true });
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const field = issue?.path.join(".") ?? "";
  if (!issue || field === "") return brokerRefuse(400, CODES.malformed, "request body format is invalid");
  const missing = issue.input === undefined || issue.input === null;
  if (missing) return brokerRefuse(422, CODES.invalid, `${field} is required`);
  if (issue.code === "invalid_type") return brokerRefuse(400, CODES.malformed, `${field} is of the wrong type`);
  return brokerRefuse(422, CODES.invalid, `${field} is invalid`);
}

/** A text that says something. */
export const Text = z.string().trim().min(1).max(1_024);
/** What an account or a bank is known by. */
export const Uuid = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
/** A calendar day. */
export const Day = z.iso.date();

/** No single amount is larger: ten trillion dollars, or a million shares of it. */
const MOST = 1_000_000_000_000_000n;

/** A decimal above zero with at most so many decimals; numbers come as the text they were written in. */
export function decimalOf<Amount extends bigint>(scale: number, unit: (value: bigint) => Amount) {
  return z.string().transform((text, context): Amount => {
    try {
      const value = parseDecimal(text, scale);
      if (value > 0n && value <= MOST) return unit(value);
    } catch (error) {
      if (!(error instanceof DecimalError)) throw error;
    }
    context.addIssue({ code: "custom", message: "is not a decimal above zero of this scale", input: text });
    return z.NEVER;
  });
}

/** Dollars and cents, more than zero. */
export const Dollars = decimalOf<Cents>(2, cents);
