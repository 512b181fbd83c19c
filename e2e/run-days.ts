import { createHash } from "node:crypto";
import { addDays, tokyoDay, tokyoMoment } from "@kura/shared/calendar.ts";
import { cents } from "@kura/shared/money.ts";
import pg from "pg";
import type { DatabaseUrls } from "../tools/databases.ts";
import { chance } from "./chance.ts";
import { type MoneyWorld, type MoneyWorldOptions, START_AT, startMoneyWorld } from "./world.ts";

/** What days are lived in: doors to money, and the simulated world around it. */
export type DayWorld = Pick<MoneyWorld, "doors" | "simulated" | "stop">;

export type DayOptions = {
  readonly database: DatabaseUrls;
  readonly customers: number;
  readonly days: number;
  readonly seed: number;
  readonly copies: number;
  /** A file that says what goes wrong in the simulated world; without it nothing does. */
  readonly scenarioFile?: string;
  readonly say: (line: string) => void;
  /** Starts another world than the one in this process. */
  readonly start?: (options: MoneyWorldOptions) => Promise<DayWorld>;
};

export type DayReport = {
  customers: number;
  days: number;
  seed: number;
  stages: { name: string; ms: number; count: number }[];
  deposits: number;
  instructions: number;
  orders: number;
  blocks: number;
  executions: number;
  allocations: number;
  settlements: number;
  dividends: number;
  withdrawals: number;
  breaks: number;
  verified: boolean;
  problems: string[];
  peakMemoryMb: number;
  /** Of every order and allocation by business keys: the same seed gives the same. */
  digest: string;
};

type Customer = {
  readonly id: string;
  readonly number: number;
  readonly branchCode: string;
  readonly accountNumber: string;
};

/** Business days of a brokerage from deposits to settled shares, until everything they started has settled. */
export async function runDays(options: DayOptions): Promise<DayReport> {
  const { customers: count, days, seed, copies, say } = options;
  const world = await (options.start ?? startMoneyWorld)({
    database: options.database,
    seed,
    copies,
    ...(options.scenarioFile === undefined ? {} : { scenarioFile: options.scenarioFile }),
    firm: { jpy: "50000000000", usd: "400000000.00" },
    policy: { poolTarget: cents(BigInt(count) * 4_000_00n + 5_000_000_00n) },
  });
  const reader = new pg.Pool({ connectionString: options.database.ownerUrl, max: 1 });
  reader.on("error", () => {}); // the server may be restarted; the next question opens a new connection
  try {
    const stages = new Map<string, { ms: number; count: number }>();
    const stage = async (name: string, work: () => Promise<number>): Promise<void> => {
      const from = performance.now();
      const done = await work();
      const before = stages.get(name) ?? { ms: 0, count: 0 };
      const ms = Math.round(performance.now() - from);
      stages.set(name, { ms: before.ms + ms, count: before.count + done });
      say(`${name.padEnd(12)} ${String(done).padStart(8)} in ${ms} ms`);
    };

    const first = tokyoDay(Temporal.Instant.from(START_AT));
    await world.simulated.advance(tokyoMoment(first, "09:30"));
    const people: Customer[] = [];
    await stage("accounts", async () => {
      people.push(...(await openAccounts(world, count)));
      return count;
    });
    await stage("targets", () => confirmTargets(world, people, seed));
    for (let day = 0; day < days; day += 1) await liveOneDay(world, people, { seed, day, stage, reader });
    await stage("settlement", () => settleAll(world, reader));
    let proof = { breaks: 0, verified: false, problems: [] as string[] };
    await stage("proof", async () => {
      proof = await prove(reader);
      return 1;
    });
    return {
      customers: count,
      days,
      seed,
      stages: [...stages].map(([name, one]) => ({ name, ...one })),
      ...(await countAll(reader)),
      dividends: 0,
      withdrawals: 0,
      ...proof,
      peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024),
      digest: await digest(reader),
    };
  } finally {
    await reader.end();
    await world.stop();
  }
}

