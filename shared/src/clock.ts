import { Agent, request } from "undici";

/** Business time: what a day, a cut-off or a settlement goes by. Never sessions, tokens, leases or time-outs. */
export type Clock = { now(): Temporal.Instant };

/** A business clock that somebody else owns, followed over HTTP. */
export type FollowedClock = Clock & {
  /** Counts the changes of the clock; read it before a run and give it to `idle` after the run. */
  readonly version: number;
  /** Seconds of business time in a second of machine time; 0 while the clock stands or is being advanced. */
  speed(): number;
  /**
   * Tells the clock's owner that everything due is done, and when the next thing is due. An advance waits for it.
   *
   * A report for a version that has passed is ignored by the owner, so a change during a run is never missed.
   */
  idle(nextDueAt: Temporal.Instant | null, version?: number): Promise<void>;
  close(): Promise<void>;
};

/** Where to find the clock and who follows it. `onChange` comes after each message, also after a reconnection. */
export type FollowOptions = {
  /** The address of the clock's owner, such as `http://127.0.0.1:4200`. */
  url: string;
  /** A name for people to read. Each call follows under a name of its own, so two copies of a program are two. */
  follower: string;
  /** Wakes the program's work, which ends with `idle()`. */
  onChange: () => void;
};

/** The machine's own clock, for production: business time is real time. */
export function machineClock(): Clock {
  return { now: () => Temporal.Instant.fromEpochMilliseconds(Date.now()) };
}

/** A clock that stands still until it is set, for tests. */
export function fixedClock(at: Temporal.Instant | string): Clock & { set(at: Temporal.Instant | string): void } {
  let now = Temporal.Instant.from(at);
  return {
    now: () => now,
    set(next) {
      now = Temporal.Instant.from(next);
    },
  };
}

/**
 * How long to wait, in machine milliseconds, until a business moment comes; null when no waiting brings it nearer,
 * because the clock stands and only a change (see `onChange`) can move it.
 */
export function machineMsUntil(clock: Clock & { speed?: () => number }, at: Temporal.Instant): number | null {
  const missingMs = at.epochMilliseconds - clock.now().epochMilliseconds;
  if (missingMs <= 0) return 0;
  const speed = clock.speed ? clock.speed() : 1;
  return speed > 0 ? Math.ceil(missingMs / speed) : null;
}

/** What the owner says of the clock. */
type Reading = { now: string; speed: number; version: number };

/** No word for this long (the owner sends a comment every 15 s) means that the connection is dead. */
const SILENCE_MS = 45_000;
const FIRST_RETRY_MS = 50;
const LAST_RETRY_MS = 2_000;

/**
 * Follows a clock that another program owns: resolves after the first message, and reconnects by itself.
 *
 * Between messages time runs on at the last known speed, also while the owner cannot be reached. It never runs
 * backwards: a message that was longer on its way than the one before it does not undo a moment already given out.
 */
export async function followClock(options: FollowOptions): Promise<FollowedClock> {
  const agent = new Agent({ bodyTimeout: SILENCE_MS, headersTimeout: SILENCE_MS, pipelining: 0 });
  const stopping = new AbortController();
  const first = Promise.withResolvers<void>();
  const base = options.url.replace(/\/+$/, "");
  const follower = `${options.follower}#${crypto.randomUUID().slice(0, 8)}`;
  let reading = { nowMs: 0, speed: 0, version: 0, receivedAtMs: 0 };
  let latestMs = 0;

  const take = (message: Reading) => {
    reading = {
      nowMs: Temporal.Instant.from(message.now).epochMilliseconds,
      speed: message.speed,
      version: message.version,
      receivedAtMs: performance.now(),
    };
    first.resolve();
    // Later, so that whoever awaits the first message holds the clock before hearing of changes.
    setImmediate(() => {
      if (!stopping.signal.aborted) options.onChange();
    });
  };

  const following = follow({ agent, base, follower, signal: stopping.signal, take });
  await first.promise;

  return {
    get version() {
      return reading.version;
    },
    speed: () => reading.speed,
    now() {
      const runMs = Math.floor((performance.now() - reading.receivedAtMs) * reading.speed);
      latestMs = Math.max(latestMs, reading.nowMs + runMs);
      return Temporal.Instant.fromEpochMilliseconds(latestMs);
    },
    async idle(nextDueAt, version = reading.version) {
      const body = { follower, version, nextDueAt: nextDueAt?.toString() ?? null };
      await report(agent, base, body, stopping.signal);
    },
    async close() {
      stopping.abort();
      await following;
      await agent.destroy();
    },
  };
}

/** Reports to the owner. One that cannot be reached sends a new message on reconnection, so nothing is retried here. */
async function report(agent: Agent, base: string, body: object, signal: AbortSignal): Promise<void> {
  let statusCode: number;
  try {
    const headers = { "content-type": "application/json" };
    const answer = await request(`${base}/sim/clock/idle`, {
      dispatcher: agent,
      method: "POST",
      headers,
      body: JSON.stringify(body),
      signal,
    });
    statusCode = answer.statusCode;
    await answer.body.dump();
  } catch {
    return;
  }
  if (statusCode >= 400 && statusCode < 500) throw new Error(`The clock refused a report of idleness: ${statusCode}`);
}

type Following = {
  agent: Agent;
  base: string;
  follower: string;
  signal: AbortSignal;
  take: (message: Reading) => void;
};

/** Keeps a stream open until told to stop, each time waiting a little longer before trying again. */
async function follow(following: Following): Promise<void> {
  let retryMs = FIRST_RETRY_MS;
  while (!following.signal.aborted) {
    try {
      await readStream(following, () => {
        retryMs = FIRST_RETRY_MS;
      });
    } catch {
      // The owner is away or restarting: the last known time runs on until it is back.
    }
    await pause(retryMs, following.signal);
    retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
  }
}

/** Reads one stream to its end, giving on each message. */
async function readStream(following: Following, onMessage: () => void): Promise<void> {
  const { agent, base, follower, signal } = following;
  const answer = await request(`${base}/sim/clock/stream?follower=${encodeURIComponent(follower)}`, {
    dispatcher: agent,
    headers: { accept: "text/event-stream" },
    signal,
  });
  if (answer.statusCode !== 200) {
    await answer.body.dump();
    return;
  }
  let text = "";
  for await (const chunk of answer.body.setEncoding("utf8")) {
    const lines = (text + chunk).split("\n");
    text = lines.pop() ?? "";
    for (const line of lines) {
      if (!line.startsWith("data:")) continue;
      following.take(JSON.parse(line.slice("data:".length)) as Reading);
      onMessage();
    }
  }
}

/** Waits in machine time; being told to stop ends the wait. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });
}
