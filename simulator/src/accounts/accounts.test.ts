import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Facts, startWorld, type TestWorld } from "../test-world.ts";
import { ACCOUNT_ID, FIRM_ACCOUNT_ID } from "./account.ts";
import { newAccount, openActive } from "./test-account.ts";

let world: TestWorld;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.stop());

type Shown = Readonly<Record<string, string | null>> & { readonly contact: object; readonly identity: object };
const open = (email: string, rest: object = {}) => world.call<Shown>("POST", "/v1/accounts", newAccount(email, rest));
const show = (id: string) => world.call<Shown>("GET", `/v1/accounts/${id}`);
const list = async (query = "") => (await world.call<Facts[]>("GET", `/v1/accounts${query}`)).body;
const events = async () =>
  (await world.history("/v1/events/accounts/status")) as unknown as Record<string, string | number>[];

test("an account is submitted, approved and active, a minute apart, and the stream tells of it", async () => {
  const opened = await open("hana@example.com");
  expect(opened.status).toBe(200);
  expect(opened.body).toMatchObject({
    status: "SUBMITTED",
    account_type: "trading",
    account_name: "Hana Sato",
    currency: "USD",
    last_equity: "0.00",
    contact: { email_address: "hana@example.com" },
    trading_configurations: { suspend_trade: false },
  });
  const { id, account_number: number } = opened.body;
  await world.advance("2026-03-02T00:01:00Z");
  expect((await show(String(id))).body.status).toBe("APPROVED");
  await world.advance("2026-03-02T00:02:00Z");
  expect((await show(String(id))).body.status).toBe("ACTIVE");
  const common = { account_id: id, account_number: number, event_ulid: expect.stringMatching(/^[0-9A-Z]{26}$/) };
  expect(await events()).toEqual([
    { ...common, event_id: 1, status_from: "", status_to: "SUBMITTED", at: "2026-03-02T00:00:00Z" },
    { ...common, event_id: 2, status_from: "SUBMITTED", status_to: "APPROVED", at: "2026-03-02T00:01:00Z" },
    { ...common, event_id: 3, status_from: "APPROVED", status_to: "ACTIVE", at: "2026-03-02T00:02:00Z" },
  ]);
});

test("a tax number that was sent is never shown", async () => {
  const { body } = await open("hana@example.com");
  expect(JSON.stringify([body, (await show(String(body.id))).body])).not.toContain("123456789");
});

test("one e-mail address has one account, however it is written, and however it gets there", async () => {
  const first = await open("hana@example.com");
  const second = await open("mei@example.com");
  expect((await open("HANA@example.com")).status).toBe(409);
  const change = { contact: { email_address: "hana@example.com" } };
  expect((await world.call("PATCH", `/v1/accounts/${second.body.id}`, change)).status).toBe(409);
  expect((await world.call("PATCH", `/v1/accounts/${first.body.id}`, change)).status).toBe(200);
});

test("what is missing or cannot be is 422, what is of the wrong type 400, and no account is opened", async () => {
  const before = await list();
  const bad: [unknown, number][] = [
    [newAccount("a@example.com", { contact: undefined }), 422],
    [newAccount("a@example.com", { identity: undefined }), 422],
    [newAccount("a@example.com", { disclosures: undefined }), 422],
    [newAccount("a@example.com", { agreements: undefined }), 422],
    [newAccount("a@example.com", { agreements: [] }), 422],
    [newAccount("nobody"), 422],
    [newAccount("a@example.com", { currency: "JPY" }), 422],
    [newAccount("a@example.com", { contact: "Tokyo" }), 400],
    [newAccount("a@example.com", { agreements: {} }), 400],
    ["{", 400],
    ["[]", 400],
    ["", 400],
  ];
  for (const [body, status] of bad) {
    const answered = await world.call("POST", "/v1/accounts", body);
    expect([body, answered.status, typeof answered.body.message]).toEqual([body, status, "string"]);
  }
  expect(await list()).toEqual(before);
});

