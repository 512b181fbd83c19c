import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { askInTurn, createTurns } from "./ask-in-turn.ts";
import type { Machine } from "./machine.ts";
import type { Answer, Partner, Priority, Question } from "./partner.ts";

/** A machine whose time passes only when it is told to, from alarm to alarm. */
function handMachine() {
  let now = 0;
  const alarms: { readonly at: number; readonly ring: () => void }[] = [];
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  const machine: Machine = {
    now: () => now,
    chance: () => 0,
    pause: (ms, signal) =>
      new Promise((resolve) => {
        alarms.push({ at: now + ms, ring: resolve });
        signal?.addEventListener("abort", () => resolve());
      }),
  };
  return {
    machine,
    settle,
    /** Lets everything happen that is due until a moment. */
    async passTo(until: number): Promise<void> {
      for (;;) {
        await settle();
        alarms.sort((one, other) => one.at - other.at);
        const [next] = alarms;
        if (!next || next.at > until) break;
        now = Math.max(now, next.at);
        alarms.shift();
        next.ring();
      }
      now = until;
    },
  };
}

const WINDOW_MS = 60_000;

/** A host that takes so many questions in each minute, and says so; `silent` ones do not. */
function limitedHost(
  machine: Machine,
  options: { limit: number; others?: number; silent?: boolean; answerMs?: number },
) {
  const { limit, others = 0, silent = false, answerMs = 20 } = options;
  const counted = new Map<number, number>();
  const sent: { readonly path: string; readonly status: number; readonly at: number }[] = [];
  const partner: Partner = {
    name: "host",
    async ask({ path }: Question): Promise<Answer> {
      const at = machine.now();
      const window = Math.floor(at / WINDOW_MS);
      const count = (counted.get(window) ?? (window === 0 ? others : 0)) + 1;
      counted.set(window, count);
      const status = count > limit ? 429 : 200;
      sent.push({ path, status, at });
      const resetInMs = (window + 1) * WINDOW_MS - at;
      await machine.pause(answerMs);
      const said = { limit, remaining: Math.max(0, limit - count), resetInMs };
      return { status, requestId: null, text: "", limit: silent ? null : said };
    },
    open: () => Promise.reject(new Error("no streams")),
    close: async () => {},
  };
  return { partner, sent, mostInAWindow: () => Math.max(0, ...counted.values()) };
}

const ask = (partner: Partner, path: string, priority: Priority) =>
  partner.ask({ method: "GET", path, priority }).then(
    ({ status }) => status,
    (error: { kind: string; sent: boolean }) => `${error.kind}, ${error.sent ? "sent" : "not sent"}`,
  );

const priorities = fc.constantFrom<Priority>("urgent", "order", "rest");

