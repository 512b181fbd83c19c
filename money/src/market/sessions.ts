import type { TradingDay } from "@kura/shared/calendar.ts";
import { type Queryable, rows } from "../db.ts";

/** The US sessions that we know, as the broker's calendar gave them. */
export async function listSessions(on: Queryable, from: string, to: string): Promise<TradingDay[]> {
  const found = await rows<{
    session_on: string;
    open_at: Temporal.Instant;
    close_at: Temporal.Instant;
    settles_on: string;
  }>(on, "select * from us_sessions where session_on between $1 and $2 order by session_on", [from, to]);
  return found.map((row) => ({
    date: row.session_on,
    openAt: row.open_at,
    closeAt: row.close_at,
    settlesOn: row.settles_on,
  }));
}

/** Takes over the broker's calendar; a day that changed (a sudden closure, a half day) changes here too. */
export async function saveSessions(on: Queryable, sessions: readonly TradingDay[]): Promise<void> {
  await on.query(
    `insert into us_sessions (session_on, open_at, close_at, settles_on)
     select * from unnest($1::date[], $2::timestamptz[], $3::timestamptz[], $4::date[])
     on conflict (session_on) do update
     set open_at = excluded.open_at, close_at = excluded.close_at, settles_on = excluded.settles_on`,
    [
      sessions.map((session) => session.date),
      sessions.map((session) => session.openAt.toString()),
      sessions.map((session) => session.closeAt.toString()),
      sessions.map((session) => session.settlesOn),
    ],
  );
}
