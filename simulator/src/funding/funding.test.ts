import { parseCents, sum } from "@kura/shared/money.ts";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ACCOUNT_ID, FIRM_ACCOUNT_ID } from "../accounts/account.ts";
import { marketOrder, startWorld, type TestWorld } from "../test-world.ts";
import { sentAtMs } from "./rules.ts";

let world: TestWorld;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.stop());

type Shown = Readonly<Record<string, string | null>>;
const ACCOUNT = `/v1/accounts/${ACCOUNT_ID}`;
const RELATIONSHIP = {
  account_owner_name: "Kura",
  bank_account_type: "CHECKING",
  bank_account_number: "32131231",
  bank_routing_number: "123103716",
};
const BANK = { name: "Kura Bank", bank_code: "KURAJPJT", bank_code_type: "BIC", account_number: "1234567" };

const post = (path: string, body: unknown) => world.call<Shown>("POST", `${ACCOUNT}/${path}`, body);
const transfers = async (query = "") => (await world.call<Shown[]>("GET", `${ACCOUNT}/transfers${query}`)).body;
const status = async (id: unknown) => (await transfers()).find((each) => each.id === id)?.status;
const balances = async () => (await world.trade<Shown>("GET", "/account")).body;
const bookings = async () => (await world.history("/v2beta1/events/activities")) as unknown as Shown[];

/** Names a relationship and a bank, and goes to the moment at which both are approved. */
async function nameBoth(): Promise<{ relationship: string; bank: string }> {
  const relationship = await post("ach_relationships", RELATIONSHIP);
  const bank = await post("recipient_banks", BANK);
  await world.advance("2026-03-02T00:01:00Z");
  return { relationship: String(relationship.body.id), bank: String(bank.body.id) };
}

test("a relationship and a bank are queued, approved a minute later, and an account has one of each", async () => {
  for (const [path, body] of [["ach_relationships", RELATIONSHIP] as const, ["recipient_banks", BANK] as const]) {
    const named = await post(path, body);
    expect(named).toMatchObject({ status: 200, body: { ...body, status: "QUEUED", account_id: ACCOUNT_ID } });
    expect((await post(path, body)).status).toBe(409);
  }
  await world.advance("2026-03-02T00:01:00Z");
  for (const path of ["ach_relationships", "recipient_banks"]) {
    const [shown, ...others] = (await world.call<Shown[]>("GET", `${ACCOUNT}/${path}`)).body;
    expect([shown?.status, others]).toEqual(["APPROVED", []]);
    expect((await world.call("GET", `${ACCOUNT}/${path}?status=QUEUED`)).body).toEqual([]);
    expect((await world.call("DELETE", `${ACCOUNT}/${path}/${shown?.id}`)).status).toBe(204);
    expect((await world.call("DELETE", `${ACCOUNT}/${path}/${shown?.id}`)).status).toBe(404);
  }
  expect((await post("ach_relationships", RELATIONSHIP)).status).toBe(200);
  const told = (await world.history("/v2/events/funding/status")) as unknown as Shown[];
  expect(told.map((each) => [each.entity_type, each.status_from, each.status_to])).toEqual([
    ["ACHRelationship", null, "QUEUED"],
    ["RecipientBank", null, "QUEUED"],
    ["ACHRelationship", "QUEUED", "APPROVED"],
    ["RecipientBank", "QUEUED", "APPROVED"],
    ["ACHRelationship", "APPROVED", "CANCELED"],
    ["RecipientBank", "APPROVED", "CANCELED"],
    ["ACHRelationship", null, "QUEUED"],
  ]);
});

test("what comes by ACH is there at once, as a CSD", async () => {
  const { relationship } = await nameBoth();
  const ach = { transfer_type: "ach", relationship_id: relationship, direction: "INCOMING", amount: "1234.50" };
  const sent = await post("transfers", ach);
  expect(sent.body).toMatchObject({
    type: "ach",
    status: "QUEUED",
    amount: "1234.50",
    requested_amount: "1234.50",
    fee: "0.00",
    relationship_id: relationship,
  });
  expect(await status(sent.body.id)).toBe("COMPLETE");
  expect((await balances()).cash).toBe("1234.50");
  expect(await bookings()).toMatchObject([{ activity_type: "CSD", net_amount: "1234.50", account_id: ACCOUNT_ID }]);
  const told = (await world.history("/v2/events/funding/status", "2026-03-02T00:01:00Z")) as unknown as Shown[];
  expect(told.slice(2)).toMatchObject([
    { entity_type: "Transfer", entity_id: sent.body.id, status_from: null, status_to: "QUEUED" },
    { status_from: "QUEUED", status_to: "SENT_TO_CLEARING" },
    { status_from: "SENT_TO_CLEARING", status_to: "COMPLETE", reason: "" },
  ]);
});