/** Runs work for each item, some side by side. */
async function eachOf<Item>(items: readonly Item[], work: (item: Item, index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async () => {
    for (let index = next++; index < items.length; index = next++) await work(items[index] as Item, index);
  };
  await Promise.all(Array.from({ length: 32 }, lane));
}

const doorOf = (world: DayWorld, index: number) => {
  const door = world.doors[index % world.doors.length];
  if (!door) throw new Error("the world has a door");
  return door;
};

async function openAccounts(world: DayWorld, count: number): Promise<Customer[]> {
  const people: Customer[] = [];
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  await eachOf(numbers, async (number, index) => {
    const id = `0198f000-0000-7000-8000-${String(number).padStart(12, "0")}`;
    const answer = await doorOf(world, index).ask({
      method: "POST",
      path: "/customers",
      body: { customerId: id, customerNumber: String(number) },
      may: "operator",
      sub: "operator-1",
      key: `open-${number}`,
    });
    if (answer.status !== 201)
      throw new Error(`opening account ${number}: ${answer.status} ${JSON.stringify(answer.body)}`);
    const { depositAccount } = answer.body as { depositAccount: { branchCode: string; accountNumber: string } };
    people.push({ id, number, ...depositAccount });
  });
  return people.sort((a, b) => a.number - b.number);
}

type Portfolio = { id: string; version: number; holdings: { symbol: string; weightBps: number }[] };

async function confirmTargets(world: DayWorld, people: readonly Customer[], seed: number): Promise<number> {
  const listed = await doorOf(world, 0).ask({ path: "/portfolios", may: "system", sub: "gateway" });
  const { portfolios } = listed.body as { portfolios: Portfolio[] };
  await eachOf(people, async ({ id, number }, index) => {
    const { holdings, ...model } = portfolios[chance(seed, portfolios.length, "portfolio", number)] as Portfolio;
    const answer = await doorOf(world, index).ask({
      method: "PUT",
      path: `/customers/${id}/target`,
      body: {
        holdings: holdings.map(({ symbol, weightBps }) => ({ symbol, weightBps })),
        source: { portfolioId: model.id, version: model.version },
      },
      may: "customer",
      sub: id,
      key: `target-${number}`,
    });
    if (answer.status !== 200) throw new Error(`target of ${number}: ${answer.status} ${JSON.stringify(answer.body)}`);
  });
  return people.length;
}

type Day = {
  readonly seed: number;
  readonly day: number;
  readonly stage: (name: string, work: () => Promise<number>) => Promise<void>;
  readonly reader: pg.Pool;
};

/** One business day: yen arrive in the morning and afternoon, the window is cut off, and trades after the opening. */
async function liveOneDay(
  world: DayWorld,
  people: readonly Customer[],
  { seed, day, stage, reader }: Day,
): Promise<void> {
  const senders = people.filter((person) => day === 0 || chance(seed, 2, "sends", day, person.number) === 0);
  const late = (person: Customer) => chance(seed, 2, "late", day, person.number) === 1;
  const today = tokyoDay(await world.simulated.now());
  await stage("deposits", async () => {
    for (const [at, some] of [
      ["10:00", senders.filter((person) => !late(person))],
      ["15:00", senders.filter(late)],
    ] as const) {
      const moment = tokyoMoment(today, at);
      if (Temporal.Instant.compare(moment, await world.simulated.now()) > 0) await world.simulated.advance(moment);
      for (const person of some) {
        const amount = String((chance(seed, 291, "amount", day, person.number) + 10) * 1_000);
        const { branchCode, accountNumber } = person;
        await world.simulated.sendYen({
          amount,
          payerName: `オキヤク ${String(person.number).replace(/\d/g, kana)}`,
          branchCode,
          accountNumber,
        });
      }
    }
    await world.simulated.advance(tokyoMoment(today, "16:00"));
    return senders.length;
  });

  const next = await doorOf(world, 0).ask({ path: "/windows/next", may: "system", sub: "gateway" });
  const window = next.body as { id: string; cutoffAt: string; runsAt: string };
  const count = async (sql: string) => Number((await reader.query(sql, [window.id])).rows[0]?.count ?? 0);
  await stage("convert", async () => {
    await world.simulated.advance(Temporal.Instant.from(window.cutoffAt));
    return count("select count(*) from conversions where window_id = $1");
  });
  await stage("trade", async () => {
    await world.simulated.advance(Temporal.Instant.from(window.runsAt).add({ minutes: 10 }));
    return count("select count(*) from allocations where window_id = $1");
  });
  // The next day in Japan that is followed by a US session: the broker's calendar knows, through the next window.
  const after = await doorOf(world, 0).ask({ path: "/windows/next", may: "system", sub: "gateway" });
  const { tradeOn } = after.body as { tradeOn: string };
  await world.simulated.advance(tokyoMoment(tradeOn, "09:30"));
}

const kana = (digit: string): string => "レイイニサシゴロナハク"[Number(digit)] ?? "";

async function settleAll(world: DayWorld, reader: pg.Pool): Promise<number> {
  const found = await reader.query("select max(domestic_settles_on)::text as last, count(*) from allocations");
  const { last, count } = found.rows[0] as { last: string | null; count: string };
  const until = tokyoMoment(last ?? addDays(tokyoDay(await world.simulated.now()), 1), "17:30");
  if (Temporal.Instant.compare(until, await world.simulated.now()) > 0) await world.simulated.advance(until);
  return Number(count);
}

async function prove(reader: pg.Pool): Promise<{ breaks: number; verified: boolean; problems: string[] }> {
  const { proveBooks } = await import("@kura/money/main.ts");
  const proof = await proveBooks(reader);
  const breaks = await reader.query(
    "select kind, subject, detail from breaks where closed_at is null order by opened_at",
  );
  const stuck = await reader.query("select kind, key, last_error from work where last_error is not null");
  return {
    breaks: breaks.rowCount ?? 0,
    verified: proof.ok && stuck.rowCount === 0,
    problems: [
      ...proof.problems,
      ...breaks.rows.map((row) => `${row.kind} ${row.subject}: ${row.detail}`),
      ...stuck.rows.map((row) => `work ${row.kind} ${row.key} has failed: ${row.last_error}`),
    ],
  };
}

async function countAll(reader: pg.Pool) {
  const tables = ["deposits", "instructions", "orders", "blocks", "executions", "allocations"] as const;
  const counts: Record<string, number> = {};
  for (const table of tables)
    counts[table] = Number((await reader.query(`select count(*) from ${table}`)).rows[0].count);
  const settled = await reader.query(
    "select sum(count) from settlements where leg = 'customer' and settled_at is not null",
  );
  return { ...(counts as Record<(typeof tables)[number], number>), settlements: Number(settled.rows[0].sum ?? 0) };
}

/** What was ordered and allocated, by business keys only: no generated id, no moment of arrival. */
async function digest(reader: pg.Pool): Promise<string> {
  const orders = await reader.query(
    `select o.trade_on::text, o.symbol, o.side, o.chunk, o.hold::text, c.number::text
     from orders o join customers c on c.id = o.customer_id order by o.trade_on, o.symbol, o.side, o.chunk, c.number`,
  );
  const allocations = await reader.query(
    `select a.us_trade_on::text, a.us_settles_on::text, a.domestic_trade_on::text, a.domestic_settles_on::text,
            a.symbol, a.wrapper, a.shares::text, a.cost::text, a.released::text, a.yen::text, c.number::text
     from allocations a join customers c on c.id = a.customer_id order by a.us_trade_on, a.symbol, c.number`,
  );
  const lines = [...orders.rows, ...allocations.rows].map((row) => Object.values(row).join(" "));
  return createHash("sha256").update(lines.join("\n")).digest("hex");
}
