import { addDays, newYorkMoment } from "@kura/shared/calendar.ts";
import {
  cents,
  divide,
  type Price,
  parsePrice,
  parseRate,
  type Shares,
  shares,
  type Yen,
  yen,
} from "@kura/shared/money.ts";
import pg from "pg";
import type { Broker, BrokerExecution, BrokerOrder, Placed } from "./broker/broker.ts";
import type { World } from "./money.ts";
import { createTestMoney, type TestMoney } from "./test-money.ts";
import type { Bank } from "./treasury/bank.ts";
import type { Dealer } from "./treasury/dealer.ts";

const PRICE = parsePrice("100.07");

/** The world beyond us as a test wants it: what it was asked for, and what it should answer next. */
export type FakeOutside = {
  readonly placed: string[];
  readonly transfers: Map<string, Yen>;
  readonly deals: Map<string, bigint>;
  readonly wires: Map<string, bigint>;
  readonly executions: BrokerExecution[];
  readonly orders: Map<string, BrokerOrder>;
  /** What the broker makes of the next orders; by default it fills them at once. */
  next: (clientOrderId: string) => "fill" | "half" | "nothing" | "doubt_placed" | "doubt_lost" | "refuse";
};

export type TestWorld = World & TestMoney & { readonly outside: FakeOutside };

/** Money with a world beyond it that exists only in this process. Everything inside is real. */
export async function createTestWorld(at?: string): Promise<TestWorld> {
  const money = await createTestMoney(at);
  const outside: FakeOutside = {
    placed: [],
    transfers: new Map(),
    deals: new Map(),
    wires: new Map(),
    executions: [],
    orders: new Map(),
    next: () => "fill",
  };
  const owner = new pg.Client({ connectionString: money.ownerUrl });
  await owner.connect();
  await owner.query("update symbols set tradable = true, fractionable = true");
  await owner.end();
  const [broker, bank, dealer] = [fakeBroker(money, outside), fakeBank(money, outside), fakeDealer(money, outside)];
  return { ...money, broker, bank, dealer, leaseMs: 15_000, outside };
}

function fakeBroker(money: TestMoney, outside: FakeOutside): Broker {
  const fill = (clientOrderId: string, symbol: string, quantity: Shares, price: Price) => {
    const id = money.newId();
    const [executedAt, settlesOn] = [money.clock.now(), "2026-03-03"];
    const facts = {
      orderId: "o",
      clientOrderId,
      symbol,
      side: "buy",
      priceText: "100.07",
      executedAt,
      settlesOn,
    } as const;
    outside.executions.push({ id, shares: quantity, price, ...facts });
  };
  const broker: Partial<Broker> = {
    calendar: async () =>
      ["2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06", "2026-03-09", "2026-03-10"].map((date) => {
        const [openAt, closeAt] = [newYorkMoment(date, "09:30"), newYorkMoment(date, "16:00")];
        return { date, openAt, closeAt, settlesOn: date === "2026-03-06" ? "2026-03-09" : addDays(date, 1) };
      }),
    assets: async () =>
      ["VT", "VTI", "BND"].map((symbol) => ({ symbol, name: symbol, tradable: true, fractionable: true })),
    latestQuotes: async (symbols) =>
      new Map(symbols.map((symbol) => [symbol, { bid: PRICE, ask: PRICE, at: money.clock.now() }])),
    findByClientOrderId: async (clientOrderId) => outside.orders.get(clientOrderId) ?? null,
    async placeBuy({ clientOrderId, symbol, notional }): Promise<Placed> {
      outside.placed.push(clientOrderId);
      const what = outside.next(clientOrderId);
      const answer = { requestId: null, message: "as the test says" };
      if (what === "refuse") return { outcome: "refused", reason: "not_tradable", ...answer };
      if (what === "doubt_lost") return { outcome: "in_doubt", ...answer };
      const whole = shares(divide(notional * 10_000_000_000_000n, PRICE, "down"));
      const filled = what === "nothing" ? shares(0n) : what === "half" ? shares(whole / 2n) : whole;
      if (filled > 0n) fill(clientOrderId, symbol, filled, PRICE);
      const status = what === "fill" || what === "doubt_placed" ? "filled" : "canceled";
      const order: BrokerOrder = {
        ...{ id: money.newId(), clientOrderId, symbol, side: "buy", notional, quantity: null, status, filled },
        ...{ statusText: status, averagePrice: null, averagePriceText: null, submittedAt: null, updatedAt: null },
      };
      outside.orders.set(clientOrderId, order);
      return what === "doubt_placed"
        ? { outcome: "in_doubt", ...answer }
        : { outcome: "accepted", order, requestId: null };
    },
    close: async () => {},
  };
  return broker as Broker;
}

/** Asking twice under one reference is asking once, as the bank promises. */
function fakeBank(money: TestMoney, outside: FakeOutside): Bank {
  const receipt = () => ({ reference: "r", bookedAt: money.clock.now() });
  const bank: Partial<Bank> = {
    async transfer({ clientReference, amount }) {
      outside.transfers.set(clientReference, amount);
      return receipt();
    },
    async wire({ clientReference, amount }) {
      outside.wires.set(clientReference, amount);
      return { ...receipt(), expectedAt: money.clock.now() };
    },
    close: async () => {},
  };
  return bank as Bank;
}

function fakeDealer(money: TestMoney, outside: FakeOutside): Dealer {
  const rate = parseRate("150");
  return {
    quote: async () => ({ bid: rate, mid: rate, ask: rate, at: money.clock.now() }),
    async buy({ usd, clientReference }) {
      outside.deals.set(clientReference, usd);
      const jpy = yen(divide(usd * rate, 100_000_000n, "up"));
      return { reference: "d", rate, usd: cents(usd), jpy, dealtAt: money.clock.now() };
    },
    close: async () => {},
  };
}