test("a wire that leaves is taken at once with its fee, sent at the cut-off and complete an hour later", async () => {
  const { bank } = await nameBoth();
  await world.fund("1000.00");
  const wire = { transfer_type: "wire", bank_id: bank, direction: "OUTGOING", amount: "500" };
  const sent = await post("transfers", wire);
  expect(sent.body).toMatchObject({ status: "QUEUED", amount: "475.00", requested_amount: "500.00", fee: "25.00" });
  expect(await balances()).toMatchObject({
    cash: "500.00",
    buying_power: "500.00",
    cash_withdrawable: "500.00",
    pending_transfer_out: "500.00",
  });
  await world.advance("2026-03-02T21:00:00Z");
  expect(await status(sent.body.id)).toBe("SENT_TO_CLEARING");
  await world.advance("2026-03-02T22:00:00Z");
  expect(await status(sent.body.id)).toBe("COMPLETE");
  expect(await balances()).toMatchObject({ cash: "500.00", pending_transfer_out: "0.00" });
  expect((await bookings()).slice(1).map((each) => [each.activity_type, each.net_amount])).toEqual([
    ["CSW", "-475.00"],
    ["FEE", "-25.00"],
  ]);
});

test("an account whose last dollars are on their way is not closed until they have arrived", async () => {
  const { bank } = await nameBoth();
  await world.fund("1000.00");
  await post("transfers", { transfer_type: "wire", bank_id: bank, direction: "OUTGOING", amount: "1000" });
  const close = () => world.call("POST", `${ACCOUNT}/actions/close`);
  expect((await close()).status).toBe(422);
  await world.advance("2026-03-02T22:00:00Z");
  expect((await close()).status).toBe(204);
});

test("with an invoice the fee is nobody's on the account", async () => {
  const { bank } = await nameBoth();
  await world.fund("1000.00");
  const wire = { transfer_type: "wire", bank_id: bank, direction: "OUTGOING", amount: "500" };
  const sent = await post("transfers", { ...wire, fee_payment_method: "invoice" });
  expect(sent.body).toMatchObject({ amount: "500.00", fee: "25.00", fee_payment_method: "invoice" });
  expect((await bookings()).slice(1).map((each) => each.net_amount)).toEqual(["-500.00"]);
});

test("a transfer that has not been sent can be taken back, with its fee; one that was sent cannot", async () => {
  const { bank } = await nameBoth();
  await world.fund("1000.00");
  const wire = { transfer_type: "wire", bank_id: bank, direction: "OUTGOING", amount: "500" };
  const first = await post("transfers", wire);
  const remove = (id: unknown) => world.call("DELETE", `${ACCOUNT}/transfers/${id}`);
  expect((await remove(first.body.id)).status).toBe(204);
  expect(await status(first.body.id)).toBe("CANCELED");
  expect(await balances()).toMatchObject({ cash: "1000.00", pending_transfer_out: "0.00" });
  const second = await post("transfers", wire);
  await world.advance("2026-03-03T00:00:00Z");
  expect((await remove(second.body.id)).status).toBe(422);
  expect((await remove("nothing")).status).toBe(404);
  expect((await world.call("DELETE", `/v1/accounts/${FIRM_ACCOUNT_ID}/transfers/${second.body.id}`)).status).toBe(404);
});

test("a bank may send back what was complete, in the next morning; the fee stays paid", async () => {
  const { bank, relationship } = await nameBoth();
  await world.fund("1000.00");
  const returned = { additional_information: "/fixtures/status=returned/fixtures/" };
  const wire = { transfer_type: "wire", bank_id: bank, direction: "OUTGOING", amount: "500", ...returned };
  const ach = { transfer_type: "ach", relationship_id: relationship, direction: "INCOMING", amount: "70", ...returned };
  const [out, into] = [await post("transfers", wire), await post("transfers", ach)];
  await world.advance("2026-03-03T14:59:59Z");
  expect([await status(out.body.id), await status(into.body.id)]).toEqual(["COMPLETE", "COMPLETE"]);
  await world.advance("2026-03-03T15:00:00Z");
  expect([await status(out.body.id), await status(into.body.id)]).toEqual(["RETURNED", "RETURNED"]);
  expect((await balances()).cash).toBe("975.00");
  const all = await bookings();
  for (const each of all.filter((booking) => booking.status === "canceled")) {
    const first = all.find((booking) => booking.ref_id === each.previous_id);
    expect(parseCents(each.net_amount ?? "")).toBe(-parseCents(first?.net_amount ?? ""));
  }
  expect(all.filter((each) => each.status === "canceled")).toHaveLength(2);
});

test("what leaves goes at the cut-off of a day on which banks work: never on a weekend or a bank holiday", () => {
  const at = (text: string) => Temporal.Instant.from(text).epochMilliseconds;
  const sent = (type: "ach" | "wire", text: string) =>
    Temporal.Instant.fromEpochMilliseconds(sentAtMs(type, at(text))).toString();
  expect(sent("wire", "2026-03-06T20:59:59Z")).toBe("2026-03-06T21:00:00Z");
  expect(sent("wire", "2026-03-06T21:00:00Z")).toBe("2026-03-09T20:00:00Z");
  expect(sent("ach", "2026-03-06T20:00:00Z")).toBe("2026-03-09T18:00:00Z");
  expect(sent("ach", "2026-11-11T12:00:00Z")).toBe("2026-11-12T19:00:00Z");
});

