import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test, vi } from "vitest";
import { marketOrder, startFollower, startWorld, type TestWorld } from "../test-world.ts";
import { nextStop } from "./advance.ts";
import { createFollowers } from "./followers.ts";

let world: TestWorld;
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  await world?.stop();
});

const at = (time: string) => Temporal.Instant.from(`2026-03-02T${time}Z`);

test("an advance visits the due moments of all followers and of the world itself in order, each once", async () => {
  world = await startWorld();
  const visits: string[] = [];
  const follow = async (name: string, due: string[]) => {
    const moments = due.map(at);
    const clock = await startFollower(world.url, name, async ({ now }) => {
      while (moments[0] && Temporal.Instant.compare(moments[0], now()) <= 0) visits.push(`${name} ${moments.shift()}`);
      return moments[0] ?? null;
    });
    closing.push(clock.close);
  };
  await follow("late", ["09:00:00", "18:00:00.000001"]);
  await follow("early", ["03:00:00", "12:00:00", "23:00:00"]);
  await world.call("POST", "/bank/wires", { amount: "10.00", clientReference: "w", beneficiary: "alpaca" });

  const answered = await world.advance("2026-03-02T20:00:00Z");
  expect(answered.body).toEqual({ now: "2026-03-02T20:00:00Z" });
  expect(visits).toEqual([
    "early 2026-03-02T03:00:00Z",
    "late 2026-03-02T09:00:00Z",
    "early 2026-03-02T12:00:00Z",
    "late 2026-03-02T18:00:00.000001Z",
  ]);
  const booked = await world.events("/v2beta1/events/activities?since=2026-03-01&until=2026-03-02T20:00:00Z");
  expect(booked.map((event) => event.at)).toEqual(["2026-03-02T13:15:00Z"]);
});

test("time does not move while a follower is not idle, and a due moment that is now counts as not idle", async () => {
  world = await startWorld();
  let ready = false;
  let seen: Temporal.Instant | undefined;
  const clock = await startFollower(world.url, "slow", async (each) => {
    seen = each.now();
    return ready ? null : each.now();
  });
  closing.push(clock.close);
  const arrived = vi.fn();
  void world.advance("2026-03-02T06:00:00Z").then(arrived);
  await new Promise((resolve) => setTimeout(resolve, 80));
  expect(arrived).not.toHaveBeenCalled();
  expect(seen?.toString()).toBe("2026-03-02T00:00:00Z");
  expect((await world.call("GET", "/sim/clock")).body).toMatchObject({ advancingTo: "2026-03-02T06:00:00Z" });

  ready = true;
  await clock.idle(null);
  await vi.waitFor(() => expect(arrived).toHaveBeenCalled());
});

test("news that a follower makes is seen by all followers before time moves on", async () => {
  world = await startWorld();
  await world.fund("100000.00");
  const fillsSeenAt: string[] = [];
  let placed = false;
  const buyer = await startFollower(world.url, "buyer", async ({ now }) => {
    if (placed) return null;
    if (Temporal.Instant.compare(now(), at("15:00:00")) < 0) return at("15:00:00");
    placed = true;
    await world.trade("POST", "/orders", marketOrder("VTI", { notional: "50", client_order_id: "b-1" }));
    return null;
  });
  const reader = await startFollower(world.url, "reader", async ({ now }) => {
    const events = await world.events(`/v2/events/trades?since=2026-03-01&until=${now()}`);
    const fills = events.filter((event) => event.event.endsWith("fill"));
    if (fills.length > fillsSeenAt.length) fillsSeenAt.push(`${fills.at(-1)?.at} at ${now()}`);
    return null;
  });
  closing.push(buyer.close, reader.close);
  await world.advance("2026-03-03T00:00:00Z");
  expect(fillsSeenAt.length).toBeGreaterThan(0);
  for (const each of fillsSeenAt) expect(each.split(" at ")[0]).toBe(each.split(" at ")[1]);
});

