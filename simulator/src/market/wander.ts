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
/** The first waves have their corners at midnight (UTC), the next ones on the grid, the last one anywhere. */
const DAY_WAVES = 4;
const SLOW_WAVES = WAVES.length - 1;
/** How far the quickest wave, and the cutting of each wave to whole millionths, can lead away from the slower ones. */
const NOISE = 60 + 4 * WAVES.length;

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
  return walk(seed, name, 0, WAVES.length);
}

/** Some of the waves: from one up to another, which is not among them. */
function walk(seed: number, name: string, first: number, end: number): Walk {
  const ofWaves = rootsOf(seed, name);
  const cells = new Float64Array(end).fill(Number.NaN);
  const from = new Float64Array(end);
  const rise = new Float64Array(end);
  return (atMs) => {
    let total = 0;
    for (let index = first; index < end; index += 1) {
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
  const fine = walkAlong(seed, name);
  const slow = walkSlowly(seed, name);

  return (firstMs, lastMs, stepMs) => {
    const corners = cornersBetween(slow, firstMs, lastMs);
    const found = endsOf(fine, corners, stepMs);
    for (let index = 1; index < corners.length; index += 1) {
      const [from, to] = [corners[index - 1]!, corners[index]!];
      const mayBeGreater = Math.max(from.value, to.value) + NOISE > found.greatest;
      const mayBeLess = Math.min(from.value, to.value) - NOISE < found.least;
      if (mayBeGreater || mayBeLess) look(fine, from, to, stepMs, found);
    }
    return found;
  };
}

/** All but the quickest wave, up to a few millionths: within a day the slowest are one straight line. */
function walkSlowly(seed: number, name: string): Walk {
  const ofDays = walk(seed, name, 0, DAY_WAVES);
  const within = walk(seed, name, DAY_WAVES, SLOW_WAVES);
  let dayMs = Number.NaN;
  let from = 0;
  let slope = 0;
  return (atMs) => {
    const midnightMs = Math.floor(atMs / DAY_MS) * DAY_MS;
    if (midnightMs !== dayMs) {
      dayMs = midnightMs;
      from = ofDays(midnightMs);
      slope = (ofDays(midnightMs + DAY_MS) - from) / DAY_MS;
    }
    return from + slope * (atMs - midnightMs) + within(atMs);
  };
}

type Corner = { atMs: number; value: number };

/** Where the slower waves are at both ends of a time and at each line of the grid between. */
function cornersBetween(slow: Walk, firstMs: number, lastMs: number): Corner[] {
  const corners = [{ atMs: firstMs, value: slow(firstMs) }];
  for (let atMs = firstMs; atMs < lastMs; ) {
    atMs = Math.min((Math.floor(atMs / GRID_MS) + 1) * GRID_MS, lastMs);
    corners.push({ atMs, value: slow(atMs) });
  }
  return corners;
}

/** A beginning: the wandering at the highest and the lowest corner, which leaves little else to look at. */
function endsOf(fine: Walk, corners: readonly Corner[], stepMs: number): Extremes {
  const highest = corners.reduce((best, each) => (each.value > best.value ? each : best));
  const lowest = corners.reduce((best, each) => (each.value < best.value ? each : best));
  const found: Extremes = { least: Number.POSITIVE_INFINITY, greatest: Number.NEGATIVE_INFINITY };
  for (const { atMs } of [highest, lowest]) {
    if (atMs % stepMs !== 0) continue; // No moment of ours is there.
    const value = fine(atMs);
    if (value < found.least) found.least = value;
    if (value > found.greatest) found.greatest = value;
  }
  return found;
}

/** Looks at the moments between two corners that the straight line between them does not rule out. */
function look(fine: Walk, from: Corner, to: Corner, stepMs: number, found: Extremes): void {
  const slope = to.atMs === from.atMs ? 0 : (to.value - from.value) / (to.atMs - from.atMs);
  for (let ms = Math.ceil(from.atMs / stepMs) * stepMs; ms <= to.atMs; ms += stepMs) {
    const line = from.value + slope * (ms - from.atMs);
    if (line + NOISE <= found.greatest && line - NOISE >= found.least) continue;
    const value = fine(ms);
    if (value < found.least) found.least = value;
    if (value > found.greatest) found.greatest = value;
  }
}