test("a list has the firm's accounts too, and is narrowed by words, status and both ends of a time", async () => {
  await open("hana@example.com");
  await world.advance("2026-03-02T00:05:00Z");
  await open("mei@example.com", { identity: { given_name: "Mei", family_name: "Ito", date_of_birth: "1991-01-01" } });
  const ids = async (query: string) => (await list(query)).map((each) => each.id);
  const all = await ids("?sort=asc");
  expect(all.slice(0, 2)).toEqual([FIRM_ACCOUNT_ID, ACCOUNT_ID]);
  const [, , hana, mei] = all;
  expect(await ids("")).toEqual(all.toReversed());
  expect(await ids("?query=sato%20hana")).toEqual([hana]);
  expect(await ids("?query=mei@")).toEqual([mei]);
  expect(await ids("?status=SUBMITTED")).toEqual([mei]);
  expect(await ids("?created_after=2026-03-02T00:05:00Z")).toEqual([mei]);
  expect(await ids("?created_before=2026-03-02T00:00:00Z")).toEqual([hana, ACCOUNT_ID, FIRM_ACCOUNT_ID]);
  const [shown] = await list("?entities=contact,identity");
  expect(Object.keys(shown ?? {})).toEqual(expect.arrayContaining(["contact", "identity"]));
  expect(Object.keys((await list())[0] ?? {})).not.toContain("contact");
  for (const query of ["status=HAPPY", "sort=up", "created_after=now", "entities=shoes"]) {
    expect([query, (await world.call("GET", `/v1/accounts?${query}`)).status]).toEqual([query, 422]);
  }
  expect((await show("nobody")).status).toBe(404);
});

test("who somebody is, is looked at again when it changes; where they live is not", async () => {
  const id = await openActive(world, "hana@example.com");
  const patch = (body: object) => world.call<Shown>("PATCH", `/v1/accounts/${id}`, body);
  const moved = await patch({ contact: { city: "Osaka" }, unheard_of: 1 });
  expect(moved.body).toMatchObject({ status: "ACTIVE", contact: { city: "Osaka", email_address: "hana@example.com" } });
  expect((await patch({ identity: { family_name: "Mori" } })).body).toMatchObject({ status: "ACCOUNT_UPDATED" });
  await world.advance("2026-03-02T00:03:00Z");
  expect((await show(id)).body).toMatchObject({ status: "ACTIVE", account_name: "Hana Mori" });
  expect((await patch({ contact: { city: 7 } })).status).toBe(200);
  expect((await patch({ contact: { city: true } })).status).toBe(400);
  expect((await patch({ contact: { city: " " } })).status).toBe(422);
});

test("an empty account is closed for ever; one with cash, and the firm's own, stay open", async () => {
  const id = await openActive(world, "hana@example.com");
  const close = (each: string) => world.call("POST", `/v1/accounts/${each}/actions/close`);
  const journal = { entry_type: "JNLC", from_account: FIRM_ACCOUNT_ID, to_account: id, amount: "10" };
  await world.call("POST", "/v1/journals", journal);
  expect((await close(id)).status).toBe(422);
  await world.call("POST", "/v1/journals", { ...journal, from_account: id, to_account: FIRM_ACCOUNT_ID });
  expect((await close(id)).status).toBe(204);
  expect((await show(id)).body.status).toBe("ACCOUNT_CLOSED");
  expect((await close(id)).status).toBe(422);
  expect((await close(FIRM_ACCOUNT_ID)).status).toBe(422);
  expect((await close("nobody")).status).toBe(404);
  const balances = await world.call("GET", `/v1/trading/accounts/${id}/account`);
  expect(balances.body).toMatchObject({ account_blocked: true, trading_blocked: true, transfers_blocked: true });
});

test("settings are the same under both prefixes, and a suspension is shown with the balances", async () => {
  const path = "/account/configurations";
  expect((await world.call("GET", `/v2${path}`)).body).toEqual((await world.trade("GET", path)).body);
  const patched = await world.call("PATCH", `/v2${path}`, { suspend_trade: true, unheard_of: "x" });
  expect(patched.body).toMatchObject({ suspend_trade: true, trade_confirm_email: "all", max_margin_multiplier: "1" });
  expect((await world.trade("GET", path)).body).toEqual(patched.body);
  expect((await world.trade("GET", "/account")).body).toMatchObject({ trade_suspended_by_user: true });
  expect((await world.trade("PATCH", path, { suspend_trade: "yes" })).status).toBe(400);
  expect((await world.trade("PATCH", path, { max_margin_multiplier: "3" })).status).toBe(422);
  expect((await world.trade("GET", path)).body).toEqual(patched.body);
  expect((await world.trade("GET", "/limits")).status).toBe(404);
});

test("whatever is sent to open or change an account, the answer is an account or a refusal", async () => {
  const value = fc.oneof(fc.string(), fc.integer(), fc.double(), fc.boolean(), fc.constant(null), fc.jsonValue());
  const part = fc.dictionary(fc.constantFrom("email_address", "city", "given_name", "agreement", "x"), value);
  const body = fc.record(
    { contact: part, identity: part, disclosures: part, agreements: fc.array(part), currency: value },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(body, async (sent) => {
      expect([400, 422]).toContain((await world.call("POST", "/v1/accounts", sent)).status);
      expect([200, 400, 422]).toContain((await world.call("PATCH", `/v1/accounts/${FIRM_ACCOUNT_ID}`, sent)).status);
    }),
    { numRuns: 60 },
  );
});
