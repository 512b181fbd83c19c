import { type Cents, formatCents, formatPrice, formatShares, type Price, type Shares } from "@kura/shared/money.ts";
import { type Position, setPosition } from "../accounts/position.ts";
import { cusipChangeAfterTrade } from "../corporate-actions/cusip-fault.ts";
import { lagBalances } from "../faults/balances-lag.ts";
import type { FaultName } from "../faults/faults.ts";
import { noteSale } from "../fees/sale.ts";
import { formatMoment } from "../http.ts";
import type { World } from "../world.ts";
import { keepBooking } from "./kept.ts";

/** One booking on an account. What it moves and what it tells of are one thing: nothing else moves cash or shares. */
export type Booking = {
  accountId: string;
  /** The broker's word, such as `TRD`, `DIV`, `FEE`, `CSD`. */
  type: string;
  subtype?: string;
  /** What repeats of the booking are known by: for a trade the id of its execution. */
  refId: string;
  /** The booking that this one corrects or takes back. */
  previousId?: string;
  status?: "executed" | "correct" | "canceled";
  /** Signed: what the account's cash moves by. */
  net: Cents;
  qty?: Shares;
  price?: Price;
  /** The account's position afterwards, where the booking moves shares. */
  position?: Position;
  executedAtMs: number;
  settlesOn: string;
  /** Sale proceeds: cash at once, but not to be taken out before the day it settles. */
  unsettled?: boolean;
  details: object;
  /** What is to go wrong with it, besides the rules. */
  faults?: readonly FaultName[];
};

/** Books something: moves cash and shares, keeps the booking, and tells the stream of activities. */
export function book(world: World, atMs: number, booking: Booking): void {
  const { state, feed } = world;
  const { accountId, net, position } = booking;
  lagBalances(world, atMs, booking);
  if (net !== 0n) state.run("update account set cash = cash + ? where id = ?", net, accountId);
  if (position) setPosition(state, position);
  if (booking.unsettled) {
    state.run("insert into unsettled values (?, ?, ?, ?)", booking.refId, accountId, booking.settlesOn, net);
  }
  keepBooking(state, booking, atMs);
  feed.publish("activities", { atMs, accountId, faults: booking.faults ?? [] }, (eventId) =>
    activityView(booking, eventId, atMs),
  );
  if (booking.type === "TRD") {
    if (world.fees) noteSale(state, booking, atMs);
    cusipChangeAfterTrade(world, atMs, booking);
  }
}

/** A booking as the stream of activities tells it. */
function activityView(booking: Booking, eventId: string, atMs: number): object {
  const { type, subtype, previousId, qty = 0n, price = 0n } = booking;
  return {
    event_id: eventId,
    ref_id: booking.refId,
    ...(previousId === undefined ? {} : { previous_id: previousId }),
    account_id: booking.accountId,
    activity_type: type,
    ...(subtype === undefined ? {} : { activity_subtype: subtype }),
    status: booking.status ?? "executed",
    at: formatMoment(atMs),
    executed_at: formatMoment(booking.executedAtMs),
    settle_date: booking.settlesOn,
    qty: formatShares(qty as Shares),
    price: formatPrice(price as Price),
    net_amount: formatCents(booking.net),
    currency: "USD",
    details: booking.details,
  };
}
