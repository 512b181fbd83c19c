/** What can be wrong with a field while it is being filled in: a key of the words for fields. */
export type FieldRule<Value> = (value: Value) => RuleBroken | null;

export type RuleBroken =
  | "required"
  | "email"
  | "password"
  | "code"
  | "kana"
  | "birthOn"
  | "adult"
  | "postalCode"
  | "phone"
  | "choose"
  | "usPerson"
  | "taxResidence";

const LEAST_PASSWORD = 8;
const LEAST_DIFFERENT = 4;

// These checks spare the customer a round trip. The gateway judges again, and its word counts.

export const emailProblem: FieldRule<string> = (value) =>
  /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value.trim()) ? null : "email";

export const passwordProblem: FieldRule<string> = (value) => {
  const letters = [...value.normalize("NFKC")];
  return letters.length >= LEAST_PASSWORD && new Set(letters).size >= LEAST_DIFFERENT ? null : "password";
};

export const codeProblem: FieldRule<string> = (value) => (/^\d{6}$/.test(value) ? null : "code");

export const requiredProblem: FieldRule<string> = (value) => (value.trim() === "" ? "required" : null);

/** The digits a person typed, whatever the keyboard was set to, and nothing else. */
export function digitsOf(text: string): string {
  return text.normalize("NFKC").replace(/\D/g, "");
}
