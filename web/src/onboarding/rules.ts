import type { Personal } from "../answers.ts";
import { digitsOf, type FieldRule } from "../session/rules.ts";

/** A name as the bank writes it, judged as it will be sent: katakana with the long mark and the middle dot. */
export const kanaProblem: FieldRule<string> = (value) => {
  if (value.trim() === "") return "required";
  return /^[ァ-ヶー・]+( [ァ-ヶー・]+)*$/.test(toKatakana(value)) ? null : "kana";
};

/** Turns hiragana and half-width kana into the full-width katakana meant, so that nobody has to switch keyboards. */
export function toKatakana(text: string): string {
  return text
    .normalize("NFKC")
    .trim()
    .replace(/[ぁ-ゖ]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0x60));
}

/** Seven digits, written as the post writes them: `100-0001`. What is not seven digits stays as typed. */
export function toPostalCode(text: string): string {
  const digits = digitsOf(text);
  return digits.length === 7 ? `${digits.slice(0, 3)}-${digits.slice(3)}` : text;
}

export const postalCodeProblem: FieldRule<string> = (value) => (digitsOf(value).length === 7 ? null : "postalCode");

export const phoneProblem: FieldRule<string> = (value) => (/^0\d{9,10}$/.test(digitsOf(value)) ? null : "phone");

/** A date of birth in the three parts people know it by. */
export type BirthParts = { year: string; month: string; day: string };

/** The calendar day the three parts name, or nothing when there is no such day. */
export function birthDay({ year, month, day }: BirthParts): string | null {
  const [y, m, d] = [year, month, day].map((part) => Number(digitsOf(part) || "0")) as [number, number, number];
  if (y < 1900 || y > 9999) return null;
  const date = new Date(Date.UTC(y, m - 1, d));
  if (date.getUTCFullYear() !== y || date.getUTCMonth() !== m - 1 || date.getUTCDate() !== d) return null;
  return date.toISOString().slice(0, 10);
}

/** The parts of a calendar day, to fill the three fields again. */
export function birthParts(birthOn: string): BirthParts {
  const [year = "", month = "", day = ""] = birthOn.split("-");
  return { year, month: month.replace(/^0/, ""), day: day.replace(/^0/, "") };
}

/** Whether somebody born then is 18 today. Compared as calendar days: one turns 18 on the birthday. */
export function isAdult(birthOn: string, today: string): boolean {
  const [year = "", rest = ""] = [birthOn.slice(0, 4), birthOn.slice(4)];
  return `${Number(year) + 18}${rest}` <= today;
}

/** What can be wrong with a date of birth. */
export function birthProblem(parts: BirthParts, today: string): "birthOn" | "adult" | null {
  const born = birthDay(parts);
  if (born === null || born > today) return "birthOn";
  return isAdult(born, today) ? null : "adult";
}

/** The form of personal data while it is being filled in; answers not yet given are empty. */
export type PersonalForm = Omit<Personal, "birthOn" | "usPerson" | "taxResidence"> & {
  birth: BirthParts;
  usPerson: "" | "yes" | "no";
  taxOnlyJapan: "" | "yes" | "no";
};

/** An empty form, or what was saved before. */
export function personalForm(saved: Personal | null): PersonalForm {
  if (saved) {
    const { birthOn, usPerson, taxResidence: _, ...rest } = saved;
    return { ...rest, birth: birthParts(birthOn), usPerson: usPerson ? "yes" : "no", taxOnlyJapan: "yes" };
  }
  return {
    familyName: "",
    givenName: "",
    familyKana: "",
    givenKana: "",
    birth: { year: "", month: "", day: "" },
    postalCode: "",
    prefecture: "",
    city: "",
    street: "",
    phone: "",
    occupation: "",
    usPerson: "",
    taxOnlyJapan: "",
  };
}

/** The finished form as the gateway takes it. */
export function personalFrom(form: PersonalForm): Personal {
  const { birth, usPerson, taxOnlyJapan: _, ...rest } = form;
  return {
    ...rest,
    familyName: rest.familyName.trim(),
    givenName: rest.givenName.trim(),
    familyKana: toKatakana(rest.familyKana),
    givenKana: toKatakana(rest.givenKana),
    postalCode: toPostalCode(rest.postalCode),
    city: rest.city.trim(),
    street: rest.street.trim(),
    phone: digitsOf(rest.phone),
    birthOn: birthDay(birth) ?? "",
    usPerson: usPerson === "yes",
    taxResidence: "JP",
  };
}
