import { type RuleBroken, requiredProblem } from "../session/rules.ts";
import { birthProblem, kanaProblem, type PersonalForm, phoneProblem, postalCodeProblem } from "./rules.ts";

type Checks = Partial<Record<keyof PersonalForm, (form: PersonalForm, today: string) => RuleBroken | null>>;

const STEP_CHECKS: Record<1 | 2 | 3, Checks> = {
  1: {
    familyName: (form) => requiredProblem(form.familyName),
    givenName: (form) => requiredProblem(form.givenName),
    familyKana: (form) => kanaProblem(form.familyKana),
    givenKana: (form) => kanaProblem(form.givenKana),
    birth: (form, today) => birthProblem(form.birth, today),
  },
  2: {
    postalCode: (form) => postalCodeProblem(form.postalCode),
    prefecture: (form) => (form.prefecture === "" ? "choose" : null),
    city: (form) => requiredProblem(form.city),
    street: (form) => requiredProblem(form.street),
    phone: (form) => phoneProblem(form.phone),
  },
  3: {
    occupation: (form) => (form.occupation === "" ? "choose" : null),
    usPerson: (form) => (form.usPerson === "" ? "choose" : form.usPerson === "yes" ? "usPerson" : null),
    taxOnlyJapan: (form) => (form.taxOnlyJapan === "" ? "choose" : form.taxOnlyJapan === "no" ? "taxResidence" : null),
  },
};

/** What is not right yet on one step of the form, by field. */
export function brokenFields(form: PersonalForm, step: 1 | 2 | 3, today: string): Record<string, RuleBroken> {
  const broken: Record<string, RuleBroken> = {};
  for (const [field, check] of Object.entries(STEP_CHECKS[step])) {
    const rule = check(form, today);
    if (rule !== null) broken[field] = rule;
  }
  return broken;
}

/** The step on which a field is filled in. */
export function stepOfField(field: string): 1 | 2 | 3 {
  if (field in STEP_CHECKS[1]) return 1;
  return field in STEP_CHECKS[2] ? 2 : 3;
}
