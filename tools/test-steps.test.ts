import { expect, test } from "vitest";
import { commandStep, countReport } from "./test-steps.ts";

test("a command counts as one test", async () => {
  expect(await commandStep("fine", [process.execPath, "-e", ""]).run()).toEqual({ passed: 1, failed: 0 });
  expect(await commandStep("wrong", [process.execPath, "-e", "process.exit(3)"]).run()).toEqual({
    passed: 0,
    failed: 1,
  });
  expect(await commandStep("absent", ["/nowhere/at-all"]).run()).toEqual({ passed: 0, failed: 1 });
});

test("a run that failed is never counted as passed, whatever its report says", () => {
  expect(countReport({ numPassedTests: 5, numFailedTests: 0 }, 0)).toEqual({ passed: 5, failed: 0 });
  expect(countReport({ numPassedTests: 5, numFailedTests: 2 }, 1)).toEqual({ passed: 5, failed: 2 });
  expect(countReport({ numPassedTests: 5, numFailedTests: 0 }, 1)).toEqual({ passed: 5, failed: 1 });
  expect(countReport(null, 1)).toEqual({ passed: 0, failed: 1 });
});
