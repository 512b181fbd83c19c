import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../tools/test-database.ts";
import { finishCheck, goToVendor, openTestWorld, sendWebhook, signUpCustomer, type TestWorld } from "../test-world.ts";
import { sweepReceipts } from "../webhook.ts";
import { drainWork } from "../worker.ts";

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await createTestDatabase("gateway");
  world = await openTestWorld({ databaseUrl: database.url });
});
afterAll(async () => {
  await world?.close();
  await database?.drop();
});

const seconds = () => Math.floor(world.machine.now().epochMilliseconds / 1000);
const completed = (checkId: string) => ({ kind: "check_completed", checkId, clientReference: "-", status: "passed" });
const LINE = { kind: "statement_line", account: "collect", sequence: "1" };

test("a webhook that is forged, altered, stale or unsigned is refused, and moves nothing", async () => {
  const applicant = await signUpCustomer(world);
  const checkId = await goToVendor(world, applicant);
  world.vendor.complete(checkId, "passed");
  const news = completed(checkId);
  const forgeries = [
    await sendWebhook(world, "/webhooks/ekyc", news, { secret: "another secret of somebody" }),
    await sendWebhook(world, "/webhooks/ekyc", news, { body: JSON.stringify({ ...news, status: "failed" }) }),
    await sendWebhook(world, "/webhooks/ekyc", news, { atSeconds: seconds() - 301 }),
    await sendWebhook(world, "/webhooks/ekyc", news, { atSeconds: seconds() + 301 }),
    await world.app.inject({ method: "POST", url: "/webhooks/ekyc", payload: news }),
    await world.app.inject({
      method: "POST",
      url: "/webhooks/ekyc",
      headers: { "x-simulator-signature": `t=${seconds()},v1=` },
      payload: news,
    }),
  ];
  for (const answer of forgeries) expect([answer.statusCode, answer.json().code]).toEqual([401, "webhook_unproven"]);
  expect((await applicant.call("GET", "/application")).json.status).toBe("identity_check");
});

test("a webhook that comes again is refused, and is acted on once", async () => {
  const applicant = await signUpCustomer(world);
  const checkId = await goToVendor(world, applicant);
  world.vendor.complete(checkId, "passed");
  const send = () => sendWebhook(world, "/webhooks/ekyc", completed(checkId));
  const statuses = (await Promise.all([send(), send(), send()])).map(({ statusCode }) => statusCode);
  expect(statuses.toSorted()).toEqual([204, 409, 409]);
  expect((await send()).json().code).toBe("webhook_replayed");
  const { json } = await applicant.call("GET", "/application");
  expect(json.status).toBe("review");
});

test("a webhook's claim is not believed: the vendor is asked", async () => {
  const applicant = await signUpCustomer(world);
  const checkId = await goToVendor(world, applicant);
  expect((await sendWebhook(world, "/webhooks/ekyc", completed(checkId))).statusCode).toBe(204);
  expect((await applicant.call("GET", "/application")).json.status).toBe("identity_check");
});

test("a check the vendor knows under another reference than ours is not taken", async () => {
  const applicant = await signUpCustomer(world);
  const checkId = await goToVendor(world, applicant);
  const check = world.vendor.checks.get(checkId)!;
  world.vendor.checks.set(checkId, { ...check, clientReference: world.parts.ids(), status: "passed" });
  expect((await sendWebhook(world, "/webhooks/ekyc", completed(checkId))).statusCode).toBe(404);
  expect((await applicant.call("GET", "/application")).json.status).toBe("identity_check");
});

test("a result may come twice, and late: only the first one counts", async () => {
  const applicant = await signUpCustomer(world);
  const checkId = await goToVendor(world, applicant);
  await finishCheck(world, checkId, "passed");
  world.machine.set(world.machine.now().add({ seconds: 1 }));
  expect((await finishCheck(world, checkId, "failed")).statusCode).toBe(204);
  expect((await applicant.call("GET", "/application")).json.status).toBe("review");
});

test("a result whose webhook was lost is fetched by the worker", async () => {
  const applicant = await signUpCustomer(world);
  world.vendor.complete(await goToVendor(world, applicant), "passed");
  await drainWork(world.parts);
  expect((await applicant.call("GET", "/application")).json.status).toBe("identity_check");
  world.machine.set(world.machine.now().add({ minutes: 2 }));
  await drainWork(world.parts);
  expect((await applicant.call("GET", "/application")).json.status).toBe("review");
});

test("news of the bank becomes a hint to money, with the gateway's own proof and nothing of the news", async () => {
  world.money.calls.length = 0;
  world.money.behaviour.reply = async () => ({ status: 202, body: {} });
  expect((await sendWebhook(world, "/webhooks/bank", LINE)).statusCode).toBe(204);
  expect(world.money.calls).toHaveLength(1);
  const [call] = world.money.calls;
  expect(call).toMatchObject({ method: "POST", path: "/hints", body: '{"source":"bank_statement"}' });
  expect(call!.claims).toMatchObject({ may: "system", sub: "gateway", authAt: null });
});

test("news of the bank that could not be passed on is not taken, so that the bank tells us again", async () => {
  world.money.behaviour.reply = async () => ({ status: 500, body: {} });
  world.machine.set(world.machine.now().add({ seconds: 1 }));
  expect((await sendWebhook(world, "/webhooks/bank", LINE)).statusCode).toBe(503);
  world.money.behaviour.reply = async () => ({ status: 202, body: {} });
  expect((await sendWebhook(world, "/webhooks/bank", LINE)).statusCode).toBe(204);
});

test("a webhook is remembered for as long as its signature would be accepted", async () => {
  world.machine.set(world.machine.now().add({ seconds: 1 }));
  const sentAt = seconds();
  const send = () => sendWebhook(world, "/webhooks/bank", LINE, { atSeconds: sentAt });
  expect((await send()).statusCode).toBe(204);
  world.machine.set(world.machine.now().add({ seconds: 299 }));
  await sweepReceipts(world.parts);
  expect((await send()).statusCode).toBe(409);
  world.machine.set(world.machine.now().add({ seconds: 1_000 }));
  await sweepReceipts(world.parts);
  expect((await send()).statusCode).toBe(401);
});
