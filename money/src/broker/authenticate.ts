import { request } from "undici";
import { z } from "zod";
import { type Machine, thisMachine } from "./machine.ts";
import { PartnerError } from "./partner-error.ts";

/** The ways in which the broker lets itself be shown who asks. All three are configuration and nothing else. */
export const WAYS_TO_SHOW_WHO_ASKS = ["basic", "headers", "oauth"] as const;

export type Access = {
  readonly key: string;
  readonly secret: string;
  /** `basic`: HTTP Basic. `headers`: the `APCA-API-…` pair. `oauth`: a token for the key, for a quarter of an hour. */
  readonly auth?: (typeof WAYS_TO_SHOW_WHO_ASKS)[number];
  /** Where tokens are given out; needed for `oauth` only. */
  readonly tokenUrl?: string;
};

export type Credentials = {
  /** What to send with a question. */
  headers(): Promise<Readonly<Record<string, string>>>;
  /** The question was answered "I do not know you": says whether asking once more may help, with something newer. */
  renew(used: Readonly<Record<string, string>>): boolean;
};

/** Turns what is configured into what is sent with each question. */
export function createCredentials(access: Access, machine: Machine = thisMachine, timeoutMs = 15_000): Credentials {
  const { key, secret, auth = "basic" } = access;
  if (auth === "oauth") return tokenCredentials(access, machine, timeoutMs);
  const headers =
    auth === "headers"
      ? { "apca-api-key-id": key, "apca-api-secret-key": secret }
      : { authorization: `Basic ${Buffer.from(`${key}:${secret}`).toString("base64")}` };
  return { headers: async () => headers, renew: () => false };
}

const TokenAnswer = z.object({
  access_token: z.string().min(1),
  /** Where it is not said, it is short. */
  expires_in: z.coerce.number().positive().catch(300),
});
/** A token is replaced this long before its end, or at half its life when that is sooner. */
const BEFORE_END_MS = 60_000;

type Token = { readonly headers: Readonly<Record<string, string>>; readonly until: number };

/** One token for everybody who asks, fetched once when it is needed, and again shortly before it ends. */
function tokenCredentials(access: Access, machine: Machine, timeoutMs: number): Credentials {
  let token: Token | null = null;
  let fetching: Promise<Token> | null = null;
  const fetchOnce = async (): Promise<Token> => {
    try {
      token = await fetchToken(access, machine, timeoutMs);
      return token;
    } finally {
      fetching = null;
    }
  };
  return {
    async headers() {
      if (token && machine.now() < token.until) return token.headers;
      fetching ??= fetchOnce();
      return (await fetching).headers;
    },
    renew(used) {
      // Whoever was refused with an older token than ours only has to take the newer one.
      if (token?.headers === used) token = null;
      return true;
    },
  };
}

/** Asks for a token. What the answer says is never repeated in an error: it may hold the token. */
async function fetchToken({ key, secret, tokenUrl }: Access, machine: Machine, timeoutMs: number): Promise<Token> {
  const askedAt = machine.now();
  const unsent = { sent: false } as const;
  const form = new URLSearchParams({ grant_type: "client_credentials", client_id: key, client_secret: secret });
  const answer = await request(tokenUrl ?? "", {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
    body: form.toString(),
    signal: AbortSignal.timeout(timeoutMs),
  })
    .then(async ({ statusCode: status, body }) => ({ status, text: await body.text() }))
    .catch((cause: unknown) => {
      throw new PartnerError("outage", "broker: no answer from where tokens are given out", { ...unsent, cause });
    });
  const { status, text } = answer;
  if (status < 200 || status > 299) {
    const kind = status >= 400 && status < 500 && status !== 408 && status !== 429 ? "refused" : "outage";
    const problem = kind === "refused" ? "not_authorized" : "outage";
    throw new PartnerError(kind, `broker: no token was given: ${status}`, { ...unsent, status, problem });
  }
  const read = readToken(text);
  if (!read.success) throw new PartnerError("outage", "broker: the answer with the token is unreadable", unsent);
  const { access_token, expires_in } = read.data;
  const lifeMs = expires_in * 1000;
  return {
    headers: { authorization: `Bearer ${access_token}` },
    until: askedAt + lifeMs - Math.min(BEFORE_END_MS, lifeMs / 2),
  };
}

function readToken(text: string) {
  try {
    return TokenAnswer.safeParse(JSON.parse(text));
  } catch {
    return TokenAnswer.safeParse(undefined);
  }
}
