import type { Say } from "../language.ts";
import type { FieldRule } from "./rules.ts";

/** A rule for a form: the sentence to show under the field, or nothing when all is well. */
export function fieldWords<Value>(say: Say, rule: FieldRule<Value>): (value: Value) => string | null {
  return (value) => {
    const broken = rule(value);
    return broken === null ? null : say(`fields.${broken}`);
  };
}
