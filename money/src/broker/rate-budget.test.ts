import { expect, test } from "vitest";
import { createRateBudget } from "./rate-budget.ts";

const MINUTE = 60_000;
const answer = (status: number, remaining: number, resetInMs: number) => ({
  status,
  limit: { limit: 1_000, remaining, resetInMs },
});

test("a refusal that ends soon pauses until its own end, not until that of the window", () => {
  const budget = createRateBudget(() => 0);
  budget.learn(answer(200, 900, MINUTE), 0);
  budget.learn(answer(429, 0, 3_000), 1_000);
  expect(budget.mayGoAt("urgent", 0, 1_000)).toBe(4_000);
  expect(budget.mayGoAt("rest", 0, 4_000)).toBe(4_000);
});

test("a refusal at the window's own end pauses until then", () => {
  const budget = createRateBudget(() => 0);
  budget.learn(answer(200, 1, MINUTE), 0);
  budget.learn(answer(429, 0, MINUTE - 1_000), 1_000);
  expect(budget.mayGoAt("urgent", 0, 1_000)).toBe(MINUTE);
});

test("what is told late of a window that is over takes nothing from the one that runs", () => {
  const budget = createRateBudget(() => 0);
  budget.learn(answer(200, 900, MINUTE), 0);
  budget.learn(answer(200, 0, 500), 100);
  expect(budget.mayGoAt("rest", 0, 200)).toBe(200);
});

test("within one window the least that was heard holds, in whatever order answers come", () => {
  const budget = createRateBudget(() => 0);
  budget.learn(answer(200, 0, MINUTE), 0);
  budget.learn(answer(200, 700, MINUTE), 10);
  expect(budget.mayGoAt("urgent", 0, 20)).toBe(MINUTE);
});
