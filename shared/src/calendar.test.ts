import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addDays,
  domesticDates,
  isBefore,
  isDay,
  japaneseBusinessDays,
  newYorkDay,
  newYorkMoment,
  type TradingDay,
  tokyoDay,
  tokyoMoment,
  usCalendar,
} from "./calendar.ts";

/** Full-day closures of the New York Stock Exchange, from its own announcements. */
const CLOSED = new Set(
  `2017-09-04 2017-11-23 2017-12-25 2018-01-01
   2023-11-23 2023-12-25 2024-01-01 2024-01-15 2024-02-19 2024-03-29 2024-05-27 2024-06-19 2024-07-04 2024-09-02
   2024-11-28 2024-12-25 2025-01-01 2025-01-09 2025-01-20 2025-02-17 2025-04-18 2025-05-26 2025-06-19 2025-07-04
   2025-09-01 2025-11-27 2025-12-25 2026-01-01 2026-01-19 2026-02-16 2026-04-03 2026-05-25 2026-06-19 2026-07-03
   2026-09-07 2026-11-26 2026-12-25 2027-01-01 2027-01-18 2027-02-15 2027-03-26 2027-05-31 2027-06-18 2027-07-05
   2027-09-06 2027-11-25 2027-12-24 2028-01-17 2028-02-21`.split(/\s+/),
);
const HALF_DAYS = new Set(["2024-11-29", "2025-07-03", "2025-11-28", "2025-12-24", "2026-11-27", "2026-12-24"]);
/** Days on which the market trades but banks are closed, so that nothing settles (Columbus Day, Veterans Day). */
const NOT_SETTLING = new Set(["2024-10-14", "2024-11-11", "2025-10-13", "2025-11-11", "2026-10-12", "2026-11-11"]);

const isSession = (date: string) => Temporal.PlainDate.from(date).dayOfWeek < 6 && !CLOSED.has(date);
const settlementAfter = (date: string): string => {
  const next = addDays(date, 1);
  return isSession(next) && !NOT_SETTLING.has(next) ? next : settlementAfter(next);
};

function sessions(from: string, to: string): TradingDay[] {
  const days: TradingDay[] = [];
  for (let date = from; date <= to; date = addDays(date, 1)) {
    if (!isSession(date)) continue;
    const closeAt = newYorkMoment(date, HALF_DAYS.has(date) ? "13:00" : "16:00");
    days.push({ date, openAt: newYorkMoment(date, "09:30"), closeAt, settlesOn: settlementAfter(date) });
  }
  return days;
}

const US = usCalendar(sessions("2023-11-01", "2028-02-28"));
const JAPAN = japaneseBusinessDays();
const tradeDays = fc.constantFrom(...US.days.filter((day) => day.date < "2028-02-01"));
const moments = fc
  .integer({ min: Date.parse("2023-11-02"), max: Date.parse("2028-02-20") })
  .map((ms) => Temporal.Instant.fromEpochMilliseconds(ms));

describe("US sessions", () => {
  test("the next session is the first that opens after the moment", () => {
    fc.assert(
      fc.property(moments, (now) => {
        expect(US.nextSession(now)).toBe(US.days.find((day) => isBefore(now, day.openAt)));
      }),
    );
  });

  test("at the very opening a session is under way and no longer next", () => {
    fc.assert(
      fc.property(tradeDays, (day) => {
        expect(US.findSession(day.openAt)).toBe(day);
        expect(US.nextSession(day.openAt).date > day.date).toBe(true);
        expect(US.nextSession(day.openAt.subtract({ nanoseconds: 1 }))).toBe(day);
        expect(US.findSession(day.closeAt)).toBeNull();
        expect(US.findSession(day.closeAt.subtract({ nanoseconds: 1 }))).toBe(day);
      }),
    );
  });

  test("the order of the broker's list does not matter", () => {
    expect(usCalendar(US.days.toReversed()).days).toEqual(US.days);
  });

  test("a half day ends at 13:00 in New York, which is 03:00 in Tokyo", () => {
    const day = US.findDay("2026-11-27");
    expect(day?.closeAt).toEqual(tokyoMoment("2026-11-28", "03:00"));
    expect(US.findSession(tokyoMoment("2026-11-28", "03:00"))).toBeNull();
  });

  test("a closed day has no session and is not a trade date", () => {
    expect(US.findDay("2026-07-03")).toBeNull();
    expect(() => US.settlesOn("2026-07-03")).toThrow(/has a session/);
  });

  test("a trade before a bank holiday on which the market is open settles after it", () => {
    expect(US.settlesOn("2026-11-10")).toBe("2026-11-12");
    expect(US.settlesOn("2026-10-09")).toBe("2026-10-13");
    expect(US.settlesOn("2026-03-06")).toBe("2026-03-09");
  });

  test("to ask beyond the list is our bug, never a closed market", () => {
    expect(() => US.findDay("2029-01-02")).toThrow(/is between/);
    expect(() => US.findDay("2020-01-02")).toThrow(/is between/);
    expect(() => US.findDay("2026-3-2")).toThrow(/is between/);
    expect(() => US.nextSession(newYorkMoment("2028-06-01", "09:30"))).toThrow(/reaches beyond/);
    expect(() => usCalendar([]).findDay("2026-03-02")).toThrow();
  });

  test("a list that cannot be right is not taken", () => {
    const [day] = sessions("2026-03-02", "2026-03-02") as [TradingDay];
    expect(() => usCalendar([day, day])).toThrow(/once/);
    expect(() => usCalendar([{ ...day, date: "2026-03-03" }])).toThrow(/opens on that day/);
    expect(() => usCalendar([{ ...day, closeAt: day.openAt }])).toThrow(/before it closes/);
    expect(() => usCalendar([{ ...day, settlesOn: day.date }])).toThrow(/settles later/);
  });
});

