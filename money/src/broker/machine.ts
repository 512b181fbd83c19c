import { setTimeout as wait } from "node:timers/promises";

/** The computer's own time and chance, for what waits, repeats and gives up. Nothing about business follows from it. */
export type Machine = {
  /** Milliseconds that only grow. */
  now(): number;
  /** Waits so many milliseconds; ends at once when told to stop. */
  pause(ms: number, signal?: AbortSignal): Promise<void>;
  /** Evenly from 0 up to, and without, 1. */
  chance(): number;
};

/** The machine we run on. */
export const thisMachine: Machine = {
  now: () => performance.now(),
  async pause(ms, signal) {
    try {
      await wait(ms, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      if (signal?.aborted !== true) throw error;
    }
  },
  chance: () => Math.random(),
};

/**
 * How long to wait after so many failures in a row: twice as long each time, up to a most, of which the second half is
 * left to chance, so that many who failed together do not come back together.
 */
export function backOffMs(
  failures: number,
  range: { readonly firstMs: number; readonly mostMs: number },
  chance: number,
): number {
  const whole = Math.min(range.mostMs, range.firstMs * 2 ** Math.min(failures - 1, 20));
  return whole / 2 + (whole / 2) * chance;
}
