import { createServer } from "node:net";
import { expect, test } from "vitest";
import { findFreePort, isPortFree, PortTaken, requireFreePorts } from "./ports.ts";
import { OptionError, portsFrom, readOptions } from "./start-options.ts";

test("without wishes the ports are those the documents name", () => {
  expect(readOptions([])).toEqual({
    reset: false,
    speed: null,
    ports: { web: 4000, console: 4001, gateway: 4010, money: 4020, simulator: 4200, postgres: 4032 },
  });
});

test("all ports move together", () => {
  const moved = readOptions(["--ports-from", "5000", "--speed", "60", "--reset"]);
  expect(moved).toEqual({ reset: true, speed: 60, ports: portsFrom(5000) });
  expect(new Set(Object.values(moved.ports)).size).toBe(6);
});

test.each([["--sped", "60"], ["--speed", "fast"], ["--speed", "-1"], ["--ports-from", "80"], ["4000"]])(
  "%s %s is refused, with what can be said instead",
  (...args) => {
    const wishes = args.filter((arg) => arg !== undefined);
    expect(() => readOptions(wishes)).toThrow(OptionError);
    expect(() => readOptions(wishes)).toThrow(/Use: npm start -- /);
  },
);

test.each([6000, 4035, 5050])("a port that browsers refuse is refused at once (--ports-from %i)", (first) => {
  expect(() => readOptions(["--ports-from", String(first)])).toThrow(/^Browsers refuse port \d+ \(\w+\)/);
});

test("every taken port is named in one sentence that says how to go elsewhere", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  const taken = typeof address === "object" && address !== null ? address.port : 0;
  const free = await findFreePort();
  expect(await isPortFree(taken)).toBe(false);
  const wanted = [
    { name: "web", port: taken },
    { name: "console", port: free },
  ];
  await expect(requireFreePorts(wanted)).rejects.toThrow(PortTaken);
  await expect(requireFreePorts(wanted)).rejects.toThrow(
    `Port ${taken} (web) is taken by another program: stop it, or choose other ports with`,
  );
  server.close();
});
