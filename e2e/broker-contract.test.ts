import { type Broker, connectAlpaca, type TradeEvent } from "@kura/money/main.ts";
import { addDays, newYorkDay } from "@kura/shared/calendar.ts";
import { parseCents, parseShares } from "@kura/shared/money.ts";
import { startSimulator } from "@kura/simulator/main.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSimulated } from "./simulated.ts";

// What we rely on the broker for, said as tests of the adapter. They run against the simulator, and against Alpaca's
// sandbox too where ALPACA_SANDBOX_KEY, _SECRET and _ACCOUNT_ID are set (with _TOKEN_URL by OAuth).

type Side = {
  readonly broker: Broker;
  /** Tells the names of this run's orders apart from those of every other run: the broker never forgets one. */
  readonly run: string;
  /** The market is open and the account holds dollars, so that an order fills at once. */
  readonly fills: boolean;
  now(): Temporal.Instant;
  stop(): Promise<void>;
};

const SIMULATED_ACCOUNT = "3f0c2a51-8a5e-4f0e-9a5b-6f1f5f0b7c21";
const IN_SESSION = "2026-03-03T15:00:00Z";

/** The simulator half an hour into a session, with dollars in the pool. */
async function openSimulatedSide(): Promise<Side> {
  const firm = { jpy: "1000000", usd: "100000.00" };
  const world = { port: 0, dataFile: ":memory:", seed: 7, startAt: "2026-03-02T00:00:00Z", speed: 0, firm };
  const simulator = await startSimulator(world);
  const simulated = openSimulated(simulator.url);
  await simulated.call("POST", "/bank/wires", { amount: "50000.00", clientReference: "pool", beneficiary: "alpaca" });
  await simulated.advance(Temporal.Instant.from(IN_SESSION));
  const access = { key: "SIM", secret: "SIM", accountId: SIMULATED_ACCOUNT };
  const broker = connectAlpaca({ url: simulator.url, dataUrl: simulator.url, ...access });
  return {
    broker,
    run: "contract",
    fills: true,
    now: () => Temporal.Instant.from(IN_SESSION),
    async stop() {
      await broker.close();
      await simulated.close();
      await simulator.stop();
    },
  };
}

const { ALPACA_SANDBOX_KEY, ALPACA_SANDBOX_SECRET = "", ALPACA_SANDBOX_ACCOUNT_ID = "" } = process.env;

/** Alpaca's sandbox, with whatever its account holds at whatever hour it is. */
async function openSandboxSide(): Promise<Side> {
  const { ALPACA_SANDBOX_TOKEN_URL: tokenUrl } = process.env;
  const broker = connectAlpaca({
    url: process.env.ALPACA_SANDBOX_URL ?? "https://broker-api.sandbox.alpaca.markets",
    dataUrl: process.env.ALPACA_SANDBOX_DATA_URL ?? "https://data.sandbox.alpaca.markets",
    key: ALPACA_SANDBOX_KEY ?? "",
    secret: ALPACA_SANDBOX_SECRET,
    accountId: ALPACA_SANDBOX_ACCOUNT_ID,
    ...(tokenUrl ? { auth: "oauth", tokenUrl } : {}),
  });
  const now = Temporal.Instant.fromEpochMilliseconds(Date.now());
  const run = `kura-contract-${now.epochMilliseconds}`;
  return { broker, run, fills: false, now: () => now, stop: () => broker.close() };
}

const SIDES: readonly { name: string; open: (() => Promise<Side>) | null }[] = [
  { name: "the simulator", open: openSimulatedSide },
  { name: "Alpaca's sandbox", open: ALPACA_SANDBOX_KEY ? openSandboxSide : null },
];

/** Reads trade events until one fits, or for so long. */
async function findEvent(
  broker: Broker,
  afterId: string | null,
  fits: (event: TradeEvent) => boolean,
): Promise<TradeEvent | null> {
  const signal = AbortSignal.timeout(20_000);
  for await (const batch of broker.tradeEvents({ afterId, signal })) {
    const found = batch.find(fits);
    if (found) return found;
  }
  return null;
}

