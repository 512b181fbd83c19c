import { type FollowedClock, followClock } from "@kura/shared/clock.ts";
import { Agent, request } from "undici";
import { ACCOUNT_ID } from "./accounts/cash.ts";
import type { SimulatorOptions } from "./config.ts";
import { type Simulator, startSimulator } from "./main.ts";

/** What a call was answered with. */
export type Answered = { status: number; body: Json; headers: Record<string, string | string[] | undefined> };
// biome-ignore lint/suspicious/noExplicitAny: tests look into bodies that only the tests' own expectations describe.
type Json = any;

/** A simulator of its own for one test, and the few calls that tests make again and again. */
export type TestWorld = Simulator & {
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answered>;
  /** A call under the trading account. */
  trade(method: string, path: string, body?: unknown): Promise<Answered>;
  /** Reads an event stream to its end. */
  events(path: string): Promise<Json[]>;
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
  return {
    ...simulator,
    call,
    trade: (method, path, body) => call(method, `/v1/trading/accounts/${ACCOUNT_ID}${path}`, body),
    async events(path) {
      const { body } = await call("GET", path);
      return readEvents(body);
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
export function readEvents(text: string): Json[] {
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