test("every refusal has its documented status, and moves nothing", async () => {
  await world.fund("1000.00");
  const queued = await post("recipient_banks", BANK);
  const early = { transfer_type: "wire", bank_id: queued.body.id, direction: "OUTGOING", amount: "5" };
  expect((await post("transfers", { ...early, amount: "100" })).status).toBe(422);
  await world.advance("2026-03-02T13:30:00Z");
  const relationship = (await post("ach_relationships", RELATIONSHIP)).body.id;
  await world.advance("2026-03-02T13:31:00Z");
  const ach = { transfer_type: "ach", relationship_id: relationship, direction: "OUTGOING", amount: "10" };
  const wire = { ...early, amount: "100" };
  await world.trade("POST", "/orders", marketOrder("VTI", { notional: "600", client_order_id: "o" }));
  const before = [await transfers(), await balances(), await bookings()];
  const incoming = await post("transfers", { ...wire, direction: "INCOMING" });
  expect([incoming.status, incoming.body]).toEqual([
    422,
    { code: 40010001, message: "cannot submit incoming wire transfer using this API" },
  ]);
  const bad: [unknown, number][] = [
    ["{", 400],
    ["", 400],
    [{ ...ach, direction: true }, 400],
    [{ ...ach, transfer_type: "cheque" }, 422],
    [{ ...ach, direction: "UP" }, 422],
    [{ ...ach, amount: "0" }, 422],
    [{ ...ach, amount: "1.001" }, 422],
    [{ ...ach, amount: undefined }, 422],
    [{ ...ach, relationship_id: undefined }, 422],
    [{ ...ach, relationship_id: queued.body.id }, 404],
    [{ ...wire, bank_id: undefined }, 422],
    [{ ...wire, amount: "25" }, 422],
    [{ ...ach, amount: "400.01" }, 403],
  ];
  for (const [body, expected] of bad) {
    const answered = await post("transfers", body);
    expect([body, answered.status, typeof answered.body.message]).toEqual([body, expected, "string"]);
  }
  for (const [path, body, expected] of [
    ["ach_relationships", {}, 422],
    ["ach_relationships", { ...RELATIONSHIP, bank_account_type: "BOX" }, 422],
    ["ach_relationships", { ...RELATIONSHIP, account_owner_name: false }, 400],
    ["recipient_banks", { ...BANK, bank_code_type: "X" }, 422],
  ] as const) {
    expect([path, (await post(path, body)).status]).toEqual([path, expected]);
  }
  expect((await world.call("POST", "/v1/accounts/nobody/transfers", ach)).status).toBe(404);
  expect((await world.call("GET", "/v1/accounts/nobody/transfers")).status).toBe(404);
  expect([await transfers(), await balances(), await bookings()]).toEqual(before);
});

test("a list is narrowed by direction, and cut by limit and offset", async () => {
  const { relationship } = await nameBoth();
  const ach = { transfer_type: "ach", relationship_id: relationship, direction: "INCOMING", amount: "10" };
  const first = await post("transfers", ach);
  const second = await post("transfers", { ...ach, direction: "OUTGOING", amount: "4" });
  expect((await transfers()).map((each) => each.id)).toEqual([second.body.id, first.body.id]);
  expect((await transfers("?direction=INCOMING")).map((each) => each.id)).toEqual([first.body.id]);
  expect((await transfers("?limit=1&offset=1")).map((each) => each.id)).toEqual([first.body.id]);
  for (const query of ["direction=UP", "limit=x", "offset=-1"]) {
    expect([query, (await world.call("GET", `${ACCOUNT}/transfers?${query}`)).status]).toEqual([query, 422]);
  }
});

test("whatever transfers are asked for and taken back, cash is what was booked and never below nothing", async () => {
  const { relationship, bank } = await nameBoth();
  const transfer = fc.record({
    transfer_type: fc.constantFrom("ach", "wire"),
    relationship_id: fc.constantFrom(relationship, "x"),
    bank_id: fc.constantFrom(bank, undefined),
    direction: fc.constantFrom("INCOMING", "OUTGOING"),
    amount: fc.integer({ min: 0, max: 100_00 }).map((each) => `${each / 100}`),
    additional_information: fc.constantFrom("", "/fixtures/status=rejected/fixtures/"),
    fee_payment_method: fc.constantFrom("user", "invoice"),
  });
  await fc.assert(
    fc.asyncProperty(transfer, fc.boolean(), async (body, takeBack) => {
      const sent = await post("transfers", body);
      expect([200, 403, 422]).toContain(sent.status);
      if (takeBack && sent.status === 200) await world.call("DELETE", `${ACCOUNT}/transfers/${sent.body.id}`);
      const cash = parseCents((await balances()).cash ?? "");
      expect(cash >= 0n).toBe(true);
    }),
    { numRuns: 80 },
  );
  await world.advance("2026-03-05T00:00:00Z");
  const booked = sum((await bookings()).map((each) => parseCents(each.net_amount ?? "")));
  expect(await balances()).toMatchObject({ pending_transfer_out: "0.00" });
  expect(parseCents((await balances()).cash ?? "")).toBe(booked);
});
