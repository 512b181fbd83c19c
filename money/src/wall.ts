import { createHash } from "node:crypto";
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from "jose";
import { z } from "zod";

/** Who may call a route: the customer whose account it is, an operator, or the gateway itself. */
export type Caller = "customer" | "operator" | "system";

/** What every route declares about its callers. */
export type RouteRule = {
  readonly may: readonly Caller[];
  /** Demands a sign-in that was made fresh for this. */
  readonly stepUp: boolean;
  /** Changes money: needs an `Idempotency-Key`. */
  readonly once: boolean;
};

/** Who asks, proven. */
export type Proof = {
  readonly may: Caller;
  readonly sub: string;
  readonly second: string | null;
  readonly stepUpAt: number | null;
};

/** The request as it arrived, to hold the proof against. */
export type Request = {
  readonly authorization: string | undefined;
  readonly method: string;
  readonly path: string;
  readonly body: Buffer;
  readonly key: string | null;
};

/** Why a request was turned away at the wall; it is counted, and the caller learns only the status. */
export type Denial = { readonly denied: 401 | 403; readonly because: string };

const LIFETIME_S = 30;
const STEP_UP_S = 300;
/** How far two machines' clocks may be apart. */
const SKEW_S = 2;

const Claims = z.object({
  iss: z.literal("gateway"),
  aud: z.literal("money"),
  iat: z.int(),
  exp: z.int(),
  jti: z.string().min(16).max(100),
  method: z.string(),
  path: z.string(),
  body: z.string(),
  key: z.string().nullable(),
  may: z.enum(["customer", "operator", "system"]),
  sub: z.string().min(1).max(100),
  second: z.string().min(1).max(100).nullable(),
  authAt: z.int().nullable(),
  amr: z.array(z.string()),
  stepUpAt: z.int().nullable(),
});

export type Wall = (request: Request, rule: RouteRule, customerId: string | null) => Promise<Proof | Denial>;

/**
 * Builds the wall: money believes nothing but a proof signed by the gateway, made for this very request
 * (method, path with query, body and Idempotency-Key), within its half minute, by a caller whom the route admits.
 */
export function buildWall(keys: JSONWebKeySet, machineNow: () => Temporal.Instant): Wall {
  const findKey = createLocalJWKSet(keys);
  return async (request, rule, customerId) => {
    const now = machineNow();
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(request.authorization ?? "")?.[1];
    if (!token) return { denied: 401, because: "no bearer token" };

    let payload: unknown;
    try {
      const verified = await jwtVerify(token, findKey, {
        algorithms: ["EdDSA"],
        issuer: "gateway",
        audience: "money",
        clockTolerance: SKEW_S,
        currentDate: new Date(now.epochMilliseconds),
      });
      payload = verified.payload;
    } catch (error) {
      return { denied: 401, because: error instanceof Error ? error.message : "the token does not verify" };
    }
    const parsed = Claims.safeParse(payload);
    if (!parsed.success) return { denied: 401, because: "claims are missing or malformed" };
    return judge(parsed.data, request, rule, customerId, Math.floor(now.epochMilliseconds / 1000));
  };
}

function judge(
  claims: z.infer<typeof Claims>,
  request: Request,
  rule: RouteRule,
  customerId: string | null,
  nowS: number,
): Proof | Denial {
  if (claims.exp - claims.iat > LIFETIME_S) return { denied: 401, because: "the token lives too long" };
  if (claims.iat > nowS + SKEW_S) return { denied: 401, because: "the token is from the future" };
  if (claims.method !== request.method) return { denied: 401, because: "made for another method" };
  if (claims.path !== request.path) return { denied: 401, because: "made for another path" };
  if (claims.key !== request.key) return { denied: 401, because: "made for another Idempotency-Key" };
  const bodyHash = createHash("sha256").update(request.body).digest("base64url");
  if (claims.body !== bodyHash) return { denied: 401, because: "made for another body" };

  if (!rule.may.includes(claims.may)) return { denied: 403, because: `the route is not for a ${claims.may}` };
  if (claims.may === "customer" && customerId !== null && claims.sub !== customerId)
    return { denied: 403, because: "another customer's account" };
  if (claims.may !== "system" && claims.authAt === null) return { denied: 403, because: "nobody signed in" };
  if (claims.second !== null && claims.second === claims.sub)
    return { denied: 403, because: "the second operator is the first" };
  if (rule.stepUp && (claims.stepUpAt === null || nowS - claims.stepUpAt > STEP_UP_S))
    return { denied: 403, because: "no fresh step-up" };
  return { may: claims.may, sub: claims.sub, second: claims.second, stepUpAt: claims.stepUpAt };
}
