import { expect, test } from "vitest";
import { en, ja } from "./words.ts";

type Words = { readonly [key: string]: string | Words };

function sentences(words: Words, path = ""): [key: string, sentence: string][] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === "string" ? [[`${path}${key}`, value]] : sentences(value, `${path}${key}.`),
  );
}

const blanks = (sentence: string) => [...sentence.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();

test("Japanese and English say the same things: no sentence is missing in either", () => {
  expect(sentences(en).map(([key]) => key)).toEqual(sentences(ja).map(([key]) => key));
});

test("no sentence is empty", () => {
  for (const [key, sentence] of [...sentences(ja), ...sentences(en)]) {
    expect(sentence.trim(), key).not.toBe("");
  }
});

test("both languages fill in the same blanks", () => {
  const english = new Map(sentences(en));
  for (const [key, sentence] of sentences(ja)) {
    expect(blanks(english.get(key) ?? ""), key).toEqual(blanks(sentence));
  }
});

test("English has no Japanese left in it, except where it names a Japanese thing", () => {
  const named = new Set(["frame.switchLanguage", "fields.kana", "deposit.ordinary", "welcome.nameText"]);
  for (const [key, sentence] of sentences(en)) {
    if (!named.has(key)) expect(/[\u3040-\u30ff\u4e00-\u9fff]/.test(sentence), key).toBe(false);
  }
});
