import { HttpError } from "react-admin";

/** What the gateway says when it says no (RFC 9457). */
export type Problem = {
  title?: string;
  detail?: string;
  code?: string;
  errors?: { field: string; message: string }[];
};

/** The answer of a call, or the gateway's "no" as an error that names the message to show. */
export async function answerOf<Body>(
  call: Promise<{ data?: Body; error?: unknown; response: Response }>,
): Promise<Body> {
  const { data, error, response } = await call;
  if (!response.ok) throw refusal(response.status, error);
  return data as Body;
}

/** The gateway's "no" as an error: its message is a key of our own words, so it reads well in both languages. */
export function refusal(status: number, body: unknown): HttpError {
  const problem: Problem = typeof body === "object" && body !== null ? body : {};
  return new HttpError(`kura.problem.${keyOf(status, problem.code)}`, status, problem);
}

/** The key of our words for whatever went wrong; what is not the gateway's answer is an outage. */
export function problemKey(error: unknown): string {
  return error instanceof HttpError ? error.message.replace("kura.", "") : "problem.outage";
}

/** True when somebody else was first: what this page shows is no longer so. */
export function isStale(error: unknown): boolean {
  return error instanceof HttpError && error.status === 409;
}

/** What the gateway found wrong with one field, in its own words. */
export function fieldProblem(error: unknown, field: string): string | undefined {
  if (!(error instanceof HttpError)) return undefined;
  const problem: Problem = error.body ?? {};
  return problem.errors?.find((each) => each.field === field || each.field.endsWith(`/${field}`))?.message;
}

// The refusals an operator can meet that say more than their status does.
const KNOWN = new Set([
  "application_moved",
  "second_factor_needed",
  "clock_advancing",
  "clock_unavailable",
  "money_unavailable",
]);

function keyOf(status: number, code: string | undefined): string {
  if (code !== undefined && KNOWN.has(code)) return code;
  if (status === 401) return "signed_out";
  if (status === 403) return "forbidden";
  if (status === 404) return "not_found";
  if (status === 409) return "conflict";
  if (status === 429) return "too_many_requests";
  return status >= 500 ? "outage" : "refused";
}
