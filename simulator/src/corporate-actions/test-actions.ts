import { formatCents, formatShares, parseCents, parseShares, sum } from "@kura/shared/money.ts";
import { expect } from "vitest";
import { ACCOUNT_ID } from "../accounts/account.ts";
import { marketOrder, type TestWorld } from "../test-world.ts";

/** A booking as the stream of activities tells it. */
export type Activity = Readonly<Record<ActivityField, string>> & { details: Readonly<Record<DetailField, string>> };
type ActivityField =
  | ("event_id" | "ref_id" | "account_id" | "activity_type" | "activity_subtype" | "status" | "at" | "executed_at")
  | ("settle_date" | "qty" | "price" | "net_amount");
type DetailField =
  | ("symbol" | "cusip" | "side" | "parent_id" | "group_id" | "ca_id" | "entitled_qty" | "cash_payout" | "fraction")
  | ("ex_date" | "position_date" | "system_date" | "description");

const STREAM = "/v2beta1/events/activities";

/** All bookings so far of one type, or of all. */
export async function activities(world: TestWorld, type?: string): Promise<Activity[]> {
  const all = (await world.history(STREAM)) as unknown as Activity[];
  return type === undefined ? all : all.filter((each) => each.activity_type === type);
}

/** Schedules an action and gives back what the desk then sees of it. */
export async function schedule(world: TestWorld, action: object): Promise<Record<string, string>> {
  const { status, body } = await world.call<Record<string, string>>("POST", "/sim/corporate-actions", action);
  expect(body).toMatchObject({ step: "announced" });
  expect(status).toBe(201);
  return body;
}

/** On Monday's session the pool buys shares, with dollars that were wired before. */
export async function buy(world: TestWorld, symbol: string, qty: string): Promise<void> {
  await world.trade("POST", "/orders", marketOrder(symbol, { qty, client_order_id: `buy ${symbol}` }));
}

/** The pool's position in a symbol; nothing where there is none. */
export async function position(world: TestWorld, symbol: string): Promise<Record<string, string> | null> {
  const { status, body } = await world.trade<Record<string, string>>("GET", `/positions/${symbol}`);
  return status === 200 ? body : null;
}

/** The rule of all bookings: cash and every position are the sums of what was booked. */
export async function expectBooksToAgree(world: TestWorld): Promise<void> {
  const booked = (await activities(world)).filter((each) => each.account_id === ACCOUNT_ID);
  const { body } = await world.trade("GET", "/account");
  expect(body.cash).toBe(formatCents(sum(booked.map((each) => parseCents(each.net_amount)))));

  const held = new Map<string, bigint>();
  for (const { qty, details } of booked) {
    if (details.symbol === undefined) continue;
    const moved = details.side === "sell" ? -parseShares(qty) : parseShares(qty);
    held.set(details.symbol, (held.get(details.symbol) ?? 0n) + moved);
  }
  const expected = [...held].filter(([, qty]) => qty !== 0n).map(([symbol, qty]) => [symbol, formatShares(qty)]);
  const { body: positions } = await world.trade<{ symbol: string; qty: string }[]>("GET", "/positions");
  expect(positions.map(({ symbol, qty }) => [symbol, qty])).toEqual(expected.toSorted());
}
