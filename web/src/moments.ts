import type { Language } from "./language.ts";

// `Date` and not `Temporal`: not every phone our customers carry has it yet. Instants arrive as text, are only
// compared and shown, and always in Japanese time, wherever the phone is.

const LOCALES: Record<Language, string> = { ja: "ja-JP", en: "en-GB" };
const formats = new Map<string, Intl.DateTimeFormat>();

function format(language: Language, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${name}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(LOCALES[language], { timeZone: "Asia/Tokyo", ...options });
  formats.set(key, made);
  return made;
}

/** A moment in Japanese time: `3月3日(火) 23:30`. */
export function momentText(instant: string, language: Language): string {
  return `${shortDayOf(instant, language)} ${timeText(instant, language)}`;
}

/** The Japanese time of day of a moment: `23:30`. */
export function timeText(instant: string, language: Language): string {
  return format(language, "time", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(instant));
}

/** The Japanese day of a moment, without the year: `3月3日(火)`. */
export function shortDayOf(instant: string, language: Language): string {
  return format(language, "day", {
    month: language === "ja" ? "long" : "short",
    day: "numeric",
    weekday: "short",
  }).format(new Date(instant));
}

/** The Japanese day of a moment, with the year: `2026年3月3日(火)`. */
export function longDayOf(instant: string, language: Language): string {
  return format(language, "year", { year: "numeric", month: "long", day: "numeric", weekday: "short" }).format(
    new Date(instant),
  );
}

/** The Japanese calendar day of a moment as text, to group by: `2026-03-03`. */
export function calendarDayOf(instant: string): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Tokyo" }).format(new Date(instant));
}

/** A calendar day, which has no time zone: `3月3日(火)`. */
export function dayText(day: string, language: Language): string {
  return format(language, "calendar", {
    timeZone: "UTC",
    month: language === "ja" ? "long" : "short",
    day: "numeric",
    weekday: "short",
  }).format(new Date(`${day}T00:00:00Z`));
}

/** A calendar day with its year: `2026年3月3日`. */
export function longDayText(day: string, language: Language): string {
  return format(language, "calendar year", { timeZone: "UTC", dateStyle: "long" }).format(new Date(`${day}T00:00:00Z`));
}

/** What is left until a moment, in whole days, hours, minutes and seconds; nothing once it has come. */
export type Remaining = { days: number; hours: number; minutes: number; seconds: number };

/** How long it still is until a moment; `null` once it has come. */
export function remaining(untilMs: number, nowMs: number): Remaining | null {
  const total = Math.floor((untilMs - nowMs) / 1000);
  if (total <= 0) return null;
  return {
    days: Math.floor(total / 86_400),
    hours: Math.floor((total % 86_400) / 3_600),
    minutes: Math.floor((total % 3_600) / 60),
    seconds: total % 60,
  };
}
