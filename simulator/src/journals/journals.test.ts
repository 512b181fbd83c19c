import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cents, parseCents, sum } from "@kura/shared/money.ts";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ACCOUNT_ID, FIRM_ACCOUNT_ID } from "../accounts/account.ts";
import { openActive } from "../accounts/test-account.ts";
import { marketOrder, startWorld, type TestWorld } from "../test-world.ts";
import { firstStep } from "./rules.ts";

let world: TestWorld;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.stop());

type Journal = Readonly<Record<string, string | null>>;
type Booked = Readonly<Record<"activity_type" | "account_id" | "net_amount" | "ref_id" | "previous_id", string>> & {
  readonly details: Readonly<Record<string, string>>;
};
const bookings = async () => (await world.history("/v2beta1/events/activities")) as unknown as Booked[];
const journal = (amount: string, rest: object = {}) => ({
  entry_type: "JNLC",
  from_account: FIRM_ACCOUNT_ID,
  to_account: ACCOUNT_ID,
  amount,
  ...rest,
});
const send = (body: object, headers: Record<string, string> = {}) =>
  world.call<Journal>("POST", "/v1/journals", body, headers);
const show = async (id: unknown) => (await world.call<Journal>("GET", `/v1/journals/${id}`)).body;
const cash = async (id: string) => (await world.call("GET", `/v1/trading/accounts/${id}/account`)).body.cash;
const both = async () => [await cash(FIRM_ACCOUNT_ID), await cash(ACCOUNT_ID)];
const steps = async () =>
  ((await world.history("/v2/events/journals/status")) as unknown as Journal[]).map((each) => [
    each.status_from,
    each.status_to,
  ]);

/** Everything that a refusal must leave as it was. */
async function everything() {
  const journals = (await world.call("GET", "/v1/journals")).body;
  return [journals, await both(), await steps(), await world.history("/v2beta1/events/activities")];
}

test("a small journal is answered as queued and runs at once, on both accounts", async () => {
  const sent = await send(journal("50", { description: "a gift" }));
  expect(sent.status).toBe(200);
  expect(sent.body).toMatchObject({ status: "queued", net_amount: "50.00", settle_date: null, system_date: null });
  expect(await show(sent.body.id)).toMatchObject({
    status: "executed",
    settle_date: "2026-03-01",
    symbol: "",
    qty: null,
    description: "a gift",
  });
  expect(await both()).toEqual(["49950.00", "50.00"]);
  const told = await world.history("/v2/events/journals/status");
  expect(told).toMatchObject([
    { journal_id: sent.body.id, entry_type: "JNLC", status_from: "", status_to: "queued", description: "a gift" },
    { journal_id: sent.body.id, status_from: "queued", status_to: "executed", at: "2026-03-02T00:00:00Z" },
  ]);
  const booked = await bookings();
  expect(booked.map((each) => [each.activity_type, each.account_id, each.net_amount])).toEqual([
    ["JNLC", FIRM_ACCOUNT_ID, "-50.00"],
    ["JNLC", ACCOUNT_ID, "50.00"],
  ]);
  expect(new Set(booked.map((each) => each.ref_id)).size).toBe(2);
});

test("a journal above the limit waits for the next morning on which banks work", async () => {
  const sent = await send(journal("50.01"));
  expect(await show(sent.body.id)).toMatchObject({ status: "pending", settle_date: null });
  expect(await both()).toEqual(["50000.00", "0.00"]);
  await world.advance("2026-03-02T12:59:59Z");
  expect((await show(sent.body.id)).status).toBe("pending");
  await world.advance("2026-03-02T13:00:00Z");
  expect(await show(sent.body.id)).toMatchObject({ status: "executed", settle_date: "2026-03-02" });
  expect(await both()).toEqual(["49949.99", "50.01"]);
  expect(await steps()).toEqual([
    ["", "queued"],
    ["queued", "pending"],
    ["pending", "sent_to_clearing"],
    ["sent_to_clearing", "executed"],
  ]);
});

test("small journals wait too once the day has seen a thousand dollars", async () => {
  for (let count = 0; count < 20; count += 1) await send(journal("50"));
  const over = await send(journal("0.01"));
  expect((await show(over.body.id)).status).toBe("pending");
  expect(await both()).toEqual(["49000.00", "1000.00"]);
});

test("the limits are the world's to set, and each is included", () => {
  fc.assert(
    fc.property(fc.bigInt(1n, 200n), fc.bigInt(0n, 200n), fc.bigInt(0n, 200n), fc.bigInt(0n, 200n), (...given) => {
      const [amount, before, each, daily] = given;
      const size = { entryType: "JNLC", amount: cents(amount) } as const;
      const limits = { each: cents(each), daily: cents(daily) };
      const step = firstStep(size, cents(before), limits, "");
      expect(step.status === "executed").toBe(amount <= each && before + amount <= daily);
      expect(step.waits).toBe(step.status === "executed" ? "not" : "for_morning");
    }),
  );
});

