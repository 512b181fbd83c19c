/** Our two languages. */
export type Locale = "ja" | "en";

const ZONE = "Asia/Tokyo";

/** An instant as an operator reads it, in Japan time: `2026/03/02 23:30` or `2026-03-02 23:30`. */
export function formatInstant(instant: string, locale: Locale, seconds = false): string {
  const part = partsOf(instant);
  const dash = locale === "ja" ? "/" : "-";
  const time = `${part("hour")}:${part("minute")}${seconds ? `:${part("second")}` : ""}`;
  return `${part("year")}${dash}${part("month")}${dash}${part("day")} ${time}`;
}

/** The weekday of an instant in Japan: `月` or `Mon`. */
export function formatWeekday(instant: string, locale: Locale): string {
  return new Intl.DateTimeFormat(locale, { timeZone: ZONE, weekday: "short" }).format(new Date(instant));
}

/** A calendar day as an operator reads it: `2026/03/02` or `2026-03-02`. */
export function formatDay(day: string, locale: Locale): string {
  return locale === "ja" ? day.replaceAll("-", "/") : day;
}

/** How long something has waited, in the two largest units that tell. */
export function ageOf(milliseconds: number): { unit: "minutes" | "hours" | "days"; count: number; rest: number } {
  const minutes = Math.max(0, Math.floor(milliseconds / 60_000));
  if (minutes < 60) return { unit: "minutes", count: minutes, rest: 0 };
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return { unit: "hours", count: hours, rest: minutes % 60 };
  return { unit: "days", count: Math.floor(hours / 24), rest: hours % 24 };
}

/** Whole years between a birthday and an instant, counted in Japan. */
export function yearsBetween(birthOn: string, instant: string): number {
  const part = partsOf(instant);
  const [year = 0, month = 0, day = 0] = birthOn.split("-").map(Number);
  const reached = Number(part("month")) * 100 + Number(part("day")) >= month * 100 + day;
  return Number(part("year")) - year - (reached ? 0 : 1);
}

const FORMAT = new Intl.DateTimeFormat("en-CA", {
  timeZone: ZONE,
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});

function partsOf(instant: string): (type: Intl.DateTimeFormatPartTypes) => string {
  const parts = new Map(FORMAT.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]));
  return (type) => parts.get(type) ?? "";
}
