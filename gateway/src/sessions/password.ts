import { argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { assert } from "@kura/shared/assert.ts";
import type { FieldProblem } from "../refusal.ts";

/** What one guess costs: OWASP's lower bound for argon2id, 19 MiB and two passes. */
const MEMORY_KIB = 19_456;
const PASSES = 2;
const LANES = 1;
const TAG_BYTES = 32;
const SALT_BYTES = 16;

const SHORTEST = 8;
/** Long enough for any passphrase, short enough that nobody makes us hash megabytes. */
const LONGEST = 128;

const derive = promisify(argon2);

/** What is wrong with a chosen password; nothing for a good one. Length counts characters as people see them. */
export function checkPassword(password: string, email: string): FieldProblem[] {
  const length = [...password.normalize("NFKC")].length;
  const field = "password";
  if (length < SHORTEST) return [{ field, message: `At least ${SHORTEST} characters.` }];
  if (length > LONGEST) return [{ field, message: `At most ${LONGEST} characters.` }];
  if (new Set(password).size < 4) return [{ field, message: "At least four different characters." }];
  if (password.normalize("NFKC").toLowerCase() === email) {
    return [{ field, message: "Not the same as the e-mail address." }];
  }
  return [];
}

/** Hashes a password with argon2id. The text carries its own parameters, so they can be raised later. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const tag = await deriveTag(password, salt, { memory: MEMORY_KIB, passes: PASSES, lanes: LANES, bytes: TAG_BYTES });
  return `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=${LANES}$${encode(salt)}$${encode(tag)}`;
}

const FORMAT = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** Whether this is the password that was hashed. Takes as long for a wrong one as for the right one. */
export async function verifyPassword(password: string, hash: string): Promise<boolean> {
  const parsed = FORMAT.exec(hash);
  assert(parsed !== null, "verifyPassword: the stored hash is one of ours");
  const [, memory, passes, lanes, salt, tag] = parsed;
  const expected = Buffer.from(tag!, "base64");
  const actual = await deriveTag(password, Buffer.from(salt!, "base64"), {
    memory: Number(memory),
    passes: Number(passes),
    lanes: Number(lanes),
    bytes: expected.length,
  });
  return timingSafeEqual(actual, expected);
}

let decoy: Promise<string> | undefined;

/** Does the work of a verification for somebody who does not exist, so that the time taken says nothing. */
export async function verifyNobody(password: string): Promise<void> {
  decoy ??= hashPassword(randomBytes(24).toString("base64"));
  await verifyPassword(password, await decoy);
}

function deriveTag(
  password: string,
  salt: Buffer,
  cost: { memory: number; passes: number; lanes: number; bytes: number },
): Promise<Buffer> {
  return derive("argon2id", {
    message: Buffer.from(password.normalize("NFKC"), "utf8"),
    nonce: salt,
    memory: cost.memory,
    passes: cost.passes,
    parallelism: cost.lanes,
    tagLength: cost.bytes,
  });
}

function encode(bytes: Buffer): string {
  return bytes.toString("base64").replace(/=+$/, "");
}
