import { type FollowedClock, followClock } from "@kura/shared/clock.ts";
import { Agent, request } from "undici";
import { ACCOUNT_ID } from "./accounts/account.ts";
import type { SimulatorOptions } from "./config.ts";
import { type Simulator, startSimulator } from "./main.ts";

/** Facts that answers and events may hold, as far as tests look into them one by one. */
export type Facts = Readonly<Record<TextFact, string>> & {
  readonly code: string | number;
  readonly version: number;
  readonly advancingTo: string | null;
  readonly followers: readonly string[];
  readonly errors: readonly { readonly field: string }[] | undefined;
  readonly accounts: readonly Facts[];
  readonly lines: readonly Facts[];
  readonly order: Facts;
  readonly details: Facts;
  readonly quotes: Readonly<Record<string, { readonly ap: number }>>;
  readonly trades: Readonly<Record<string, { readonly p: number }>>;
};
type TextFact =
  | ("now" | "speed" | "next" | "url" | "checkId" | "message" | "id" | "event" | "event_id" | "at" | "status")
  | ("account" | "balance" | "amount" | "reference" | "clientReference" | "sequence" | "expectedAt" | "rate" | "jpy")
  | ("bid" | "mid" | "ask" | "client_order_id" | "filled_qty" | "filled_avg_price" | "filled_at" | "notional" | "qty")
  | ("qty_available" | "available" | "cash" | "cash_withdrawable" | "price" | "position_qty" | "execution_id")
  | ("ref_id" | "net_amount" | "side" | "order_id" | "buying_power")
  | ("symbol" | "type" | "system_date" | "previous_id" | "previous_execution_id" | "reason" | "activity_type");

/** What a call was answered with: the body of a text is its text. */
export type Answered<Body = Facts> = {
  status: number;
  body: Body;
  headers: Record<string, string | string[] | undefined>;
};

/** A simulator of its own for one test, and the few calls that tests make again and again. */
export type TestWorld = Simulator & {
  call<Body = Facts>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answered<Body>>;
  /** A call under the trading account. */
  trade<Body = Facts>(method: string, path: string, body?: unknown): Promise<Answered<Body>>;
  /** Reads an event stream to its end. */
  events(path: string): Promise<Facts[]>;
  /** Everything that has happened on a stream by now, or from a moment on. */
  history(path: string, since?: string): Promise<Facts[]>;
  advance(to: string): Promise<Answered>;
  /** Puts dollars into the pool by a wire, and goes to the moment at which they are there. */
  fund(usd: string): Promise<void>;
};

/** A Monday in winter: the session is from 14:30 to 21:00 UTC. */
export const MONDAY = "2026-03-02T00:00:00Z";
export const BASIC = `Basic ${Buffer.from("SIM:SIM").toString("base64")}`;

/** Starts a world that stands still and is forgotten. */
export async function startWorld(options: Partial<SimulatorOptions> = {}): Promise<TestWorld> {
  const defaults = { port: 0, dataFile: ":memory:", seed: 7, startAt: MONDAY, speed: 0 };
  const simulator = await startSimulator({ ...defaults, firm: { jpy: "1000000000", usd: "5000000.00" }, ...options });
  const agent = new Agent();

  const call: TestWorld["call"] = async (method, path, body, headers = {}) => {
    const json = body === undefined ? {} : { "content-type": "application/json" };
    const answered = await request(simulator.url + path, {
      dispatcher: agent,
      method,
      headers: { authorization: BASIC, ...json, ...headers },
      body: body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body),
    });
    const text = await answered.body.text();
    const type = String(answered.headers["content-type"] ?? "");
    return {
      status: answered.statusCode,
      body: type.includes("json") ? JSON.parse(text) : text,
      headers: answered.headers,
    };
  };
  const advance: TestWorld["advance"] = (to) => call("POST", "/sim/clock/advance", { to, wait: true });
  const events: TestWorld["events"] = async (path) => readEvents((await call<string>("GET", path)).body);
  return {
    ...simulator,
    call,
    events,
    trade: (method, path, body) => call(method, `/v1/trading/accounts/${ACCOUNT_ID}${path}`, body),
    async history(path, since = "2024-01-01") {
      const { body } = await call("GET", "/sim/clock");
      return events(`${path}?since=${since}&until=${body.now}`);
    },
    advance,
    async fund(usd) {
      const clientReference = `fund-${usd}`;
      const { body } = await call("POST", "/bank/wires", { amount: usd, clientReference, beneficiary: "alpaca" });
      await advance(body.expectedAt);
    },
    async stop() {
      await agent.destroy();
      await simulator.stop();
    },
  };
}

/** The messages in the text of an event stream. */
export function readEvents(text: string): Facts[] {
  const lines = text.split("\n").filter((line) => line.startsWith("data: "));
  return lines.map((line) => JSON.parse(line.slice("data: ".length)));
}

/** A market order for the day. */
export function marketOrder(symbol: string, rest: object): object {
  return { symbol, side: "buy", type: "market", time_in_force: "day", ...rest };
}

/** A program that follows the clock: on each change it does its work and then says when it has more. */
export async function startFollower(
  url: string,
  follower: string,
  work: (clock: FollowedClock) => Promise<Temporal.Instant | null>,
): Promise<FollowedClock> {
  let again = false;
  let running = false;
  const run = async () => {
    again = true;
    if (running) return;
    running = true;
    while (again) {
      again = false;
      const { version } = clock;
      await clock.idle(await work(clock), version);
    }
    running = false;
  };
  const clock = await followClock({ url, follower, onChange: () => void run() });
  return clock;
}

/** Listens to an event stream until told to stop. */
export async function listenTo(url: string, headers: Record<string, string> = {}) {
  const stopping = new AbortController();
  const answered = await request(url, { headers: { authorization: BASIC, ...headers }, signal: stopping.signal });
  const heard = { status: answered.statusCode, text: "", ended: false, stop: () => stopping.abort() };
  void (async () => {
    try {
      for await (const chunk of answered.body.setEncoding("utf8")) heard.text += chunk;
      heard.ended = true;
    } catch (error) {
      if (!stopping.signal.aborted) throw error;
    }
  })();
  return heard;
}
