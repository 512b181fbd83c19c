import type { paths } from "@kura/shared/api/gateway.gen.ts";
import createClient from "openapi-fetch";

/** The typed door to the gateway. The header proves that the request comes from our own pages and no other site. */
export const gateway = createClient<paths>({
  baseUrl: "/api",
  headers: { "X-Kura-Client": "web/0.1.0" },
  credentials: "same-origin",
});

/** One field the gateway did not accept, and why. */
export type FieldProblem = { field: string; message: string };

/** The gateway said no, or could not be reached (status 0). `code` says which, for the words the customer reads. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly fields: readonly FieldProblem[];

  constructor(problem: { status: number; code: string; detail?: string; fields?: readonly FieldProblem[] }) {
    super(problem.code);
    this.status = problem.status;
    this.code = problem.code;
    this.detail = problem.detail ?? "";
    this.fields = problem.fields ?? [];
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Reads problem details as they may really arrive: from the gateway, or as anything from what stands between. */
export function problemFrom(status: number, body: unknown): Problem {
  if (!isRecord(body)) return new Problem({ status, code: "unknown" });
  const listed = Array.isArray(body.errors) ? body.errors.filter(isRecord) : [];
  return new Problem({
    status,
    code: text(body.code) || "unknown",
    detail: text(body.detail),
    fields: listed.map((error) => ({ field: text(error.field), message: text(error.message) })),
  });
}

/** What a call to the gateway comes back with. */
type Outcome<Body> = { data?: Body; error?: unknown; response: Response };

/** The body of an answer, or a `Problem`. Whatever goes wrong on the way becomes a problem too. */
export async function answer<Body>(call: Promise<Outcome<Body>>): Promise<Body> {
  const outcome = await call.catch(() => {
    throw new Problem({ status: 0, code: "unreachable" });
  });
  if (!outcome.response.ok) throw problemFrom(outcome.response.status, outcome.error);
  return outcome.data as Body;
}