test("above the limits a description may ask for a rejection, or to wait for ever; below, it is words", async () => {
  const rejected = "/fixtures/status=rejected/fixtures/";
  const first = await send(journal("60", { description: rejected }));
  const second = await send(journal("60", { description: "x /fixtures/status=pending/fixtures/ y" }));
  const small = await send(journal("5", { description: rejected }));
  await world.advance("2026-03-05T00:00:00Z");
  expect((await show(first.body.id)).status).toBe("rejected");
  expect((await show(second.body.id)).status).toBe("pending");
  expect((await show(small.body.id)).status).toBe("executed");
  expect(await both()).toEqual(["49995.00", "5.00"]);
});

test("a journal that waits can be taken back, another cannot", async () => {
  const waiting = await send(journal("60"));
  const done = await send(journal("5"));
  const remove = (id: unknown) => world.call("DELETE", `/v1/journals/${id}`);
  expect((await remove(waiting.body.id)).status).toBe(204);
  expect((await remove(waiting.body.id)).status).toBe(422);
  expect((await remove(done.body.id)).status).toBe(422);
  expect((await remove("nothing")).status).toBe(404);
  await world.advance("2026-03-03T00:00:00Z");
  expect((await show(waiting.body.id)).status).toBe("deleted");
  expect(await both()).toEqual(["49995.00", "5.00"]);
});

test("one that waited is rejected in the morning when the money is gone by then", async () => {
  const back = { from_account: ACCOUNT_ID, to_account: FIRM_ACCOUNT_ID };
  await world.stop();
  world = await startWorld({ journalLimits: { each: "45", daily: "1000" } });
  await send(journal("45"));
  await send(journal("10"));
  const waits = await send(journal("50", back));
  expect((await show(waits.body.id)).status).toBe("pending");
  await send(journal("30", back));
  await world.advance("2026-03-03T00:00:00Z");
  expect((await show(waits.body.id)).status).toBe("rejected");
  expect(await cash(ACCOUNT_ID)).toBe("25.00");
});

test("one that waited is rejected in the morning when its account was closed meanwhile", async () => {
  const hana = await openActive(world, "hana@example.com");
  const waits = await send(journal("500", { to_account: hana }));
  expect((await world.call("POST", `/v1/accounts/${hana}/actions/close`)).status).toBe(204);
  expect((await send(journal("5", { to_account: hana }))).status).toBe(403);
  await world.advance("2026-03-03T00:00:00Z");
  expect((await show(waits.body.id)).status).toBe("rejected");
  expect(await cash(hana)).toBe("0.00");
});

test("the same request under a key makes one journal; another request under it is refused", async () => {
  const key = { "idempotency-key": "k".repeat(128) };
  const first = await send(journal("10"), key);
  const again = await send(journal("10.00", { unheard_of: 1 }), key);
  expect([again.status, again.body.id]).toEqual([200, first.body.id]);
  expect((await send(journal("11"), key)).status).toBe(422);
  expect((await send(journal("10"), { "idempotency-key": "k".repeat(129) })).status).toBe(422);
  expect(await both()).toEqual(["49990.00", "10.00"]);
  const told = (await world.history("/v2/events/journals/status")) as unknown as Journal[];
  expect(told[0]).toMatchObject({ idempotency_key: key["idempotency-key"], idempotency_key_type: "single" });
});

test("a batch goes from one to many or from many to one, whole or not at all", async () => {
  const hana = await openActive(world, "hana@example.com");
  const batch = {
    entry_type: "JNLC",
    from_account: FIRM_ACCOUNT_ID,
    entries: [
      { to_account: hana, amount: "20" },
      { to_account: ACCOUNT_ID, amount: 30, description: "yours" },
    ],
  };
  const key = { "idempotency-key": "b-1" };
  const sent = await world.call<Journal[]>("POST", "/v1/journals/batch", batch, key);
  expect(sent.status).toBe(200);
  expect(sent.body).toMatchObject([
    { to_account: hana, net_amount: "20.00", error_message: "" },
    { to_account: ACCOUNT_ID, net_amount: "30.00", description: "yours" },
  ]);
  const again = await world.call<Journal[]>("POST", "/v1/journals/batch", batch, key);
  expect(again.body.map((each) => each.id)).toEqual(sent.body.map((each) => each.id));
  expect([await cash(FIRM_ACCOUNT_ID), await cash(hana)]).toEqual(["49950.00", "20.00"]);

  const reverse = (amount: string) => ({
    entry_type: "JNLC",
    to_account: FIRM_ACCOUNT_ID,
    entries: [
      { from_account: hana, amount },
      { from_account: hana, amount: "10" },
      { from_account: ACCOUNT_ID, amount: "30" },
    ],
  });
  const before = await everything();
  expect((await world.call("POST", "/v1/journals/reverse_batch", reverse("10.01"))).status).toBe(403);
  expect(await everything()).toEqual(before);
  expect((await world.call("POST", "/v1/journals/reverse_batch", reverse("10"))).status).toBe(200);
  expect([await cash(FIRM_ACCOUNT_ID), await cash(hana), await cash(ACCOUNT_ID)]).toEqual(["50000.00", "0.00", "0.00"]);
  const stock = { ...batch, entry_type: "JNLS" };
  expect((await world.call("POST", "/v1/journals/batch", stock)).status).toBe(422);
});

