import { chance, mix } from "../chance.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
/** The slower waves have their corners on this grid only: between its lines all but the quickest run straight. */
const GRID_MS = 5 * MINUTE_MS;

/** Slow waves are tall and quick ones small, as in real markets. Heights in millionths of the price. */
const WAVES = [
  { periodMs: 127 * DAY_MS, height: 60_000 },
  { periodMs: 29 * DAY_MS, height: 26_000 },
  { periodMs: 5 * DAY_MS, height: 11_000 },
  { periodMs: DAY_MS, height: 5_000 },
  { periodMs: 65 * MINUTE_MS, height: 1_500 },
  { periodMs: GRID_MS, height: 400 },
  { periodMs: 7_000, height: 60 },
] as const;
const SLOW_WAVES = WAVES.length - 1;
/** How far the quickest wave, and the cutting of each wave to whole millionths, can lead away from the slower ones. */
const NOISE = 60 + 2 * WAVES.length;

/** How far something has wandered at a moment, in whole millionths. */
export type Walk = (atMs: number) => number;

const roots = new Map<number, Map<string, readonly number[]>>();

/** What decides the corners of each wave of a name: known once, used for every moment. */
function rootsOf(seed: number, name: string): readonly number[] {
  let ofSeed = roots.get(seed);
  if (!ofSeed) {
    ofSeed = new Map();
    roots.set(seed, ofSeed);
  }
  let found = ofSeed.get(name);
  if (!found) {
    found = WAVES.map(({ periodMs }) => chance(seed, "wave", name, periodMs));
    ofSeed.set(name, found);
  }
  return found;
}

function corner(root: number, height: number, index: number): number {
  return (mix(root ^ Math.imul(index, 0x9e3779b1)) % (2 * height + 1)) - height;
}

/**
 * How far something has wandered from where it began, in millionths, at a moment.
 *
 * It depends on nothing but seed, name and moment, so any moment can be asked for in any order; and it is continuous,
 * because between the corners of each wave it is a straight line.
 */
export function wander(seed: number, name: string, atMs: number): number {
  return walkAlong(seed, name)(atMs);
}

/** The same wandering for many moments one after another: corners are kept while the moments stay between them. */
export function walkAlong(seed: number, name: string): Walk {
  return walk(seed, name, WAVES.length);
}

function walk(seed: number, name: string, waves: number): Walk {
  const ofWaves = rootsOf(seed, name);
  const cells = new Float64Array(waves).fill(Number.NaN);
  const from = new Float64Array(waves);
  const rise = new Float64Array(waves);
  return (atMs) => {
    let total = 0;
    for (let index = 0; index < waves; index += 1) {
      const { periodMs, height } = WAVES[index]!;
      const cell = Math.floor(atMs / periodMs);
      if (cell !== cells[index]) {
        const root = ofWaves[index]!;
        cells[index] = cell;
        from[index] = corner(root, height, cell);
        rise[index] = corner(root, height, cell + 1) - from[index]!;
      }
      total += from[index]! + Math.trunc((rise[index]! * (atMs - cell * periodMs)) / periodMs);
    }
    return total;
  };
}

/** The least and the greatest of some wandering. */
export type Extremes = { least: number; greatest: number };

/**
 * Finds the least and the greatest wandering at the moments `firstMs`, `firstMs + stepMs`, … up to `lastMs`.
 *
 * Exactly what looking at every moment would find, but a long time costs little: between two lines of the grid all but
 * the quickest wave are straight, so most of the time cannot hold an extreme and is not looked at.
 */
export type FindExtremes = (firstMs: number, lastMs: number, stepMs: number) => Extremes;

/** Prepares to look for extremes in the wandering of one name. */
export function extremesOf(seed: number, name: string): FindExtremes {
  const fine = walk(seed, name, WAVES.length);
  const slow = walk(seed, name, SLOW_WAVES);

  return (firstMs, lastMs, stepMs) => {
    const found: Extremes = { least: Number.POSITIVE_INFINITY, greatest: Number.NEGATIVE_INFINITY };
    const look = (fromMs: number, toMs: number) => {
      for (let ms = Math.ceil(fromMs / stepMs) * stepMs; ms <= toMs; ms += stepMs) {
        const value = fine(ms);
        if (value < found.least) found.least = value;
        if (value > found.greatest) found.greatest = value;
      }
    };
    if (lastMs - firstMs <= 2 * GRID_MS) {
      look(firstMs, lastMs);
      return found;
    }
    const cells = boundsBetween(slow, firstMs, lastMs);
    const highest = cells.reduce((best, cell) => (cell.greatest > best.greatest ? cell : best));
    const lowest = cells.reduce((best, cell) => (cell.least < best.least ? cell : best));
    look(highest.fromMs, highest.toMs);
    look(lowest.fromMs, lowest.toMs);
    for (const cell of cells) {
      if (cell === highest || cell === lowest) continue;
      if (cell.greatest + NOISE > found.greatest || cell.least - NOISE < found.least) look(cell.fromMs, cell.toMs);
    }
    return found;
  };
}

/** What the slower waves allow in each part of a time between two lines of the grid. */
function boundsBetween(slow: Walk, firstMs: number, lastMs: number): (Extremes & { fromMs: number; toMs: number })[] {
  const cells: (Extremes & { fromMs: number; toMs: number })[] = [];
  let fromMs = firstMs;
  let before = slow(firstMs);
  while (fromMs < lastMs) {
    const toMs = Math.min((Math.floor(fromMs / GRID_MS) + 1) * GRID_MS, lastMs);
    const after = slow(toMs);
    cells.push({ fromMs, toMs, least: Math.min(before, after), greatest: Math.max(before, after) });
    fromMs = toMs;
    before = after;
  }
  return cells;
}