describe("Japanese business days", () => {
  test("no Saturday, Sunday, holiday or day of the year's end is one", () => {
    const closed =
      "2025-12-31 2026-01-01 2026-01-02 2026-01-03 2026-01-12 2026-02-11 2026-02-23 2026-03-20 2026-04-29 " +
      "2026-05-04 2026-05-05 2026-05-06 2026-07-20 2026-08-11 2026-09-21 2026-09-22 2026-09-23 2026-10-12 " +
      "2026-11-03 2026-11-23 2026-12-31 2027-03-22 2028-02-11";
    for (const day of closed.split(" ")) expect([day, JAPAN.isOpen(day)]).toEqual([day, false]);
    const open = "2025-12-30 2026-01-05 2026-05-01 2026-05-07 2026-12-25 2026-12-30 2028-02-29 2024-02-29";
    for (const day of open.split(" ")) expect([day, JAPAN.isOpen(day)]).toEqual([day, true]);
  });

  test("the next business day is open, later, and nothing open lies between", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 365 * 40 }), (count) => {
        const day = addDays("1990-01-01", count);
        const next = JAPAN.next(day);
        expect(JAPAN.isOpen(next)).toBe(true);
        expect(next > day).toBe(true);
        for (let between = addDays(day, 1); between < next; between = addDays(between, 1)) {
          expect(JAPAN.isOpen(between)).toBe(false);
        }
      }),
    );
  });

  test("Golden Week and New Year are skipped as a whole", () => {
    expect(JAPAN.next("2026-05-01")).toBe("2026-05-07");
    expect(JAPAN.next("2025-12-30")).toBe("2026-01-05");
    // Ten days in a row, when the throne passed on.
    expect(JAPAN.next("2019-04-26")).toBe("2019-05-07");
  });

  test("our own table wins over the rules, both ways", () => {
    const table = [
      { date: "2026-03-02", open: false, reason: "a day of mourning", decidedOn: "2026-02-20" },
      { date: "2026-03-20", open: true, reason: "the equinox was moved", decidedOn: "2025-02-03" },
    ];
    const days = japaneseBusinessDays(table);
    expect([days.isOpen("2026-03-02"), days.isOpen("2026-03-20")]).toEqual([false, true]);
    expect(days.next("2026-02-27")).toBe("2026-03-03");
    expect(() => japaneseBusinessDays([table[0]!, table[0]!])).toThrow(/once/);
  });

  test("outside the years of the holiday list we do not guess", () => {
    expect(() => JAPAN.isOpen("2051-01-04")).toThrow(/2050/);
  });
});

