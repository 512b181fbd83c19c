import type { State } from "../state.ts";
import { type BusinessClock, earliest } from "./business-clock.ts";
import type { Followers } from "./followers.ts";

/** Something outside the followers that an advance also waits for, such as a webhook on its way. */
export type Errand = { busy(): boolean; onChange(listener: () => void): void };

export type AdvanceOutcome = { done: Promise<void> } | { refused: "in_the_past" | "another_advance" };

/** The next moment an advance visits: the earliest due moment after now, at the latest its end. */
export function nextStop(nowMs: number, toMs: number, dueMoments: readonly (number | null)[]): number {
  return earliest([toMs, ...dueMoments.filter((moment) => moment !== null && moment > nowMs)]) ?? toMs;
}

/**
 * The advance protocol: wait until everybody is idle, go to the next due moment, do what is due, tell all, repeat.
 *
 * When the simulated world changed since everybody last looked (an order was placed, a fill happened), everybody is
 * asked to look again at the same moment before time moves on. So whoever reads all news on each change and then
 * reports itself idle never meets news late, and the same seed gives the same day.
 */
export class Advancer {
  readonly #clock: BusinessClock;
  readonly #followers: Followers;
  readonly #errand: Errand;
  #running: { toMs: number; done: Promise<void> } | null = null;
  #stopped = false;
  #worldChanged = false;
  #wake: () => void = () => {};

  constructor(state: State, clock: BusinessClock, followers: Followers, errand: Errand) {
    this.#clock = clock;
    this.#followers = followers;
    this.#errand = errand;
    followers.onChange(() => this.#wake());
    errand.onChange(() => this.#wake());
    state.onChange(() => {
      this.#worldChanged = true;
    });
  }

  /** Starts an advance, or joins the one that goes to the same moment. */
  advance(toMs: number): AdvanceOutcome {
    const running = this.#running;
    if (running) return running.toMs === toMs ? { done: running.done } : { refused: "another_advance" };
    if (toMs < this.#clock.nowMs()) return { refused: "in_the_past" };
    this.#clock.hold();
    const done = this.#travel(toMs).finally(() => this.#arrive());
    this.#running = { toMs, done };
    return { done };
  }

  advancingToMs(): number | null {
    return this.#running?.toMs ?? null;
  }

  stop(): void {
    this.#stopped = true;
    this.#wake();
  }

  async #travel(toMs: number): Promise<void> {
    this.#tellAll();
    for (;;) {
      await this.#untilIdle();
      if (this.#stopped) return;
      if (!this.#worldChanged) {
        const nowMs = this.#clock.nowMs();
        if (nowMs >= toMs) return;
        const due = [this.#followers.nextDueAtMs(), this.#clock.nextDueAtMs()];
        this.#clock.moveTo(nextStop(nowMs, toMs, due));
      }
      this.#tellAll();
    }
  }

  #arrive(): void {
    this.#running = null;
    this.#clock.release();
    // Time runs again: everybody needs to know the speed.
    if (!this.#stopped && this.#clock.getSetSpeed() > 0) this.#clock.announce();
  }

  #tellAll(): void {
    this.#worldChanged = false;
    this.#clock.announce();
  }

  #everybodyIdle(): boolean {
    const { version, nowMs } = this.#clock.read();
    return !this.#errand.busy() && this.#followers.allIdle(version, nowMs);
  }

  async #untilIdle(): Promise<void> {
    while (!this.#stopped && !this.#everybodyIdle()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
