/** A pair that programs authenticate with; one with `read` access may look at everything and change nothing. */
export type ApiKey = { id: string; secret: string; access: "full" | "read" };

/** The pair that every world knows: what the desk's programs authenticate with. */
export const DESK_KEY: ApiKey = { id: "SIM", secret: "SIM", access: "full" };

/** Reads `ID:SECRET:full` or `ID:SECRET:read`; null when it is neither. */
export function readKey(text: string): ApiKey | null {
  const [, id, secret, access] =
    /^([\x21-\x39\x3b-\x7e]{1,128}):([\x21-\x39\x3b-\x7e]{1,128}):(full|read)$/.exec(text) ?? [];
  return id && secret && (access === "full" || access === "read") ? { id, secret, access } : null;
}
