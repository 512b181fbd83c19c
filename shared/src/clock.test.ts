import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { fixedClock, followClock, machineClock, machineMsUntil } from "./clock.ts";

type Owner = {
  url: string;
  reports: { follower: string; version: number; nextDueAt: string | null }[];
  open: ServerResponse[];
  tell(now: string, speed: number, version: number): void;
  close(): Promise<void>;
};

/** The smallest owner of a clock: it says what it is told to say. */
async function startOwner(port = 0): Promise<Owner> {
  let last = `data: {"now":"2026-03-02T14:00:00Z","speed":0,"version":1}\n\n`;
  const reports: Owner["reports"] = [];
  const open: ServerResponse[] = [];
  const server = createServer((request, response) => {
    if (request.url?.startsWith("/sim/clock/stream?follower=")) {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(`:hello\n\n${last}`);
      open.push(response);
      return;
    }
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      reports.push(JSON.parse(body));
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    reports,
    open,
    tell(now, speed, version) {
      last = `data: ${JSON.stringify({ now, speed, version })}\n\n`;
      // In two pieces, as a network may deliver it.
      for (const response of open) {
        response.write(last.slice(0, 20));
        response.write(last.slice(20));
      }
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

test("a followed clock shows the owner's time, wakes the program on each message, and reports idleness", async () => {
  const owner = await startOwner();
  closing.push(owner.close);
  const onChange = vi.fn();
  const clock = await followClock({ url: `${owner.url}/`, follower: "money-worker", onChange });
  closing.push(clock.close);
  expect(clock.now().toString()).toBe("2026-03-02T14:00:00Z");
  await vi.waitFor(() => expect(onChange).toHaveBeenCalledTimes(1));

  owner.tell("2026-03-02T14:30:00Z", 0, 2);
  await vi.waitFor(() => expect(onChange).toHaveBeenCalledTimes(2));
  expect([clock.now().toString(), clock.version, clock.speed()]).toEqual(["2026-03-02T14:30:00Z", 2, 0]);

  await clock.idle(Temporal.Instant.from("2026-03-02T15:00:00Z"));
  await clock.idle(null, 1);
  expect(owner.reports).toMatchObject([
    { version: 2, nextDueAt: "2026-03-02T15:00:00Z" },
    { version: 1, nextDueAt: null },
  ]);
  expect(owner.reports[0]?.follower).toMatch(/^money-worker#/);
});

test("a running clock runs at the owner's speed, and never backwards", async () => {
  const owner = await startOwner();
  closing.push(owner.close);
  const clock = await followClock({ url: owner.url, follower: "web", onChange: () => {} });
  closing.push(clock.close);
  owner.tell("2026-03-02T14:00:00Z", 3600, 2);
  await vi.waitFor(() => expect(clock.now().epochMilliseconds).toBeGreaterThan(Date.UTC(2026, 2, 2, 14, 1)));
  const before = clock.now();
  owner.tell("2026-03-02T14:00:10Z", 0, 3);
  await vi.waitFor(() => expect(clock.version).toBe(3));
  expect(Temporal.Instant.compare(clock.now(), before)).toBeGreaterThanOrEqual(0);
});

test("a follower keeps its time while the owner is away, and comes back by itself", async () => {
  const owner = await startOwner();
  const onChange = vi.fn();
  const clock = await followClock({ url: owner.url, follower: "money-worker", onChange });
  closing.push(clock.close);
  await owner.close();
  expect(clock.now().toString()).toBe("2026-03-02T14:00:00Z");
  await clock.idle(null); // Nobody hears it; nothing breaks.

  const again = await startOwner(Number(new URL(owner.url).port));
  closing.push(again.close);
  await vi.waitFor(() => expect(again.open.length).toBe(1), { timeout: 5_000 });
  await vi.waitFor(() => expect(onChange.mock.calls.length).toBeGreaterThanOrEqual(2));
});

test("a follower can be started before the owner of the clock", async () => {
  const gone = await startOwner();
  await gone.close();
  const following = followClock({ url: gone.url, follower: "early", onChange: () => {} });
  const owner = await startOwner(Number(new URL(gone.url).port));
  closing.push(owner.close);
  closing.push((await following).close);
});

test("a fixed clock stands until it is set; the machine's clock is the machine's", () => {
  const clock = fixedClock("2026-03-02T14:30:00Z");
  expect(clock.now().toString()).toBe("2026-03-02T14:30:00Z");
  clock.set("2026-03-03T00:00:00Z");
  expect(clock.now().toString()).toBe("2026-03-03T00:00:00Z");
  expect(Math.abs(machineClock().now().epochMilliseconds - Date.now())).toBeLessThan(1_000);
});

test("how long to wait for a business moment depends on the speed of time", () => {
  const clock = fixedClock("2026-03-02T14:30:00Z");
  const later = Temporal.Instant.from("2026-03-02T14:31:00Z");
  expect(machineMsUntil({ ...clock, speed: () => 60 }, later)).toBe(1_000);
  expect(machineMsUntil({ ...clock, speed: () => 0 }, later)).toBeNull();
  expect(machineMsUntil({ ...clock, speed: () => 0 }, clock.now())).toBe(0);
  expect(machineMsUntil(clock, later)).toBe(60_000);
});
