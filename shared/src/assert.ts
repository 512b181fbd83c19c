/** Our own bug: a rule that code relies on does not hold. It stops the work at hand; no customer is ever shown it. */
export class AssertionError extends Error {
  override readonly name = "AssertionError";
}

/** Stops when `condition` is false. The message names the function and states the rule, as a sentence. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionError(message);
}

/** The value, when a rule says that it must be there. */
export function present<Value>(value: Value | null | undefined, message: string): Value {
  assert(value !== null && value !== undefined, message);
  return value;
}
