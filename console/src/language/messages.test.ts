import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { MESSAGES } from "./translate.ts";

/** Every message by its full key. */
function flatten(messages: object, prefix = ""): [key: string, text: string][] {
  return Object.entries(messages).flatMap(([key, value]) =>
    typeof value === "string" ? [[prefix + key, value] as [string, string]] : flatten(value, `${prefix}${key}.`),
  );
}

const ja = new Map(flatten(MESSAGES.ja));
const en = new Map(flatten(MESSAGES.en));
const ours = [...ja].filter(([key]) => key.startsWith("kura."));

const SOURCES = join(import.meta.dirname, "..");
const pages = readdirSync(SOURCES, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.tsx?$/.test(name) && !/test\.ts$|language\/messages-/.test(name))
  .map((name) => readFileSync(join(SOURCES, name), "utf8"))
  .join("\n");

test("both languages say the same things: every key of one is in the other", () => {
  expect([...ja.keys()].toSorted()).toEqual([...en.keys()].toSorted());
});

test("a message of ours names the same values in both languages", () => {
  const valuesOf = (text = "") => [...text.matchAll(/%\{(\w+)\}/g)].map(([, name]) => name).toSorted();
  for (const [key, text] of ours) expect([key, valuesOf(text)]).toEqual([key, valuesOf(en.get(key))]);
});

test("no message of ours is empty, and none in Japanese was left in English", () => {
  const sameEverywhere = new Set(["%{name}"]);
  for (const [key, text] of ours) {
    expect(text.trim(), key).not.toBe("");
    expect(text !== en.get(key) || sameEverywhere.has(text), key).toBe(true);
  }
});

test("every message that a page says by name exists", () => {
  const said = [...pages.matchAll(/words\(\s*"([^"]+)"/g)].map(([, key]) => `kura.${key}`);
  expect(said.filter((key) => !ja.has(key))).toEqual([]);
});

test("every message is said somewhere", () => {
  // A group whose last word comes from data (`status.${status}`) is said as a whole.
  const groups = [...pages.matchAll(/`(?:kura\.)?([a-z_]+(?:\.[a-z_]+)*)[._]?\$\{/g)].map(
    ([, group]) => `kura.${group}`,
  );
  const unsaid = ours.filter(
    ([key]) => !pages.includes(`"${key.replace("kura.", "")}"`) && !groups.some((group) => key.startsWith(group)),
  );
  expect(unsaid.map(([key]) => key)).toEqual([]);
});
