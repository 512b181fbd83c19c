/** The account that all sample events are about: the one the simulator's desk trades through. */
export const ACCOUNT_ID = "3f0c2a51-8a5e-4f0e-9a5b-6f1f5f0b7c21";

/** What the desk's programs authenticate with. */
export const KEY = "SIM";
export const BASIC = `Basic ${Buffer.from(`${KEY}:${KEY}`).toString("base64")}`;

const FIRST_AT_MS = Date.parse("2026-03-02T15:00:00Z");
const LIFE = ["pending_new", "new", "fill"] as const;

/** The moment of a sample event: three for one order, a millisecond apart. */
export function momentOf(index: number): number {
  return FIRST_AT_MS + index;
}

/** The id of a sample event: ULIDs in the order of their numbers. */
export function eventIdOf(index: number): string {
  return `01KK3N5Z00${String(index + 1).padStart(16, "0")}`;
}

const uuid = (kind: string, index: number) => `${kind}-3b0c-4c53-9a27-${index.toString(16).padStart(12, "0")}`;

/** An order as the broker shows it, with every field; about eight hundred bytes of JSON. */
export function sampleOrder(index: number, status: string): object {
  const at = new Date(momentOf(index * LIFE.length)).toISOString();
  const filled = status === "filled";
  return {
    ...{ id: uuid("c1c3a0d2", index), client_order_id: `blk-20260302-${String(index).padStart(7, "0")}-1` },
    ...{ created_at: at, updated_at: at, submitted_at: at, filled_at: filled ? at : null, expired_at: null },
    ...{ expires_at: filled ? null : "2026-03-02T21:00:00Z", cancel_requested_at: null, canceled_at: null },
    ...{ failed_at: null, replaced_at: null, replaced_by: null, replaces: null },
    ...{ asset_id: "2f2b4b1e-4f7e-49f6-8a0a-0f2d3f1c9a11", symbol: "VTI", asset_class: "us_equity" },
    ...{ notional: "650.10", qty: null, filled_qty: filled ? "2.155000001" : "0" },
    ...{ filled_avg_price: filled ? "301.666666667" : null, order_class: "", order_type: "market", type: "market" },
    ...{ side: "buy", position_intent: "buy_to_open", time_in_force: "day", limit_price: null, stop_price: null },
    ...{ status, extended_hours: false, legs: null, trail_percent: null, trail_price: null, hwm: null },
    ...{ commission: "0", subtag: "c_7f31", source: null },
  };
}

/** The text of a trade event: each order becomes pending, new and filled, with the whole order each time. */
export function sampleEvent(index: number): string {
  const event = LIFE[index % LIFE.length] ?? "fill";
  const order = Math.floor(index / LIFE.length);
  const at = new Date(momentOf(index)).toISOString();
  const fill = { price: "301.666666667", qty: "2.155000001", position_qty: "205.345678901", settle_date: "2026-03-03" };
  return JSON.stringify({
    ...{ event_id: eventIdOf(index), event, account_id: ACCOUNT_ID, at, timestamp: at },
    ...(event === "pending_new" ? {} : { execution_id: uuid(event === "fill" ? "6d6a0c0e" : "6d6a0c0f", order) }),
    ...(event === "fill" ? fill : {}),
    order: sampleOrder(order, event === "fill" ? "filled" : event),
  });
}