describe("domestic dates of a US trade", () => {
  const dates = (usTradeOn: string, us = US) => {
    const { domesticTradeOn, domesticSettlesOn } = domesticDates(usTradeOn, us, JAPAN);
    return `${domesticTradeOn} ${domesticSettlesOn}`;
  };

  test("Monex's example: traded on 2017-09-05, the domestic dates are the 6th and the 8th", () => {
    expect(dates("2017-09-05", usCalendar(sessions("2017-09-01", "2017-12-29")))).toBe("2017-09-06 2017-09-08");
  });

  test("SMBC Nikko's table: every trade of New Year 2023/24 is domestic on January 4 and settles on the 9th", () => {
    for (const day of ["2023-12-29", "2024-01-02", "2024-01-03"]) expect(dates(day)).toBe("2024-01-04 2024-01-09");
  });

  test("trades around Golden Week share one domestic trade date", () => {
    for (const day of ["2026-05-01", "2026-05-04", "2026-05-05", "2026-05-06"]) {
      expect(dates(day)).toBe("2026-05-07 2026-05-11");
    }
  });

  test("a day on which only Japan is open is a domestic trade date but is not counted further", () => {
    // 2026-07-03: the US celebrates Independence Day. 2026-11-26: Thanksgiving.
    expect(dates("2026-07-02")).toBe("2026-07-03 2026-07-07");
    expect(dates("2026-11-24")).toBe("2026-11-25 2026-11-30");
    expect(dates("2026-12-23")).toBe("2026-12-24 2026-12-29");
  });

  test("a trade on the evening of the year's last business day is domestic in the new year", () => {
    expect(dates("2025-12-30")).toBe("2026-01-05 2026-01-07");
    expect(dates("2024-02-28")).toBe("2024-02-29 2024-03-04");
  });

  test("the customer's leg settles on a day open on both sides, never before the broker's leg", () => {
    for (const day of US.days.filter(({ date }) => date < "2028-02-01")) {
      const { domesticTradeOn, domesticSettlesOn } = domesticDates(day.date, US, JAPAN);
      expect(JAPAN.next(day.date)).toBe(domesticTradeOn);
      expect(JAPAN.isOpen(domesticSettlesOn) && US.findDay(domesticSettlesOn) !== null).toBe(true);
      const joint: string[] = [];
      for (let next = addDays(domesticTradeOn, 1); next <= domesticSettlesOn; next = addDays(next, 1)) {
        if (JAPAN.isOpen(next) && US.findDay(next) !== null) joint.push(next);
      }
      expect(joint).toHaveLength(2);
      expect([day.date, domesticSettlesOn >= day.settlesOn]).toEqual([day.date, true]);
    }
  });

  test("later trades never have earlier domestic dates", () => {
    const all = US.days.filter(({ date }) => date < "2028-02-01").map(({ date }) => dates(date));
    expect(all).toEqual(all.toSorted());
  });

  test("a day without a session has no domestic dates", () => {
    expect(() => dates("2026-07-03")).toThrow(/has a session/);
  });
});

describe("days and moments", () => {
  test("the opening is 23:30 in Tokyo in winter and 22:30 in summer", () => {
    expect(newYorkMoment("2026-03-06", "09:30")).toEqual(tokyoMoment("2026-03-06", "23:30"));
    expect(newYorkMoment("2026-03-09", "09:30")).toEqual(tokyoMoment("2026-03-09", "22:30"));
    expect(newYorkMoment("2026-10-30", "09:30")).toEqual(tokyoMoment("2026-10-30", "22:30"));
    expect(newYorkMoment("2026-11-02", "09:30")).toEqual(tokyoMoment("2026-11-02", "23:30"));
  });

  test("a wall-clock time that daylight saving skips or repeats is refused", () => {
    expect(() => newYorkMoment("2026-03-08", "02:30")).toThrow();
    expect(() => newYorkMoment("2026-11-01", "01:30")).toThrow();
  });

  test("a moment lies on the day of which it is a time", () => {
    const days = fc.integer({ min: 0, max: 3000 }).map((count) => addDays("2023-01-01", count));
    const times = fc.integer({ min: 3 * 60, max: 24 * 60 - 1 });
    fc.assert(
      fc.property(days, times, (day, minutes) => {
        const time = `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
        expect(newYorkDay(newYorkMoment(day, time))).toBe(day);
        expect(tokyoDay(tokyoMoment(day, time))).toBe(day);
      }),
    );
  });

  test("only days that exist are days", () => {
    expect(["2028-02-29", "2024-02-29", "2026-12-31"].every(isDay)).toBe(true);
    const wrong = [
      "2026-02-29",
      "2100-02-29",
      "2026-13-01",
      "2026-2-1",
      "20260201",
      "",
      "2026-02-01T00:00",
      "+002026-01-01",
    ];
    expect(wrong.some(isDay)).toBe(false);
  });
});
