import { chance } from "../chance.ts";

/** The names under which the broker gives moments; what a client sent as text is never under one of them. */
const MOMENT_NAME = /^(at|t|timestamp|.*_at|.*_time|next_open|next_close|previous_close)$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/;

/** Writes every moment of an answer with nine digits of a second and New York's offset; chance has the last six. */
export function newYorkMoments(seed: number, value: unknown): unknown {
  return JSON.parse(newYorkJson(seed, JSON.stringify(value)));
}

/** The same for JSON text. */
export function newYorkJson(seed: number, json: string): string {
  return JSON.stringify(JSON.parse(json, (name, value) => (isMoment(name, value) ? newYork(seed, value) : value)));
}

function isMoment(name: string, value: unknown): value is string {
  return typeof value === "string" && MOMENT_NAME.test(name) && MOMENT.test(value);
}

function newYork(seed: number, text: string): string {
  const moment = Temporal.Instant.from(text).round({ smallestUnit: "millisecond", roundingMode: "floor" });
  const digits = chance(seed, "nanoseconds", text) % 1_000_000;
  return moment.add({ nanoseconds: digits }).toString({ timeZone: "America/New_York", fractionalSecondDigits: 9 });
}
