import { z } from "zod";
import { apiRegistry } from "../api-registry.ts";
import type { App } from "../app.ts";
import type { Parts } from "../parts.ts";
import { ProblemAnswer } from "../problem.ts";
import { listCurrentDocuments } from "./current.ts";

const Translated = z.object({ ja: z.string(), en: z.string() });

const DocumentBody = z
  .object({
    id: z.string(),
    version: z.int(),
    title: Translated,
    body: Translated.describe("Plain text; paragraphs are separated by an empty line."),
    hash: z.string().describe("SHA-256 over both titles and bodies."),
    effectiveOn: z.string(),
  })
  .register(apiRegistry, { id: "Document" });

/** The documents anybody may read before agreeing to them. */
export function documentRoutes(app: App, parts: Parts): void {
  app.get("/documents", {
    config: { access: { may: "anyone" } },
    schema: {
      operationId: "listDocuments",
      tags: ["application"],
      summary: "The documents in force",
      response: { 200: z.object({ documents: z.array(DocumentBody) }), "4xx": ProblemAnswer },
    },
    handler: async () => ({ documents: await listCurrentDocuments(parts.db, parts.business.now()) }),
  });
}
