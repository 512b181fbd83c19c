import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import { describeProblem } from "./problem.ts";
import { type FieldProblem, Refusal, type RefusalCode } from "./refusal.ts";

/** What Fastify itself refuses, in our words. */
const FASTIFY_REFUSALS: Record<string, RefusalCode> = {
  FST_ERR_CTP_INVALID_JSON_BODY: "malformed_body",
  FST_ERR_CTP_EMPTY_JSON_BODY: "malformed_body",
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: "malformed_body",
  FST_ERR_CTP_BODY_TOO_LARGE: "body_too_large",
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "media_type_unsupported",
};

/** Answers a refusal as RFC 9457 problem details. Everything else is an outage or our bug, told without details. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { code, errors } = readRefusal(error);
  if (code === "internal") request.log.error({ err: error }, "request failed");
  const problem = describeProblem(code, errors);
  return reply.status(problem.status).header("content-type", "application/problem+json").send(problem);
}

function readRefusal(error: unknown): { code: RefusalCode; errors: readonly FieldProblem[] } {
  if (error instanceof Refusal) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    return { code: "validation_failed", errors: error.validation.flatMap(readIssue) };
  }
  const { code, statusCode } = error as Partial<FastifyError>;
  if (statusCode === 429) return { code: "too_many_requests", errors: [] };
  const known = FASTIFY_REFUSALS[code ?? ""];
  if (known === undefined) return { code: statusCode === 400 ? "malformed_body" : "internal", errors: [] };
  return { code: known, errors: known === "malformed_body" ? [{ field: "body", message: "Not JSON." }] : [] };
}

/** Names the field an issue is about; one unknown field after the other where there are several. */
function readIssue(issue: { instancePath: string; message?: string; params?: object }): FieldProblem[] {
  const path = issue.instancePath.split("/").filter((part) => part !== "");
  const { keys } = (issue.params ?? {}) as { keys?: unknown };
  if (Array.isArray(keys)) {
    return keys.map((key) => ({ field: [...path, String(key)].join("."), message: "There is no such field." }));
  }
  return [{ field: path.length === 0 ? "body" : path.join("."), message: issue.message ?? "Not as expected." }];
}
