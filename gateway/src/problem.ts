import { STATUS_CODES } from "node:http";
import { z } from "zod";
import { apiRegistry } from "./api-registry.ts";
import { type FieldProblem, REFUSALS, type RefusalCode } from "./refusal.ts";

/** RFC 9457 problem details, as every error of this API is told. */
export const ProblemBody = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string().describe("A stable word for programs; `detail` is for people."),
    errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  })
  .register(apiRegistry, { id: "Problem" });

/** The answer of a route that says no, as its schema declares it. */
export const ProblemAnswer = {
  description: "Problem details (RFC 9457)",
  content: { "application/problem+json": { schema: ProblemBody } },
};

export type Problem = z.infer<typeof ProblemBody>;

/** A refusal in the words of RFC 9457. */
export function describeProblem(code: RefusalCode, errors: readonly FieldProblem[] = []): Problem {
  const { status, message } = REFUSALS[code];
  const problem = { type: "about:blank", title: STATUS_CODES[status] ?? "Error", status, detail: message, code };
  return errors.length > 0 ? { ...problem, errors: [...errors] } : problem;
}
