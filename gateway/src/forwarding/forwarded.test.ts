import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { FORWARDED, fillPath, isPathValue } from "./forwarded.ts";

test("no value of a path changes the path's structure", () => {
  fc.assert(
    fc.property(fc.string(), (portfolioId) => {
      const path = fillPath("/portfolios/{portfolioId}", { portfolioId });
      if (path === null) expect(isPathValue(portfolioId)).toBe(false);
      else expect(path.split(/[/?#%]/)).toEqual(["", "portfolios", portfolioId]);
    }),
  );
});

test("a path that lacks a value is no path", () => {
  expect(fillPath("/customers/{customerId}", {})).toBeNull();
});

test("money has every operation that is passed on, at that very path", () => {
  const file = new URL("../../../money/openapi.json", import.meta.url);
  expect(existsSync(file)).toBe(true);
  const { paths } = JSON.parse(readFileSync(file, "utf8")) as {
    paths: Record<string, Record<string, { operationId: string }>>;
  };
  for (const { method, moneyPath, operationId } of FORWARDED) {
    expect(paths[moneyPath]?.[method.toLowerCase()]?.operationId, operationId).toBe(operationId);
  }
});
