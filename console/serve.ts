import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { assert } from "@kura/shared/assert.ts";
import { build, type Plugin, type PreviewServer, preview } from "vite";
import { SECURITY_HEADERS } from "./security-headers.ts";

const ROOT = import.meta.dirname;
const CONFIG_FILE = join(ROOT, "vite.config.ts");
const BUILT_PAGE = join(ROOT, "dist", "index.html");
const SOURCES = [
  "src",
  "public",
  "index.html",
  "vite.config.ts",
  "package.json",
  "../shared/src",
  "../shared/api",
  "../package-lock.json",
];

/** Where the console listens (port 0 takes any free one), and the gateway it asks. */
export type ConsoleConfig = { port: number; gatewayUrl: string };

/** The console while it is served: where it is, and how to stop it. */
export type ServedConsole = { url: string; stop(): Promise<void> };

/** Builds the operations console into `console/dist`, unless that is newer than everything it is made from. */
export async function buildConsole(): Promise<void> {
  if (isBuilt()) return;
  await build({ root: ROOT, configFile: CONFIG_FILE, logLevel: "warn" });
}

/**
 * Serves the console on loopback; what the browser asks of `/api` goes to the gateway, without that prefix.
 *
 * Pages and answers share one origin, so the operator's session cookie never crosses a site.
 */
export async function serveConsole({ port, gatewayUrl }: ConsoleConfig): Promise<ServedConsole> {
  await buildConsole();
  const server = await preview({
    root: ROOT,
    configFile: CONFIG_FILE,
    logLevel: "warn",
    plugins: [answerWithSecurityHeaders()],
    preview: {
      host: "127.0.0.1",
      port,
      strictPort: port !== 0,
      cors: false,
      proxy: { "/api": { target: gatewayUrl, rewrite: (path) => path.replace(/^\/api/, "") } },
    },
  });
  return { url: addressOf(server), stop: () => server.close() };
}

/** Every answer carries the headers, also the gateway's as it passes through. */
function answerWithSecurityHeaders(): Plugin {
  return {
    name: "answer-with-security-headers",
    configurePreviewServer(server) {
      server.middlewares.use((_request, response, next) => {
        for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
        next();
      });
    },
  };
}

function isBuilt(): boolean {
  if (!existsSync(BUILT_PAGE)) return false;
  const builtAt = statSync(BUILT_PAGE).mtimeMs;
  return SOURCES.every((source) => newestChange(join(ROOT, source)) < builtAt);
}

function newestChange(path: string): number {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newestChange(join(path, name))));
}

function addressOf(server: PreviewServer): string {
  const address = server.httpServer.address();
  assert(address !== null && typeof address === "object", "serveConsole: the server listens on a port");
  return `http://127.0.0.1:${address.port}`;
}

if (import.meta.main) {
  const port = Number(process.env.CONSOLE_PORT ?? "4001");
  const gatewayUrl = process.env.GATEWAY_URL ?? "http://127.0.0.1:4010";
  const { url, stop } = await serveConsole({ port, gatewayUrl });
  process.stdout.write(`console: ${url}\n`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => stop().finally(() => process.exit(0)));
  }
}
