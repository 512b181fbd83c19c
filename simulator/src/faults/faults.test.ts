import { afterEach, beforeEach, expect, test } from "vitest";
import { openState, type State } from "../state.ts";
import { FAULTS, type FaultRule, type Faults, openFaults } from "./faults.ts";

let state: State;
let faults: Faults;
beforeEach(() => {
  state = openState(":memory:", 7);
  faults = openFaults(state);
});
afterEach(() => state.close());

const rule = (rest: Partial<FaultRule> = {}): Omit<FaultRule, "id"> => ({
  fault: "bust",
  symbol: null,
  millionths: 1_000_000,
  timesLeft: null,
  ...rest,
});
const keys = Array.from({ length: 2_000 }, (_, index) => `order ${index}`);

test("with no rules nothing ever strikes, but for what a request itself names", () => {
  expect(faults.any()).toBe(false);
  for (const fault of Object.keys(FAULTS) as (keyof typeof FAULTS)[]) {
    expect(keys.some((key) => faults.strikes(fault, { key, symbol: "KO" }))).toBe(false);
  }
  expect(faults.strikes("bust", { key: "a", named: ["bust"] })).toBe(true);
  expect(faults.strikes("correction", { key: "a", named: ["bust"] })).toBe(false);
});

test("a rule for one symbol leaves all others alone, and what has no symbol", () => {
  faults.add(rule({ symbol: "KO" }));
  expect(["KO", "PEP", undefined].map((symbol) => faults.strikes("bust", { key: "a", symbol }))).toEqual([
    true,
    false,
    false,
  ]);
});

test("chance strikes about as often as it says, the same keys for the same seed, and others for another", () => {
  const struckBy = (seed: number, millionths: number) => {
    const one = openState(":memory:", seed);
    const switches = openFaults(one);
    switches.add(rule({ millionths }));
    const struck = keys.filter((key) => switches.strikes("bust", { key }));
    one.close();
    return struck;
  };
  const struck = struckBy(7, 250_000);
  expect(struck.length).toBeGreaterThan(400);
  expect(struck.length).toBeLessThan(600);
  expect(struckBy(7, 250_000)).toEqual(struck);
  expect(struckBy(8, 250_000)).not.toEqual(struck);
  expect(struckBy(7, 100_000).every((key) => struck.includes(key))).toBe(true);
  expect([struckBy(7, 0).length, struckBy(7, 1_000_000).length]).toEqual([0, keys.length]);
});

test("a rule strikes so many times and is then gone", () => {
  faults.add(rule({ timesLeft: 2 }));
  const strike = () => state.transaction(() => faults.strikes("bust", { key: "a" }));
  expect([strike(), strike(), strike()]).toEqual([true, true, false]);
  expect([faults.list(), faults.any()]).toEqual([[], false]);
});

test("a strike whose effect is not kept has not used its rule", () => {
  const added = faults.add(rule({ timesLeft: 1 }));
  const failing = () =>
    state.transaction(() => {
      expect(faults.strikes("bust", { key: "a" })).toBe(true);
      throw new Error("the effect fails");
    });
  expect(failing).toThrow("the effect fails");
  expect(faults.list()).toEqual([added]);
  expect(faults.strikes("bust", { key: "a" })).toBe(true);
});

test("rules are found again after a restart, and a removed one strikes no more", () => {
  const first = faults.add(rule({ symbol: "KO", millionths: 5, timesLeft: 3 }));
  const second = faults.add(rule({ fault: "correction" }));
  const again = openFaults(state);
  expect(again.list()).toEqual([first, second]);
  expect([again.remove(second.id), again.remove(second.id)]).toEqual([true, false]);
  expect(again.strikes("correction", { key: "a" })).toBe(false);
  again.clear();
  expect([again.list(), again.any()]).toEqual([[], false]);
});
