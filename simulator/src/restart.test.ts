import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ConfigError, readFlags } from "./config.ts";
import { marketOrder, startWorld } from "./test-world.ts";

let folder: string;
let dataFile: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kura-simulator-"));
  dataFile = join(folder, "world.sqlite");
});
afterEach(() => rm(folder, { recursive: true }));

test("a world goes on where it stopped: its clock, its seed, its money, its orders and what is still due", async () => {
  const first = await startWorld({ dataFile, seed: 7 });
  await first.fund("1000.00");
  await first.trade("POST", "/orders", marketOrder("KO", { notional: "100", client_order_id: "o-1" }));
  const quotes = (await first.call("GET", "/v2/stocks/quotes/latest?symbols=VTI")).body;
  const history = await first.history("/v2/events/trades");
  await first.stop();

  const second = await startWorld({
    dataFile,
    seed: 99,
    startAt: "2027-01-01T00:00:00Z",
    firm: { jpy: "1", usd: "1" },
  });
  expect((await second.call("GET", "/sim/clock")).body.now).toBe("2026-03-02T13:15:00Z");
  expect((await second.call("GET", "/v2/stocks/quotes/latest?symbols=VTI")).body).toEqual(quotes);
  expect(await second.history("/v2/events/trades")).toEqual(history);
  expect((await second.call("GET", "/bank/accounts")).body.accounts[2]?.balance).toBe("1000000000");
  await second.advance("2026-03-02T14:31:00Z");
  const order = (await second.trade("GET", "/orders:by_client_order_id?client_order_id=o-1")).body;
  expect(order.status).toBe("filled");
  await second.stop();
});

const MAIN = fileURLToPath(new URL("./main.ts", import.meta.url));

/** The simulator as a program of its own. */
async function run(...flags: string[]): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [MAIN, "--port", "0", "--data", dataFile, ...flags], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(child.stdout, "data");
  return { child, url: /http:\S+/.exec(String(line))![0] };
}

test("after a kill -9 a running clock never goes back", async () => {
  const first = await run("--speed", "3600");
  const read = async (url: string) =>
    (await (await fetch(`${url}/sim/clock`)).json()) as { now: string; version: number };
  await new Promise((resolve) => setTimeout(resolve, 300));
  const before = await read(first.url);
  first.child.kill("SIGKILL");
  await once(first.child, "exit");
  const second = await run("--speed", "0");
  const after = await read(second.url);
  expect(Temporal.Instant.compare(after.now, before.now)).toBeGreaterThanOrEqual(0);
  expect(after.version).toBeGreaterThanOrEqual(before.version);
  second.child.kill("SIGTERM");
  expect((await once(second.child, "exit"))[0]).toBe(0);
});

test("the command line is read with the desk's defaults, and what makes no sense is said in a sentence", () => {
  expect(readFlags([])).toMatchObject({ port: 4200, seed: 7, speed: 1, startAt: "2026-03-02T00:00:00Z" });
  expect(readFlags(["--port", "0", "--speed", "60"])).toMatchObject({ port: 0, speed: 60 });
  const hook = ["--bank-webhook-url", "http://x/y", "--bank-webhook-secret", "s"];
  expect(readFlags(hook).bankWebhook).toEqual({ url: "http://x/y", secret: "s" });
  for (const flags of [
    ["--port", "70000"],
    ["--port", "x"],
    ["--speed", "-1"],
    ["--speed", ""],
    ["--start", "monday"],
    ["--firm-jpy", "1.5"],
    ["--firm-usd", "-1"],
    ["--bank-webhook-url", "http://x"],
    ["--colour", "red"],
  ]) {
    expect(() => readFlags(flags), flags.join(" ")).toThrow(ConfigError);
  }
});
