import { request } from "undici";
import { readBareEvents } from "./bench-bare-events.ts";
import { placeOrders } from "./bench-broker-client.ts";
import { BASIC } from "./bench-broker-samples.ts";
import { type Child, startChild, startSimulatorChild } from "./bench-child.ts";
import type { Measure, Side } from "./bench-rounds.ts";
import { sleep } from "./processes.ts";

const JSON_HEADERS = { authorization: BASIC, "content-type": "application/json" };
const IN_SESSION = "2026-03-02T15:00:00Z";
/** Orders that fill in parts get their rest a second of business time later. */
const STEP_SECONDS = 2;
const LOOK_AGAIN_MS = 5;
const PATIENCE_MS = 30_000;

/**
 * Orders a second: from the request to the arrival of the order's `fill` event, beside a route that only answers. Both
 * are asked by the same client over the same number of connections.
 */
export function measureCreate({ orders, connections }: { orders: number; connections: number }): Measure {
  return {
    id: "create",
    unit: "orders/s",
    better: "higher",
    goal: 0.5,
    async open() {
      const starting = [startSimulatorChild("--firm-usd", "90000000.00"), startChild("tools/bench-broker-bare.ts")];
      const [simulator, bare] = (await Promise.all(starting)) as [Child, Child];
      await openSession(simulator);
      const fills = followFills(simulator);
      let round = 0;
      const run = async (side: Side) => {
        round += 1;
        const ids = Array.from({ length: orders }, (_, index) => `b-${round}-${index}`);
        const startedAt = performance.now();
        if (side === "ours") await placeAndSeeFilled(simulator, fills, ids, connections);
        else await placeOrders(bare.url, ids, connections);
        return (orders / (performance.now() - startedAt)) * 1000;
      };
      await run("ours");
      await run("baseline");
      return {
        run,
        async close() {
          await Promise.all([simulator.stop(), bare.stop()]);
          await fills.ended;
        },
      };
    },
  };
}

/** Puts dollars into the pool by the bank's wire, and goes to a moment at which the market is open. */
async function openSession({ url }: Child): Promise<void> {
  const wire = { amount: "80000000.00", clientReference: "bench", beneficiary: "alpaca" };
  await post(`${url}/bank/wires`, wire);
  await post(`${url}/sim/clock/advance`, { to: IN_SESSION, wait: true });
}

/** Orders whose `fill` event is still to come, taken off as it arrives, and how the stream ended that tells of them. */
type Fills = { readonly waiting: Set<string>; readonly ended: Promise<unknown> };

function followFills({ url }: Child): Fills {
  const waiting = new Set<string>();
  // From a moment on, not from now: whatever happens before the stream is open comes too.
  const ended = readBareEvents(`${url}/v2/events/trades?since=${IN_SESSION}`, { authorization: BASIC }, (data) => {
    if (data.includes('"event":"fill"')) waiting.delete(JSON.parse(data).order.client_order_id);
    return false;
  });
  return { waiting, ended: ended.catch((error: unknown) => error) };
}

async function placeAndSeeFilled(simulator: Child, fills: Fills, ids: string[], connections: number): Promise<void> {
  const { waiting } = fills;
  for (const id of ids) waiting.add(id);
  await placeOrders(simulator.url, ids, connections);
  let [left, changedAt] = [waiting.size, performance.now()];
  while (waiting.size > 0) {
    if (waiting.size < left) [left, changedAt] = [waiting.size, performance.now()];
    if (performance.now() - changedAt > PATIENCE_MS) {
      const cause = await Promise.race([fills.ended, "the stream of events is open"]);
      throw new Error(`${left} of ${ids.length} orders have not filled.`, { cause });
    }
    const { now } = await get(`${simulator.url}/sim/clock`);
    const to = Temporal.Instant.from(now).add({ seconds: STEP_SECONDS }).toString();
    await post(`${simulator.url}/sim/clock/advance`, { to, wait: true });
    await sleep(LOOK_AGAIN_MS);
  }
}

async function get(url: string): Promise<{ now: string }> {
  const { body } = await request(url);
  return (await body.json()) as { now: string };
}

async function post(url: string, body: object): Promise<void> {
  const answered = await request(url, { method: "POST", headers: JSON_HEADERS, body: JSON.stringify(body) });
  const text = await answered.body.text();
  if (answered.statusCode >= 300) throw new Error(`${answered.statusCode} to POST ${url}: ${text}`);
}
