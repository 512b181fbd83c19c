import { request } from "undici";
import { z } from "zod";
import { Refusal } from "../refusal.ts";

const ClockState = z.object({ now: z.string(), speed: z.number(), advancingTo: z.string().nullable() });

/** How the simulator's clock stands. */
export type ClockState = z.infer<typeof ClockState>;

const TIMEOUT_MS = 5_000;

/** Asks the simulator, which owns the clock, how it stands. */
export async function readClock(clockUrl: string): Promise<ClockState> {
  const { status, body } = await ask(`${clockUrl}/sim/clock`, null);
  if (status !== 200) throw new Refusal("clock_unavailable");
  return ClockState.parse(JSON.parse(body));
}

/** Has the clock advanced to a moment, from due moment to due moment. Returns at once. */
export async function advanceClock(clockUrl: string, to: Temporal.Instant): Promise<void> {
  const { status } = await ask(`${clockUrl}/sim/clock/advance`, { to: to.toString() });
  if (status === 409) throw new Refusal("clock_advancing");
  if (status !== 202) throw new Refusal("clock_unavailable");
}

async function ask(url: string, body: object | null): Promise<{ status: number; body: string }> {
  try {
    const answer = await request(url, {
      method: body === null ? "GET" : "POST",
      headers: body === null ? {} : { "content-type": "application/json" },
      body: body === null ? null : JSON.stringify(body),
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
    });
    return { status: answer.statusCode, body: await answer.body.text() };
  } catch {
    throw new Refusal("clock_unavailable");
  }
}
