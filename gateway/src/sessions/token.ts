import { createHash, randomBytes } from "node:crypto";

/** A new session token: 256 bits of chance, known only to the browser that gets it. */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

/** What we keep of a token. Whoever reads the table cannot sign in with it. */
export function hashToken(token: string): Buffer {
  return createHash("sha256").update(token, "utf8").digest();
}
