import { assert } from "@kura/shared/assert.ts";
import type { Booking } from "../bookings/book.ts";
import { detailsOf } from "../bookings/details.ts";
import { nextSession } from "../clock/us-calendar.ts";
import { isRefusal } from "../http.ts";
import type { World } from "../world.ts";
import { beginningOf } from "./moments.ts";
import { scheduleAction } from "./schedule.ts";
import { isAhead } from "./store.ts";

/** Fault `cusip_change`: what was traded gets another CUSIP before the next opening. */
export function cusipChangeAfterTrade(world: World, atMs: number, booking: Booking): void {
  const { symbol } = detailsOf(booking);
  if (symbol === undefined || isAhead(world.state, "cusip_change", symbol)) return;
  if (!world.faults.strikes("cusip_change", { key: booking.refId, symbol })) return;
  let next = nextSession(atMs);
  while (beginningOf(next.on) <= atMs) next = nextSession(next.openMs);
  const scheduled = scheduleAction(world, atMs, { kind: "cusip_change", symbol, exOn: next.on });
  assert(!isRefusal(scheduled), "cusipChangeAfterTrade: what is traded is listed, and the day is ahead");
}