test("a follower that dies by kill -9 is forgotten at once and holds nobody up", async () => {
  world = await startWorld();
  const follower = fileURLToPath(new URL("../../../shared/src/clock.ts", import.meta.url));
  const script = `const { followClock } = await import(${JSON.stringify(`file://${follower}`)});
    await followClock({ url: ${JSON.stringify(world.url)}, follower: "doomed", onChange: () => {} });
    console.log("following"); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  expect((await world.call("GET", "/sim/clock")).body.followers).toEqual([expect.stringMatching(/^doomed#/)]);

  const arriving = world.advance("2026-03-02T06:00:00Z");
  await new Promise((resolve) => setTimeout(resolve, 30));
  child.kill("SIGKILL");
  expect((await arriving).body).toEqual({ now: "2026-03-02T06:00:00Z" });
  expect((await world.call("GET", "/sim/clock")).body.followers).toEqual([]);
});

test("two copies of a program under one name are two followers", async () => {
  world = await startWorld();
  for (const _copy of [1, 2]) closing.push((await startFollower(world.url, "money-worker", async () => null)).close);
  expect((await world.call("GET", "/sim/clock")).body.followers).toHaveLength(2);
});

test("an advance goes forward only, and only one at a time unless to the same moment", async () => {
  world = await startWorld();
  const clock = await startFollower(world.url, "busy", async (each) => each.now());
  const to = "2026-03-02T06:00:00Z";
  expect((await world.call("POST", "/sim/clock/advance", { to })).status).toBe(202);
  expect((await world.call("POST", "/sim/clock/advance", { to })).status).toBe(202);
  const other = await world.call("POST", "/sim/clock/advance", { to: "2026-03-02T05:00:00Z" });
  expect([other.status, other.body.code]).toEqual([409, "another_advance"]);
  await clock.close();
  await vi.waitFor(async () => expect((await world.call("GET", "/sim/clock")).body.advancingTo).toBeNull());
  const past = await world.call("POST", "/sim/clock/advance", { to: "2026-03-02T05:59:59Z" });
  expect([past.status, past.body.code]).toEqual([422, "in_the_past"]);
});

test("at a speed, time runs and the world acts by itself; at 0 it stands", async () => {
  world = await startWorld({ speed: 36_000 }); // ten hours in a second
  const clock = await startFollower(world.url, "watching", async () => null);
  closing.push(clock.close);
  await world.call("POST", "/bank/wires", { amount: "10.00", clientReference: "w", beneficiary: "alpaca" });
  await vi.waitFor(async () => expect((await world.trade("GET", "/account")).body.cash).toBe("10.00"), {
    timeout: 5_000,
    interval: 50,
  });
  const answered = await world.call("POST", "/sim/clock/speed", { speed: 0 });
  const stands = (await world.call("GET", "/sim/clock")).body.now;
  expect(answered.body.now).toBe(stands);
  await vi.waitFor(() => expect(clock.speed()).toBe(0));
  expect(clock.now().epochMilliseconds - Temporal.Instant.from(stands).epochMilliseconds).toBeLessThan(60_000);
  expect((await world.call("GET", "/sim/clock")).body.now).toBe(stands);
});

test("while an advance runs, the clock of a fast world stands between stops", async () => {
  world = await startWorld({ speed: 3_600 });
  const clock = await startFollower(world.url, "watching", async () => null);
  closing.push(clock.close);
  const { body } = await world.advance("2026-03-04T00:00:00Z");
  expect(Temporal.Instant.from(body.now).epochMilliseconds).toBeLessThan(Date.UTC(2026, 2, 4, 1));
  await vi.waitFor(() => expect(clock.speed()).toBe(3_600));
});

test("malformed requests to the clock are refused with the field named, and change nothing", async () => {
  world = await startWorld();
  const before = (await world.call("GET", "/sim/clock")).body;
  const bad: [string, unknown, string][] = [
    ["/sim/clock/advance", { to: "soon" }, "to"],
    ["/sim/clock/advance", {}, "to"],
    ["/sim/clock/speed", { speed: -1 }, "speed"],
    ["/sim/clock/speed", { speed: "fast" }, "speed"],
    ["/sim/clock/idle", { follower: "", version: 1, nextDueAt: null }, "follower"],
    ["/sim/clock/idle", { follower: "a", version: 1.5, nextDueAt: null }, "version"],
    ["/sim/clock/idle", { follower: "a", version: 1 }, "nextDueAt"],
  ];
  for (const [path, body, field] of bad) {
    const answered = await world.call("POST", path, body);
    expect([path, answered.status, answered.body.errors?.[0]?.field]).toEqual([path, 400, field]);
    expect(answered.headers["content-type"]).toContain("application/problem+json");
  }
  expect((await world.call("POST", "/sim/clock/advance", "{")).status).toBe(400);
  expect((await world.call("GET", "/sim/clock")).body).toEqual(before);
});

test("the next stop is the earliest due moment after now, and never past the end", () => {
  expect(nextStop(10, 100, [5, 10, null, 40, 30])).toBe(30);
  expect(nextStop(10, 20, [5, null, 40])).toBe(20);
});

test("a report for a version that has passed means nothing, nor does one of a stranger", () => {
  const followers = createFollowers();
  const leave = followers.join("a");
  followers.report("a", 1, null, 2);
  expect(followers.allIdle(2, 0)).toBe(false);
  followers.report("a", 2, null, 2);
  followers.report("stranger", 2, 5, 2);
  expect(followers.allIdle(2, 0)).toBe(true);
  expect(followers.nextDueAtMs()).toBeNull();
  // A second connection under the same name has not looked yet; the first one's end does not forget it.
  const leaveSecond = followers.join("a");
  leave();
  expect(followers.allIdle(2, 0)).toBe(false);
  leaveSecond();
  expect(followers.allIdle(2, 0)).toBe(true);
});
