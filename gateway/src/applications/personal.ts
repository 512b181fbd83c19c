/** What an applicant tells us of themselves. */
export type Personal = {
  familyName: string;
  givenName: string;
  familyKana: string;
  givenKana: string;
  birthOn: string;
  postalCode: string;
  prefecture: string;
  city: string;
  street: string;
  phone: string;
  occupation: string;
  usPerson: boolean;
  taxResidence: "JP";
};

/** The fields, in the order of the form. */
export const PERSONAL_FIELDS = [
  "familyName",
  "givenName",
  "familyKana",
  "givenKana",
  "birthOn",
  "postalCode",
  "prefecture",
  "city",
  "street",
  "phone",
  "occupation",
  "usPerson",
  "taxResidence",
] as const satisfies readonly (keyof Personal)[];

type PersonalField = (typeof PERSONAL_FIELDS)[number];

/** As it is kept in the vault: every field as text. */
export function writePersonal(personal: Personal): Record<PersonalField, string> {
  const fields = PERSONAL_FIELDS.map((field) => [field, String(personal[field])]);
  return Object.fromEntries(fields) as Record<PersonalField, string>;
}

/** Back from the vault; null when the applicant has not told us yet. */
export function readPersonal(fields: Partial<Record<PersonalField, string>>): Personal | null {
  if (PERSONAL_FIELDS.some((field) => fields[field] === undefined)) return null;
  const known = fields as Record<PersonalField, string>;
  return { ...known, usPerson: known.usPerson === "true", taxResidence: "JP" };
}
