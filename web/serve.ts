import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build, type PreviewServer, preview } from "vite";
import { SECURITY_HEADERS } from "./security-headers.ts";

const ROOT = import.meta.dirname;
const BUILT_PAGE = join(ROOT, "dist", "index.html");

/** What it takes to serve the customers' app: a port (0 = any free one) and the gateway it speaks with. */
export type WebConfig = { port: number; gatewayUrl: string; host?: string };

/** The served app: where it is, and how to stop it. */
export type ServedWeb = { url: string; stop(): Promise<void> };

function newestChange(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newestChange(join(path, name))));
}

function isBuilt(): boolean {
  if (!existsSync(BUILT_PAGE)) return false;
  const sources = ["src", "public", "index.html", "vite.config.ts", "package.json", "../shared/src"];
  const builtAt = statSync(BUILT_PAGE).mtimeMs;
  return sources.every((source) => newestChange(join(ROOT, source)) < builtAt);
}

/** Builds the customers' app into `dist`, unless what is there is newer than everything it is made from. */
export async function buildWeb(): Promise<void> {
  if (isBuilt()) return;
  await build({ root: ROOT, configFile: join(ROOT, "vite.config.ts"), logLevel: "warn" });
}

async function listen(config: WebConfig): Promise<PreviewServer> {
  return preview({
    root: ROOT,
    configFile: join(ROOT, "vite.config.ts"),
    logLevel: "warn",
    preview: {
      port: config.port,
      strictPort: config.port !== 0,
      cors: false,
      host: config.host ?? "127.0.0.1",
      headers: { ...SECURITY_HEADERS },
      proxy: { "/api": { target: config.gatewayUrl, rewrite: (path) => path.replace(/^\/api/, "") } },
    },
  });
}

/**
 * Serves the built app, with everything under /api handed to the gateway.
 *
 * One origin for pages and answers: the session cookie never crosses a site, and no other site may call.
 */
export async function serveWeb(config: WebConfig): Promise<ServedWeb> {
  await buildWeb();
  const server = await listen(config);
  const address = server.httpServer.address();
  const port = typeof address === "object" && address !== null ? address.port : config.port;
  return { url: `http://${config.host ?? "127.0.0.1"}:${port}`, stop: () => server.close() };
}

async function main(): Promise<void> {
  const gatewayUrl = process.env.GATEWAY_URL ?? "http://127.0.0.1:4010";
  const served = await serveWeb({ port: Number(process.env.WEB_PORT ?? "4000"), gatewayUrl });
  process.stdout.write(`web: ${served.url}\n`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => served.stop().finally(() => process.exit(0)));
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await main();
