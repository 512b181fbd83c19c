import type { FieldProblem } from "../refusal.ts";
import type { Personal } from "./personal.ts";

/** From this age one may open an account. */
export const ADULT_AGE = 18;
const OLDEST_AGE = 130;

const KATAKANA = /^[ァ-ヶー・](?:[ァ-ヶー・ ]*[ァ-ヶー・])?$/;

export const PREFECTURES: readonly string[] = (
  "北海道 青森県 岩手県 宮城県 秋田県 山形県 福島県 茨城県 栃木県 群馬県 埼玉県 千葉県 東京都 神奈川県 新潟県 富山県 " +
  "石川県 福井県 山梨県 長野県 岐阜県 静岡県 愛知県 三重県 滋賀県 京都府 大阪府 兵庫県 奈良県 和歌山県 鳥取県 島根県 " +
  "岡山県 広島県 山口県 徳島県 香川県 愛媛県 高知県 福岡県 佐賀県 長崎県 熊本県 大分県 宮崎県 鹿児島県 沖縄県"
).split(" ");

/** One spelling for what people type in several: widths, blanks, hyphens. */
export function normalizePersonal(given: Personal): Personal {
  const tidy = (text: string) => text.normalize("NFKC").replace(/\s+/g, " ").trim();
  const digits = (text: string) => tidy(text).replace(/[-‐‑–—−ー ]/g, "");
  const postal = digits(given.postalCode);
  return {
    familyName: tidy(given.familyName),
    givenName: tidy(given.givenName),
    familyKana: tidy(given.familyKana),
    givenKana: tidy(given.givenKana),
    birthOn: given.birthOn,
    postalCode: /^\d{7}$/.test(postal) ? `${postal.slice(0, 3)}-${postal.slice(3)}` : postal,
    prefecture: tidy(given.prefecture),
    city: tidy(given.city),
    street: tidy(given.street),
    phone: digits(given.phone),
    occupation: tidy(given.occupation),
    usPerson: given.usPerson,
    taxResidence: given.taxResidence,
  };
}

/** What is malformed, field by field; nothing when all is well. Whether we may serve the person is another question. */
export function checkPersonal(personal: Personal, todayOn: Temporal.PlainDate): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const demand = (field: keyof Personal, holds: boolean, message: string) => {
    if (!holds) problems.push({ field, message });
  };
  const isText = (text: string, longest: number) =>
    text.length > 0 && [...text].length <= longest && !/[\p{Cc}\p{Cs}]/u.test(text);

  demand("familyName", isText(personal.familyName, 50), "1 to 50 characters.");
  demand("givenName", isText(personal.givenName, 50), "1 to 50 characters.");
  for (const field of ["familyKana", "givenKana"] as const) {
    const kana = personal[field];
    demand(field, KATAKANA.test(kana) && [...kana].length <= 50, "In katakana, 1 to 50 characters.");
  }
  const age = ageOn(personal.birthOn, todayOn);
  demand("birthOn", age !== null && age >= 0 && age <= OLDEST_AGE, "A calendar day, such as 1990-04-01.");
  demand("postalCode", /^\d{3}-\d{4}$/.test(personal.postalCode), "Seven digits.");
  demand("prefecture", PREFECTURES.includes(personal.prefecture), "One of the 47 prefectures, in Japanese.");
  demand("city", isText(personal.city, 100), "1 to 100 characters.");
  demand("street", isText(personal.street, 200), "1 to 200 characters.");
  demand("phone", /^0\d{9,10}$/.test(personal.phone), "10 or 11 digits, beginning with 0.");
  demand("occupation", isText(personal.occupation, 100), "1 to 100 characters.");
  return problems;
}

/** Full years between a birthday and a day; null when the birthday is no calendar day. */
export function ageOn(birthOn: string, todayOn: Temporal.PlainDate): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(birthOn)) return null;
  try {
    const birth = Temporal.PlainDate.from(birthOn, { overflow: "reject" });
    return birth.until(todayOn, { largestUnit: "years" }).years;
  } catch {
    return null;
  }
}

/** Why we may not serve this person, if so. */
export function findIneligibility(
  personal: Personal,
  todayOn: Temporal.PlainDate,
): "under_age" | "us_person_not_served" | null {
  if (personal.usPerson) return "us_person_not_served";
  return (ageOn(personal.birthOn, todayOn) ?? 0) < ADULT_AGE ? "under_age" : null;
}

export type MissingPart = "personal" | "consents" | "identity";

/** What an application still lacks, in the order in which it is asked for. */
export function findMissing(
  application: { personalSaved: boolean; identityPassed: boolean },
  documents: readonly { id: string; version: number }[],
  consents: readonly { documentId: string; version: number }[],
): MissingPart[] {
  const agreed = (document: { id: string; version: number }) =>
    consents.some((consent) => consent.documentId === document.id && consent.version === document.version);
  const missing: MissingPart[] = [];
  if (!application.personalSaved) missing.push("personal");
  if (!documents.every(agreed)) missing.push("consents");
  if (!application.identityPassed) missing.push("identity");
  return missing;
}

/** The first character of each word, for lists that many eyes pass over. */
export function maskName(name: string): string {
  return name
    .split(" ")
    .filter((word) => word !== "")
    .map((word) => `${[...word][0]}***`)
    .join(" ");
}

/** An e-mail address of which only its owner recognises the first part. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf("@");
  return at <= 0 ? "***" : `${[...email][0]}***${email.slice(at)}`;
}
