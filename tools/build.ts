import { buildConsole } from "../console/serve.ts";
import { buildWeb } from "../web/serve.ts";

/** Builds both apps, each only when its sources are newer than what was built. */
export async function buildApps(): Promise<void> {
  await buildWeb();
  await buildConsole();
}

if (import.meta.main) await buildApps();
