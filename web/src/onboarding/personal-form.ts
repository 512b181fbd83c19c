import { useForm } from "@mantine/form";
import type { Personal } from "../answers.ts";
import { useWords } from "../language.ts";
import { calendarDayOf } from "../moments.ts";
import { brokenFields } from "./personal-checks.ts";
import { type PersonalForm, personalForm } from "./rules.ts";

/** The form of personal data, checked one step at a time. */
export function usePersonalForm(saved: Personal | null, step: 1 | 2 | 3) {
  const { say } = useWords();
  return useForm<PersonalForm>({
    initialValues: personalForm(saved),
    validate: (values): Record<string, string> => {
      const broken = brokenFields(values, step, calendarDayOf(new Date().toISOString()));
      return Object.fromEntries(Object.entries(broken).map(([field, rule]) => [field, say(`fields.${rule}`)]));
    },
  });
}

/** What the steps need to read and change the form. */
export type PersonalFormHandle = ReturnType<typeof usePersonalForm>;