test("shares go from the firm to a customer at the last price, with what they cost taken along", async () => {
  await world.advance("2026-03-02T15:00:00Z");
  const firm = `/v1/trading/accounts/${FIRM_ACCOUNT_ID}`;
  await world.call("POST", `${firm}/orders`, marketOrder("VTI", { qty: "3", client_order_id: "f-1" }));
  await world.advance("2026-03-02T15:01:00Z");
  const shares = { entry_type: "JNLS", from_account: FIRM_ACCOUNT_ID, to_account: ACCOUNT_ID, symbol: "VTI" };
  const before = await both();
  const sent = await send({ ...shares, qty: "1.25" });
  expect(sent.body).toMatchObject({
    entry_type: "JNLS",
    symbol: "VTI",
    qty: "1.25",
    net_amount: "0",
    status: "queued",
  });
  expect((await world.trade("GET", "/positions/VTI")).body).toMatchObject({ qty: "1.25" });
  expect((await world.call("GET", `${firm}/positions/VTI`)).body).toMatchObject({ qty: "1.75" });
  expect(await both()).toEqual(before);
  const booked = (await bookings()).filter((each) => each.details.symbol === "VTI");
  expect(booked.slice(-2)).toMatchObject([
    { activity_type: "JNLS", account_id: FIRM_ACCOUNT_ID, qty: "-1.25", price: sent.body.price, net_amount: "0.00" },
    { activity_type: "JNLS", account_id: ACCOUNT_ID, qty: "1.25", price: sent.body.price },
  ]);
  expect((await send({ ...shares, qty: "1.76" })).status).toBe(403);
  expect((await send({ ...shares, from_account: ACCOUNT_ID, to_account: FIRM_ACCOUNT_ID, qty: "1" })).status).toBe(422);
  expect((await send({ ...shares, symbol: "NOPE", qty: "1" })).status).toBe(422);
});

test("every refusal has its documented status, and keeps nothing", async () => {
  const hana = await openActive(world, "hana@example.com");
  const mei = await openActive(world, "mei@example.com");
  const before = await everything();
  const nobody = "00000000-0000-4000-8000-000000000000";
  const bad: [unknown, number][] = [
    ["{", 400],
    ["[]", 400],
    ["", 400],
    [journal("1", { from_account: true }), 400],
    [journal("1", { description: {} }), 400],
    [journal("1", { entry_type: "JNLX" }), 422],
    [journal("1", { entry_type: undefined }), 422],
    [journal("1", { from_account: "me" }), 422],
    [journal("1", { to_account: undefined }), 422],
    [journal("1", { to_account: FIRM_ACCOUNT_ID }), 422],
    [journal("1", { currency: "JPY" }), 422],
    [journal("1", { description: "x".repeat(1_025) }), 422],
    [journal("0"), 422],
    [journal("-1"), 422],
    [journal("1.001"), 422],
    [journal("1e3"), 422],
    [journal("9".repeat(25)), 422],
    [journal("1", { to_account: nobody }), 404],
    [journal("1", { from_account: nobody }), 404],
    [journal("1", { from_account: hana, to_account: mei }), 422],
    [journal("50000.01"), 403],
    [journal("0.01", { from_account: ACCOUNT_ID, to_account: FIRM_ACCOUNT_ID }), 403],
  ];
  for (const [body, status] of bad) {
    const answered = await world.call("POST", "/v1/journals", body);
    expect([body, answered.status, typeof answered.body.message]).toEqual([body, status, "string"]);
  }
  expect((await world.call("GET", "/v1/journals/nothing")).status).toBe(404);
  expect(await everything()).toEqual(before);
});

