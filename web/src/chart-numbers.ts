// The one file that turns amounts and weights into numbers for drawing. What it gives is only ever drawn: no code
// reads a width or an angle back into an amount.

/** One arc of a ring: where it starts and how long it is, as parts of the whole circle. */
export type Arc = { start: number; length: number };

/** How far along a track of `longest` a weight reaches, in percent of the track. */
export function percentOfTrack(weightBps: number, longestBps: number): number {
  if (longestBps <= 0) return 0;
  return Math.min(100, Math.max(0, (weightBps / longestBps) * 100));
}

/** The arcs of a ring drawn from weights, in the order given. Weights that sum to less than the whole leave a gap. */
export function arcs(weightsBps: readonly number[]): Arc[] {
  const whole = Math.max(
    10_000,
    weightsBps.reduce((total, weight) => total + weight, 0),
  );
  let start = 0;
  return weightsBps.map((weight) => {
    const arc = { start, length: weight / whole };
    start += arc.length;
    return arc;
  });
}

/** Where each part of a stacked bar begins and how wide it is, in percent of the bar. */
export function segments(weightsBps: readonly number[]): Arc[] {
  return arcs(weightsBps).map((arc) => ({ start: arc.start * 100, length: arc.length * 100 }));
}

/** How full a countdown is: 0 when the waiting begins, 1 when it is over. */
export function waited(fromMs: number, toMs: number, nowMs: number): number {
  if (toMs <= fromMs) return 1;
  return Math.min(1, Math.max(0, (nowMs - fromMs) / (toMs - fromMs)));
}
