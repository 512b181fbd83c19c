import { chance, mix } from "../chance.ts";
import { printsOf, type Span } from "./trading.ts";

/** How many shares a print is about, at least; as many again decide by chance. Outside the core session it is fewer. */
const SIZES = { core: { least: 80, more: 160 }, outside: { least: 10, more: 40 } } as const;

type Sizes = { root: number; usual: number };

/** What decides the sizes of one part of a trading day. */
function sizesOf(seed: number, series: string, { on, phase }: Pick<Span, "on" | "phase">): Sizes {
  const root = chance(seed, "size", series, on, phase);
  const { least, more } = phase === "core" ? SIZES.core : SIZES.outside;
  return { root, usual: least + (root % more) };
}

/**
 * What was printed before a print, counted from a beginning that is the same for the whole part of the day. It grows
 * by half to one and a half of the usual size, so a difference of two is a volume: no print needs to be looked at.
 */
function printedBefore({ root, usual }: Sizes, index: number): number {
  return usual * index + (mix(root ^ Math.imul(index, 0x85ebca77)) % (usual >> 1));
}

/** How many shares one print is about. */
export function sizeOf(
  seed: number,
  series: string,
  print: Pick<Span, "on" | "phase" | "stepMs"> & { atMs: number },
): number {
  return volumeOf(seed, series, { ...print, fromMs: print.atMs, toMs: print.atMs + 1 });
}

/** How many shares all prints of a span are about: exactly the sum of their sizes. */
export function volumeOf(seed: number, series: string, span: Span): number {
  const prints = printsOf(span);
  if (!prints) return 0;
  const sizes = sizesOf(seed, series, span);
  const first = prints.firstMs / span.stepMs;
  return printedBefore(sizes, first + prints.count) - printedBefore(sizes, first);
}
