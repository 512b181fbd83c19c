import { buildHttp } from "./http.ts";
import type { Money } from "./money.ts";
import { addRoutes } from "./routes.ts";

/** The API as a document, from the routes themselves. Nothing is started and nothing is asked. */
export async function buildOpenApi(): Promise<object> {
  const wall = async () => ({ denied: 401, because: "only the document is made here" }) as const;
  const app = await buildHttp(wall, { logLevel: "silent", countDenial: () => {} });
  addRoutes(app, {} as Money);
  await app.ready();
  const document = app.swagger();
  await app.close();
  return document;
}
