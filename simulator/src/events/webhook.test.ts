import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { startWorld, type TestWorld } from "../test-world.ts";

type Notice = { signature: string; raw: string; at: number };

let world: TestWorld;
const closing: (() => void)[] = [];
afterEach(async () => {
  await world.stop();
  for (const close of closing.splice(0)) close();
});

/** Somebody who takes notices, after refusing the first few. */
async function startReceiver(refusals: number, delayMs = 0) {
  const notices: Notice[] = [];
  const server = createServer((incoming, response) => {
    let raw = "";
    incoming.on("data", (chunk) => {
      raw += chunk;
    });
    incoming.on("end", () => {
      notices.push({ signature: String(incoming.headers["x-simulator-signature"]), raw, at: performance.now() });
      setTimeout(() => response.writeHead(notices.length > refusals ? 204 : 503).end(), delayMs);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return { notices, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks` };
}

const SECRET = "s3cret";
const transfer = { amount: "5000", payerName: "ア", branchCode: "801", accountNumber: "1234567" };

test("whoever follows the bank is told of a person's transfer, signed over time and exact bytes", async () => {
  const { notices, url } = await startReceiver(0);
  world = await startWorld({ bankWebhook: { url, secret: SECRET } });
  await world.call("POST", "/bank/customer-transfers", transfer);
  await vi.waitFor(() => expect(notices).toHaveLength(1));
  const { signature, raw } = notices[0]!;
  const { lines } = (await world.call("GET", "/bank/accounts/collect/statement")).body;
  expect(JSON.parse(raw)).toEqual({ kind: "statement_line", account: "collect", sequence: lines[0]?.sequence });
  const [, seconds, hash] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(signature)!;
  expect(Math.abs(Number(seconds) - Date.now() / 1000)).toBeLessThan(5);
  expect(hash).toBe(createHmac("sha256", SECRET).update(`${seconds}.${raw}`).digest("hex"));
});

test("whoever follows the vendor is told of a result, once", async () => {
  const { notices, url } = await startReceiver(0);
  world = await startWorld({ ekycWebhook: { url, secret: SECRET } });
  const person = { name: "山田", kana: "ヤマダ", birthOn: "1990-04-01", address: "東京" };
  const body = { clientReference: "a-1", returnUrl: "http://localhost/x", person };
  const { checkId } = (await world.call("POST", "/ekyc/checks", body)).body;
  await world.call("POST", `/ekyc/checks/${checkId}/complete`, { result: "passed" });
  await world.call("POST", `/ekyc/checks/${checkId}/complete`, { result: "passed" });
  await vi.waitFor(() => expect(notices).toHaveLength(1));
  expect(JSON.parse(notices[0]!.raw)).toEqual({
    kind: "check_completed",
    checkId,
    clientReference: "a-1",
    status: "passed",
  });
});

test("a notice that is not taken is sent again, each time a little later, until it is", async () => {
  const { notices, url } = await startReceiver(3);
  world = await startWorld({ bankWebhook: { url, secret: SECRET } });
  await world.call("POST", "/bank/customer-transfers", transfer);
  await vi.waitFor(() => expect(notices).toHaveLength(4), { timeout: 5_000 });
  const waits = notices.slice(1).map((notice, index) => notice.at - notices[index]!.at);
  expect(waits[1]! > waits[0]! && waits[2]! > waits[1]!).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(notices).toHaveLength(4);
});

test("an advance waits for a notice on its way, but not for a receiver that is down", async () => {
  const slow = await startReceiver(0, 150);
  world = await startWorld({
    bankWebhook: { url: slow.url, secret: SECRET },
    ekycWebhook: { url: "http://127.0.0.1:9", secret: SECRET },
  });
  await world.call("POST", "/bank/customer-transfers", transfer);
  const before = performance.now();
  await world.advance("2026-03-02T06:00:00Z");
  expect(performance.now() - before).toBeGreaterThan(100);
  expect(slow.notices).toHaveLength(1);

  const person = { name: "山田", kana: "ヤマダ", birthOn: "1990-04-01", address: "東京" };
  const body = { clientReference: "a-1", returnUrl: "http://localhost/x", person };
  const { checkId } = (await world.call("POST", "/ekyc/checks", body)).body;
  await world.call("POST", `/ekyc/checks/${checkId}/complete`, { result: "passed" });
  expect((await world.advance("2026-03-02T07:00:00Z")).status).toBe(200);
});