test("a list is narrowed by day, status, type and account, the newest first", async () => {
  const first = await send(journal("5"));
  await world.advance("2026-03-02T12:00:00Z");
  const second = await send(journal("1", { from_account: ACCOUNT_ID, to_account: FIRM_ACCOUNT_ID }));
  const third = await send(journal("500"));
  const ids = async (query: string) =>
    (await world.call<Journal[]>("GET", `/v1/journals?${query}`)).body.map((each) => each.id);
  const [one, two, three] = [first, second, third].map((each) => each.body.id);
  expect(await ids("")).toEqual([three, two, one]);
  expect(await ids("after=2026-03-02")).toEqual([three, two]);
  expect(await ids("before=2026-03-01")).toEqual([one]);
  expect(await ids("status=pending")).toEqual([three]);
  expect(await ids("entry_type=JNLS")).toEqual([]);
  expect(await ids(`to_account=${FIRM_ACCOUNT_ID}`)).toEqual([two]);
  expect(await ids(`from_account=${FIRM_ACCOUNT_ID}&limit=1`)).toEqual([three]);
  for (const query of ["after=x", "status=x", "entry_type=x", "limit=0", "limit=100001", "limit=x", "to_account=x"]) {
    expect([query, (await world.call("GET", `/v1/journals?${query}`)).status]).toEqual([query, 422]);
  }
});

test("journal_reversed: an executed one is taken back an hour later by its mirror, and stays correct", async () => {
  const sent = await send(journal("40"), { "x-sim-faults": "journal_reversed" });
  expect(await both()).toEqual(["49960.00", "40.00"]);
  await world.advance("2026-03-02T01:00:00Z");
  expect(await both()).toEqual(["50000.00", "0.00"]);
  expect((await show(sent.body.id)).status).toBe("correct");
  const [mirror] = (await world.call<Journal[]>("GET", "/v1/journals")).body;
  expect(mirror).toMatchObject({ status: "executed", from_account: ACCOUNT_ID, net_amount: "40.00" });
  expect(mirror?.id).not.toBe(sent.body.id);
  const [out, into, back, again] = await bookings();
  expect(back).toMatchObject({ account_id: ACCOUNT_ID, previous_id: into?.ref_id, status: "correct" });
  expect(again).toMatchObject({ account_id: FIRM_ACCOUNT_ID, previous_id: out?.ref_id, net_amount: "40.00" });
  await world.advance("2026-03-04T00:00:00Z");
  expect(await both()).toEqual(["50000.00", "0.00"]);
});

test("whatever journals are sent, no cash appears or vanishes, and the accounts hold what was booked", async () => {
  const mei = await openActive(world, "mei@example.com");
  const accounts = [FIRM_ACCOUNT_ID, ACCOUNT_ID, mei];
  const account = fc.constantFrom(...accounts, "x");
  const amount = fc.oneof(fc.integer({ min: -5, max: 90 }).map(String), fc.string(), fc.double(), fc.constant(null));
  const body = fc.record({
    entry_type: fc.constantFrom("JNLC", "JNLS", "X"),
    from_account: account,
    to_account: account,
    amount,
    symbol: fc.constantFrom("VTI", "", 5),
    qty: amount,
    description: fc.oneof(fc.string(), fc.constant("/fixtures/status=rejected/fixtures/")),
  });
  await fc.assert(
    fc.asyncProperty(body, async (sent) => {
      expect([200, 400, 403, 422]).toContain((await send(sent)).status);
    }),
    { numRuns: 150 },
  );
  await world.advance("2026-03-04T00:00:00Z");
  const held = await Promise.all(accounts.map(async (id) => parseCents(await cash(id))));
  expect(sum(held)).toBe(5_000_000n);
  expect(held.every((each) => each >= 0n)).toBe(true);
  const booked = await bookings();
  accounts.forEach((id, index) => {
    const own = booked.filter((each) => each.account_id === id).map((each) => parseCents(each.net_amount));
    expect(sum(own)).toBe((held[index] ?? 0n) - (index === 0 ? 5_000_000n : 0n));
  });
});

test("what waits outlives a restart, and the same seed and requests give the same journals", async () => {
  const folder = await mkdtemp(join(tmpdir(), "kura-journals-"));
  const dataFile = join(folder, "world.sqlite");
  await world.stop();
  const run = async (restart: boolean) => {
    world = await startWorld(restart ? { dataFile } : {});
    await send(journal("70"), { "idempotency-key": "a" });
    await send(journal("7"), { "x-sim-faults": "journal_reversed" });
    if (restart) {
      await world.stop();
      world = await startWorld({ dataFile });
    }
    await send(journal("70"), { "idempotency-key": "a" });
    await world.advance("2026-03-03T00:00:00Z");
    const all = await everything();
    if (restart) await world.stop();
    return all;
  };
  const restarted = await run(true);
  expect(await run(false)).toEqual(restarted);
  expect(restarted[1]).toEqual(["49930.00", "70.00"]);
  await rm(folder, { recursive: true });
});