for (const { name, open } of SIDES) {
  // Left out where there is no key for it; the reporter says that it was skipped.
  describe.skipIf(open === null)(`the broker keeps its contract: ${name}`, () => {
    let side: Side;
    beforeAll(async () => {
      if (open) side = await open();
    }, 60_000);
    afterAll(() => side?.stop());
    const buy = (id: string, symbol = "VTI", notional = "10.00") =>
      side.broker.placeBuy({ clientOrderId: `${side.run}-${id}`, symbol, notional: parseCents(notional) });

    test("an order that is taken is found by our name for it, and by the broker's", async () => {
      const placed = await buy("found");
      if (placed.outcome !== "accepted") throw new Error(`${placed.outcome}: the order was not taken`);
      expect(placed.order).toMatchObject({ symbol: "VTI", side: "buy", notional: 1000n, quantity: null });
      const found = await side.broker.findByClientOrderId(`${side.run}-found`);
      expect(found).toMatchObject({ id: placed.order.id, clientOrderId: `${side.run}-found`, notional: 1000n });
      expect(await side.broker.findByOrderId(placed.order.id)).toMatchObject({ id: placed.order.id });
      expect(found?.status).not.toBe("unknown");
    });

    test("one name is one order: placed twice, it is taken once and found the second time", async () => {
      const [first, second] = [await buy("twice"), await buy("twice")];
      expect([first.outcome, second.outcome]).toEqual(["accepted", "accepted"]);
      if (first.outcome !== "accepted" || second.outcome !== "accepted") return;
      expect(second.order.id).toBe(first.order.id);
    });

    test("one name for two different orders is seen, and neither is sold as the other", async () => {
      await buy("differs", "VTI", "10.00");
      expect(await buy("differs", "VTI", "11.00")).toMatchObject({ outcome: "differs" });
    });

    test("a refusal says why in our words, and leaves the name free", async () => {
      expect(await buy("refused", "NO.SUCH")).toMatchObject({ outcome: "refused", reason: "unknown_symbol" });
      expect(await buy("refused", "VTI", "0.50")).toMatchObject({ outcome: "refused", reason: "below_minimum" });
      const tooMuch = await buy("refused", "VTI", "900000000.00");
      expect(tooMuch).toMatchObject({ outcome: "refused", reason: "insufficient_buying_power" });
      expect(await buy("refused")).toMatchObject({ outcome: "accepted" });
    });

    test("what the account does not hold cannot be sold", async () => {
      const quantity = parseShares("1000000.5");
      const sold = await side.broker.placeSell({ clientOrderId: `${side.run}-short`, symbol: "KO", quantity });
      expect(sold).toMatchObject({ outcome: "refused", reason: "insufficient_shares" });
    });

    test("an unknown order is not there, and cancelling it changes nothing", async () => {
      const nobody = "00000000-0000-4000-8000-000000000000";
      expect(await side.broker.findByClientOrderId(`${side.run}-nobody`)).toBeNull();
      expect(await side.broker.findByOrderId(nobody)).toBeNull();
      expect(await side.broker.cancel(nobody)).toMatchObject({ outcome: "not_found" });
    });

    test("an order that is over is not canceled again, and one that is open is", async () => {
      const placed = await buy("cancel");
      if (placed.outcome !== "accepted") throw new Error(placed.outcome);
      const { outcome } = await side.broker.cancel(placed.order.id);
      expect(outcome).toBe(side.fills ? "not_cancelable" : "requested");
    });

    test("the stream tells of an order from its first event on, whenever it is opened", async () => {
      const placed = await buy("stream");
      if (placed.outcome !== "accepted") throw new Error(placed.outcome);
      const ofOrder = (event: TradeEvent) => event.kind !== "unreadable" && event.order.id === placed.order.id;
      const first = await findEvent(side.broker, null, ofOrder);
      expect(first).toMatchObject({ kind: "order", order: { clientOrderId: `${side.run}-stream` } });
      if (!side.fills || !first) return;
      const fill = await findEvent(side.broker, first.eventId, (event) => ofOrder(event) && event.kind === "fill");
      expect(fill?.execution).toMatchObject({ symbol: "VTI", side: "buy", orderId: placed.order.id });
      const booked = [];
      for await (const batch of side.broker.activities({ afterId: null })) booked.push(...batch);
      const ids = booked.map((each) => each.execution?.id);
      expect(ids).toContain(fill?.execution?.id);
    });

    test("orders since a moment come in the order of their submission, each once", async () => {
      const orders = await side.broker.ordersSince(side.now().subtract({ hours: 24 }));
      const ids = orders.map((order) => order.id);
      expect(new Set(ids).size).toBe(ids.length);
      const moments = orders.map((order) => order.submittedAt?.epochNanoseconds ?? 0n);
      expect(moments).toEqual(moments.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
      expect(orders.map((order) => order.clientOrderId)).toContain(`${side.run}-found`);
    });

    test("balances and positions are exact, and the account trades", async () => {
      const account = await side.broker.account();
      expect(account).toMatchObject({ status: "ACTIVE", blocked: false });
      expect(typeof account.cash).toBe("bigint");
      for (const position of await side.broker.positions()) {
        expect(typeof position.quantity).toBe("bigint");
        expect(position.available <= position.quantity).toBe(true);
      }
    });

    test("assets, quotes and sessions are there for what we trade", async () => {
      const assets = await side.broker.assets();
      const vti = assets.find((asset) => asset.symbol === "VTI");
      expect(vti).toMatchObject({ tradable: true, fractionable: true });
      const quotes = await side.broker.latestQuotes(["VTI", "BND", "NO.SUCH"]);
      expect(quotes.has("NO.SUCH")).toBe(false);
      for (const { bid, ask } of quotes.values()) expect(bid > 0n && bid <= ask).toBe(true);
      const today = newYorkDay(side.now());
      const days = await side.broker.calendar({ from: today, to: addDays(today, 14) });
      expect(days.length).toBeGreaterThan(5);
      for (const day of days) {
        expect(Temporal.Instant.compare(day.openAt, day.closeAt)).toBe(-1);
        expect(day.settlesOn > day.date).toBe(true);
      }
    });
  });
}
