import { present } from "@kura/shared/assert.ts";
import type { Db, Tx } from "../db.ts";
import type { KeyService } from "../vault/key-service.ts";
import { findRecord, type Reader, readRecord, readRecords, type VaultParts } from "../vault/read.ts";
import { insertRecord, type SealedRecord, sealRecord } from "../vault/record.ts";
import { insertCredentials } from "./credentials-store.ts";
import { hashPassword } from "./password.ts";
import { insertUser, selectUsers } from "./store.ts";
import { newTotpSecret } from "./totp.ts";

/** Someone who signed up. */
export type User = { id: string; email: string; locale: "ja" | "en" };

/** Someone about to be signed up: everything sealed, nothing written. */
export type NewUser = {
  id: string;
  email: string;
  locale: "ja" | "en";
  passwordHash: string;
  totpSecret: string;
  record: SealedRecord;
  totpRecord: SealedRecord;
};

/** Prepares a user: hashes the password, makes a secret for the authenticator, seals what is personal. */
export async function prepareUser(
  parts: { keys: KeyService; ids: () => string },
  user: { email: string; password: string; locale: "ja" | "en" },
): Promise<NewUser> {
  const { email, locale } = user;
  const totpSecret = newTotpSecret();
  const [passwordHash, record, totpRecord] = await Promise.all([
    hashPassword(user.password),
    sealRecord(parts.keys, { recordId: parts.ids(), kind: "user", fields: { email }, findBy: { email } }),
    sealRecord(parts.keys, { recordId: parts.ids(), kind: "totp", fields: { secret: totpSecret } }),
  ]);
  return { id: parts.ids(), email, locale, passwordHash, totpSecret, record, totpRecord };
}

/** Puts a user and how they sign in on record. Returns false when the e-mail address is another user's. */
export async function insertNewUser(tx: Tx, user: NewUser, at: Temporal.Instant): Promise<boolean> {
  if (!(await insertRecord(tx, user.record, at))) return false;
  await insertRecord(tx, user.totpRecord, at);
  await insertUser(tx, { id: user.id, vaultRecordId: user.record.recordId, locale: user.locale, createdAt: at });
  await insertCredentials(tx, {
    subjectId: user.id,
    kind: "customer",
    passwordHash: user.passwordHash,
    totpRecordId: user.totpRecord.recordId,
  });
  return true;
}

/** The user with this e-mail address, by blind index. */
export async function findUserId(parts: { db: Db; keys: KeyService }, email: string): Promise<string | null> {
  const recordId = await findRecord(parts, "user", "email", email);
  if (recordId === null) return null;
  const [row] = await selectUsers(parts.db, { recordId });
  return row?.id ?? null;
}

/** A user with their e-mail address, read from the vault. */
export async function getUser(parts: VaultParts, id: string, reader: Reader): Promise<User> {
  const [row] = await selectUsers(parts.db, { ids: [id] });
  const { vaultRecordId, locale } = present(row, "getUser: the user exists");
  const { email } = await readRecord(parts, vaultRecordId, ["email"], reader);
  return { id, locale, email: present(email, "getUser: a user has an e-mail address") };
}

/** The e-mail addresses of some users, by id. */
export async function readEmails(
  parts: VaultParts,
  ids: readonly string[],
  reader: Reader,
): Promise<Map<string, string>> {
  const rows = await selectUsers(parts.db, { ids });
  const recordIds = rows.map((row) => row.vaultRecordId);
  const records = await readRecords(parts, recordIds, ["email"], reader);
  return new Map(rows.map((row) => [row.id, records.get(row.vaultRecordId)?.email ?? ""]));
}