describe("asking in turn", () => {
  test("never more than the limit of a window goes out, and everybody has an answer in the end", async () => {
    const questions = fc.array(fc.tuple(priorities, fc.integer({ min: 0, max: 30_000 })), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(questions, fc.integer({ min: 8, max: 40 }), async (asked, limit) => {
        const { machine, passTo } = handMachine();
        const host = limitedHost(machine, { limit });
        const partner = askInTurn(host.partner, createTurns("host", machine, 600_000));
        const answers: (number | string)[] = [];
        for (const [priority, at] of asked.toSorted((one, other) => one[1] - other[1])) {
          await passTo(at);
          void ask(partner, priority, priority).then((answer) => answers.push(answer));
        }
        await passTo(900_000);
        expect(host.mostInAWindow()).toBeLessThanOrEqual(limit);
        expect(answers).toEqual(Array(asked.length).fill(200));
      }),
      { numRuns: 60 },
    );
  });

  test("nothing less urgent goes while something more urgent waits", async () => {
    const questions = fc.array(priorities, { minLength: 2, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(questions, fc.integer({ min: 4, max: 20 }), async (asked, limit) => {
        const { machine, passTo } = handMachine();
        const host = limitedHost(machine, { limit });
        const partner = askInTurn(host.partner, createTurns("host", machine, 900_000));
        // The first is on its way before the others come, and tells how many the host takes.
        void ask(partner, "first", "rest");
        for (const priority of asked) void ask(partner, priority, priority);
        await passTo(1_200_000);
        const order = host.sent.slice(1).map(({ path }) => path);
        const rank = { urgent: 0, order: 1, rest: 2 } as const;
        expect(order).toEqual(order.toSorted((one, other) => rank[one as Priority] - rank[other as Priority]));
        expect(order).toHaveLength(asked.length);
      }),
      { numRuns: 60 },
    );
  });

  test("the less urgent slow down before the limit: the last of a window are for cancels and orders", async () => {
    const { machine, passTo } = handMachine();
    const host = limitedHost(machine, { limit: 100 });
    const partner = askInTurn(host.partner, createTurns("host", machine, 600_000));
    for (let count = 0; count < 120; count += 1) void ask(partner, "list", "rest");
    await passTo(30_000);
    expect(host.sent).toHaveLength(80);
    for (let count = 0; count < 30; count += 1) void ask(partner, "order", "order");
    await passTo(31_000);
    expect(host.sent).toHaveLength(95);
    for (let count = 0; count < 9; count += 1) void ask(partner, "cancel", "urgent");
    await passTo(32_000);
    expect(host.sent.slice(95).map(({ path }) => path)).toEqual(Array(5).fill("cancel"));
    await passTo(120_000);
    expect(host.sent).toHaveLength(159);
    expect(host.sent.every(({ status }) => status === 200)).toBe(true);
  });

  test("where others use up the window too, 429 means to wait for the next and then to be asked again", async () => {
    const { machine, passTo } = handMachine();
    const host = limitedHost(machine, { limit: 10, others: 10 });
    const partner = askInTurn(host.partner, createTurns("host", machine));
    const answer = ask(partner, "order", "order");
    await passTo(59_000);
    expect(host.sent.map(({ status }) => status)).toEqual([429]);
    await passTo(62_000);
    expect(host.sent.map(({ status }) => status)).toEqual([429, 200]);
    expect(await answer).toBe(200);
  });

  test("a 429 that says nothing of a window is waited out longer and longer", async () => {
    const { machine, passTo } = handMachine();
    const host = limitedHost(machine, { limit: 0, silent: true, answerMs: 0 });
    const partner = askInTurn(host.partner, createTurns("host", machine, 10_000));
    const answer = ask(partner, "order", "order");
    await passTo(20_000);
    expect(await answer).toBe("outage, not sent");
    const pauses = host.sent.map(({ at }, i) => at - (host.sent[i - 1]?.at ?? 0)).slice(1);
    expect(pauses).toEqual([125, 250, 500, 1_000, 2_000, 4_000]);
  });

  test("what waits too long is an outage that was never sent, not a hang", async () => {
    const { machine, passTo } = handMachine();
    const host = limitedHost(machine, { limit: 1 });
    const partner = askInTurn(host.partner, createTurns("host", machine, 30_000));
    await passTo(0);
    void ask(partner, "first", "rest");
    const late = ask(partner, "late", "urgent");
    await passTo(31_000);
    expect(await late).toBe("outage, not sent");
    expect(host.sent).toHaveLength(1);
  });

  test("until the first answer only one goes out, and a host that says no limit has none", async () => {
    const { machine, passTo } = handMachine();
    const host = limitedHost(machine, { limit: 1_000, silent: true, answerMs: 500 });
    const partner = askInTurn(host.partner, createTurns("host", machine));
    const answers = Array.from({ length: 20 }, () => ask(partner, "list", "rest"));
    await passTo(100);
    expect(host.sent).toHaveLength(1);
    await passTo(600);
    expect(host.sent).toHaveLength(17);
    await passTo(5_000);
    expect(await Promise.all(answers)).toEqual(Array(20).fill(200));
  });

  test("an answer that never came lets the next go, and whoever waits at the end is told", async () => {
    const { machine, settle } = handMachine();
    const host = limitedHost(machine, { limit: 5 });
    const broken: Partner = { ...host.partner, ask: () => Promise.reject(new Error("broken")) };
    const turns = createTurns("host", machine);
    await expect(askInTurn(broken, turns).ask({ method: "GET", path: "/" })).rejects.toThrow("broken");
    const stuck: Partner = { ...host.partner, ask: () => new Promise(() => {}) };
    const other = createTurns("host", machine);
    void askInTurn(stuck, other).ask({ method: "GET", path: "/" });
    const waiting = ask(askInTurn(stuck, other), "/", "rest");
    await settle();
    other.close();
    expect(await waiting).toBe("outage, not sent");
  });
});
