import { assert } from "@kura/shared/assert.ts";
import type { State } from "../state.ts";

/** Something in the simulated world that happens by itself at a business moment, such as a fill at the opening. */
export type DueWork = { nextAtMs(): number | null; run(atMs: number): void };

/** What everybody may know of the clock. `speed` is what time does now: 0 while it stands or is being advanced. */
export type ClockReading = { nowMs: number; speed: number; version: number };

/** A running clock survives a kill: the moment kept is this much (machine time) ahead, so time never goes back. */
const KEEP_AHEAD_MS = 2_000;
const KEEP_EVERY_MS = 1_000;
const LONGEST_TIMER_MS = 60_000;

type Kept = { nowMs: number; version: number };

/**
 * The one business clock of the simulated world: it stands, runs at a speed, or is moved by an advance.
 *
 * It begins where the kept world stopped, or at the given moment in a new one. While time runs, a timer does what is
 * due; while it stands or is being advanced, nothing happens by itself.
 */
export class BusinessClock {
  readonly #state: State;
  readonly #watchers = new Set<(reading: ClockReading) => void>();
  readonly #works: DueWork[] = [];
  readonly #keeping: NodeJS.Timeout;
  #baseMs: number;
  #baseAtMs = performance.now();
  #version: number;
  #setSpeed: number;
  #held = false;
  /** The latest moment at which everything due has been done. */
  #ranAtMs = -1;
  #timer: NodeJS.Timeout | undefined;

  constructor(state: State, startAtMs: number, startSpeed: number) {
    const kept = JSON.parse(state.getNote("clock") ?? "null") as Kept | null;
    this.#state = state;
    this.#baseMs = kept?.nowMs ?? startAtMs;
    this.#version = kept?.version ?? 1;
    this.#setSpeed = startSpeed;
    this.#keeping = setInterval(() => {
      if (this.#speed() > 0) this.#keepAhead();
    }, KEEP_EVERY_MS).unref();
    state.onChange(() => this.#plan());
    this.#keepAhead();
  }

  nowMs(): number {
    return this.#baseMs + Math.floor((performance.now() - this.#baseAtMs) * this.#speed());
  }

  read(): ClockReading {
    return { nowMs: this.nowMs(), speed: this.#speed(), version: this.#version };
  }

  /** The speed that is set, which an advance suspends. */
  getSetSpeed(): number {
    return this.#setSpeed;
  }

  setSpeed(speed: number): void {
    this.#rebase(this.nowMs());
    this.#setSpeed = speed;
    this.announce();
    this.#plan();
  }

  /** Does one thing in the world, whole or not at all, after everything that was due before it. */
  act<Result>(work: (nowMs: number) => Result): Result {
    const nowMs = this.nowMs();
    // At one moment things become due once: nothing is ever scheduled for the moment it is scheduled at.
    if (nowMs !== this.#ranAtMs) this.#runDue(nowMs);
    return this.#state.together(() => work(nowMs));
  }

  addDueWork(work: DueWork): void {
    this.#works.push(work);
    this.#plan();
  }

  nextDueAtMs(): number | null {
    return earliest(this.#works.map((work) => work.nextAtMs()));
  }

  /** For an advance: stops running time. */
  hold(): void {
    this.#rebase(this.nowMs());
    this.#held = true;
    this.#plan();
  }

  /** For an advance: goes to a moment and does what is due there. */
  moveTo(ms: number): void {
    assert(this.#held && ms >= this.#baseMs, "moveTo: only an advance moves the clock, and only forward");
    this.#rebase(ms);
    this.#runDue(ms);
  }

  /** For an advance: lets time run again at the speed that is set. */
  release(): void {
    this.#rebase(this.nowMs());
    this.#held = false;
    this.#plan();
  }

  /** Tells all watchers that the clock, or the world it belongs to, is to be looked at again. */
  announce(): void {
    this.#version += 1;
    this.#keepAhead();
    const reading = this.read();
    for (const watcher of this.#watchers) watcher(reading);
  }

  watch(listener: (reading: ClockReading) => void): () => void {
    this.#watchers.add(listener);
    return () => this.#watchers.delete(listener);
  }

  stop(): void {
    clearTimeout(this.#timer);
    clearInterval(this.#keeping);
    this.#keep(this.nowMs());
  }

  #speed(): number {
    return this.#held ? 0 : this.#setSpeed;
  }

  #rebase(ms: number): void {
    this.#baseMs = ms;
    this.#baseAtMs = performance.now();
  }

  #keep(nowMs: number): void {
    this.#state.setNote("clock", JSON.stringify({ nowMs, version: this.#version } satisfies Kept));
  }

  #keepAhead(): void {
    this.#keep(this.nowMs() + Math.ceil(KEEP_AHEAD_MS * this.#speed()));
  }

  #runDue(untilMs: number): void {
    for (;;) {
      const dueAtMs = this.nextDueAtMs();
      if (dueAtMs === null || dueAtMs > untilMs) break;
      const work = this.#works.find((each) => each.nextAtMs() === dueAtMs);
      assert(work, "runDue: the earliest moment belongs to some work");
      this.#state.transaction(() => work.run(dueAtMs));
      assert(work.nextAtMs() !== dueAtMs, "runDue: work that was done is not due again at the same moment");
    }
    this.#ranAtMs = untilMs;
  }

  #plan(): void {
    clearTimeout(this.#timer);
    if (this.#speed() === 0) return;
    const dueAtMs = this.nextDueAtMs();
    if (dueAtMs === null) return;
    const waitMs = Math.max(0, Math.ceil((dueAtMs - this.nowMs()) / this.#speed()));
    this.#timer = setTimeout(
      () => {
        this.#runDue(this.nowMs());
        this.#plan();
      },
      Math.min(LONGEST_TIMER_MS, waitMs),
    ).unref();
  }
}

/** The earliest of some moments, of which any may be absent. */
export function earliest(moments: readonly (number | null)[]): number | null {
  let found: number | null = null;
  for (const moment of moments) if (moment !== null && (found === null || moment < found)) found = moment;
  return found;
}
