import { z } from "zod";
import { type App, signedIn } from "../app.ts";
import type { Parts } from "../parts.ts";
import { ProblemAnswer } from "../problem.ts";
import { readTraceparent } from "../traceparent.ts";
import { decideApplication } from "./decide.ts";
import { listApplications, showForReview } from "./review.ts";
import { ApplicationLineBody, ReviewBody, StatusField, writeInstant, writeReview } from "./schema.ts";

const Params = z.object({ id: z.uuid() });
const ReasonField = z.string().trim().min(1).max(1_000);

/** What operators do with applications. */
export function reviewRoutes(app: App, parts: Parts): void {
  app.get("/operator/applications", {
    config: { access: { may: "operator" } },
    schema: {
      operationId: "listApplications",
      tags: ["operator"],
      summary: "Applications, masked",
      querystring: z.strictObject({
        status: StatusField.optional(),
        sort: z.enum(["submittedAt", "status", "id"]).default("submittedAt"),
        order: z.enum(["asc", "desc"]).default("asc"),
        offset: z.coerce.number<number>().int().min(0).max(1_000_000).default(0),
        limit: z.coerce.number<number>().int().min(1).max(100).default(25),
      }),
      response: { 200: z.object({ total: z.int(), items: z.array(ApplicationLineBody) }), "4xx": ProblemAnswer },
    },
    async handler(request) {
      const { status = null, ...query } = request.query;
      const { total, items } = await listApplications(parts, signedIn(request), { status, ...query });
      return { total, items: items.map((item) => ({ ...item, submittedAt: writeInstant(item.submittedAt) })) };
    },
  });

  app.get("/operator/applications/:id", {
    config: { access: { may: "operator" } },
    schema: {
      operationId: "getApplicationForReview",
      tags: ["operator"],
      summary: "One application with everything needed to decide; the read is logged",
      params: Params,
      response: { 200: ReviewBody, "4xx": ProblemAnswer },
    },
    handler: async (request) => writeReview(await showForReview(parts, signedIn(request), request.params.id)),
  });

  decisionRoutes(app, parts);
}

function decisionRoutes(app: App, parts: Parts): void {
  app.post("/operator/applications/:id/approve", {
    config: { access: { may: "operator" } },
    schema: {
      operationId: "approve",
      tags: ["operator"],
      summary: "Approve an application under review; the account is opened at once",
      params: Params,
      body: z.strictObject({ reason: ReasonField, expectedStatus: z.literal("review") }),
      response: { 200: ReviewBody, "4xx": ProblemAnswer },
    },
    handler: (request) =>
      decide(parts, request, { applicationId: request.params.id, outcome: "approved", ...request.body }),
  });

  app.post("/operator/applications/:id/reject", {
    config: { access: { may: "operator" } },
    schema: {
      operationId: "reject",
      tags: ["operator"],
      summary: "Reject an application; the applicant sees the reason",
      params: Params,
      body: z.strictObject({ reason: ReasonField, expectedStatus: z.enum(["identity_check", "review"]) }),
      response: { 200: ReviewBody, "4xx": ProblemAnswer },
    },
    handler: (request) =>
      decide(parts, request, { applicationId: request.params.id, outcome: "rejected", ...request.body }),
  });
}

async function decide(
  parts: Parts,
  request: Parameters<typeof signedIn>[0],
  decision: Parameters<typeof decideApplication>[2],
): Promise<z.infer<typeof ReviewBody>> {
  const operator = signedIn(request);
  await decideApplication(parts, operator, decision, readTraceparent(request));
  return writeReview(await showForReview(parts, operator, decision.applicationId));
}
