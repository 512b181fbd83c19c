import { expect, test } from "vitest";
import { documentBlocks } from "./document-blocks.ts";

test("a document is cut into headings, paragraphs and lists, and no word of it is lost", () => {
  const body = "前書きです。\n\n1. サービスの概要\nお客さまは目標を決めます。\n\n- 一つめ\n- 二つめ";
  expect(documentBlocks(body).map(({ kind, lines }) => [kind, ...lines])).toEqual([
    ["paragraph", "前書きです。"],
    ["heading", "1. サービスの概要"],
    ["paragraph", "お客さまは目標を決めます。"],
    ["list", "一つめ", "二つめ"],
  ]);
});

test("blocks have keys of their own", () => {
  const keys = documentBlocks("a\n\na\n\n1. a\na\n\n# a\na").map((block) => block.key);
  expect(new Set(keys).size).toBe(keys.length);
});
