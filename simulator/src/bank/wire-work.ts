import { cents } from "@kura/shared/money.ts";
import { ACCOUNT_ID } from "../accounts/account.ts";
import { book } from "../bookings/book.ts";
import { uuidFrom } from "../chance.ts";
import type { DueWork } from "../clock/business-clock.ts";
import { newYorkDay } from "../clock/us-calendar.ts";
import type { Row } from "../state.ts";
import type { World } from "../world.ts";

type WireRow = Row & { client_reference: string; amount: bigint; arrives_at: bigint };
const NEXT = "select min(arrives_at) as next from wire where arrived = 0";

/** Work `arrive wires`: the broker books each wire in the morning, as cash and as a CSD activity. */
export function wireWork(world: World): DueWork {
  const { state } = world;
  return {
    nextAtMs() {
      const next = state.find<Row & { next: bigint | null }>(NEXT)?.next ?? null;
      return next === null ? null : Number(next);
    },
    run(atMs) {
      const sql = "select * from wire where arrived = 0 and arrives_at <= ? order by arrives_at, client_reference";
      for (const wire of state.all<WireRow>(sql, atMs)) {
        state.run("update wire set arrived = 1 where client_reference = ?", wire.client_reference);
        book(world, atMs, {
          accountId: ACCOUNT_ID,
          type: "CSD",
          refId: uuidFrom(state.seed, "wire", wire.client_reference),
          net: cents(wire.amount),
          executedAtMs: atMs,
          settlesOn: newYorkDay(atMs),
          details: { reference: wire.client_reference, system_date: newYorkDay(atMs), transfer_type: "wire" },
        });
      }
    },
  };
}
