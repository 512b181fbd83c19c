import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../tools/test-database.ts";
import {
  finishCheck,
  goToVendor,
  openTestWorld,
  signInOperator,
  signUpCustomer,
  type TestWorld,
} from "../test-world.ts";
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

test("an applicant goes from sign-up to an open account, and both sides see each step", async () => {
  const applicant = await signUpCustomer(world);
  const operator = await signInOperator(world);
  const first = await applicant.call("GET", "/application");
  expect(first.json).toMatchObject({ status: "draft", personal: null, missing: ["personal", "consents", "identity"] });

  const checkId = await goToVendor(world, applicant);
  expect((await applicant.call("GET", "/application")).json).toMatchObject({
    status: "identity_check",
    identity: { status: "pending", url: `http://vendor.example/${checkId}` },
    missing: ["identity"],
  });
  expect((await finishCheck(world, checkId, "passed")).statusCode).toBe(204);
  const reviewed = await applicant.call("GET", "/application");
  expect(reviewed.json).toMatchObject({ status: "review", missing: [], submittedAt: "2026-03-02T00:00:00Z" });

  world.business.set("2026-03-02T05:30:00Z");
  const list = await operator.call("GET", "/operator/applications?status=review");
  expect(list.json).toMatchObject({ total: 1, items: [{ ageHours: 5, applicant: "ヤ*** タ***" }] });
  const { id } = list.json.items[0];
  const approval = { reason: "本人確認済み", expectedStatus: "review" };
  const approved = await operator.call("POST", `/operator/applications/${id}/approve`, approval);
  expect(approved.json).toMatchObject({
    status: "approved",
    personal: { familyName: "山田", usPerson: false },
    decidedBy: "佐藤 花子",
    reason: "本人確認済み",
    customerNumber: "1000001",
    accountOpened: false,
  });

  world.money.behaviour.reply = async () => ({ status: 201, body: {} });
  await drainWork(world.parts);
  const session = await applicant.call("GET", "/session");
  expect(session.json).toMatchObject({ level: "full", accountOpened: true, customerId: approved.json.customerId });
  const timeline = (await operator.call("GET", `/operator/applications/${id}`)).json.timeline;
  expect(timeline.map((happening: { what: string }) => happening.what)).toEqual([
    ...["signed_up", "signed_in", "personal_data_saved", "document_agreed", "identity_check_started"],
    ...["identity_check_passed", "application_submitted", "application_approved", "money_account_opened"],
  ]);
});
