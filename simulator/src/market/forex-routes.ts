import { brokerAnswer, isBrokerRefusal } from "../broker-http.ts";
import { newYorkDay, newYorkMoment } from "../clock/us-calendar.ts";
import { fxQuote } from "../fx/rate.ts";
import { type App, formatMoment } from "../http.ts";
import type { World } from "../world.ts";
import { malformed, type Query, readHistory, readNames } from "./data-query.ts";
import { takePage } from "./page.ts";
import { exact } from "./price-view.ts";

/** The one pair that the dealer quotes. */
const PAIR = "USDJPY";
const DAY_MS = 86_400_000;
const STEPS: Readonly<Record<string, number>> = {
  ...{ "5Sec": 5_000, "5S": 5_000 },
  ...{ "1Min": 60_000, "1T": 60_000 },
  ...{ "1Day": DAY_MS, "1D": DAY_MS },
};

/** Currencies, as market data shows them: the dealer's own rates, now and in the past. */
export function forexRoutes(app: App, { state, clock }: World): void {
  const view = (atMs: number) => {
    const { bid, mid, ask } = fxQuote(state.seed, atMs);
    return { bp: exact(bid), mp: exact(mid), ap: exact(ask), t: formatMoment(atMs) };
  };

  app.get<{ Querystring: Query }>("/v1beta1/forex/latest/rates", (request, reply) => {
    const pairs = readNames(request.query, "currency_pairs");
    if (isBrokerRefusal(pairs)) return brokerAnswer(reply, pairs);
    const { atMs } = fxQuote(state.seed, clock.nowMs());
    const known = pairs.filter((pair) => pair === PAIR);
    return brokerAnswer(reply, { rates: Object.fromEntries(known.map((pair) => [pair, view(atMs)])) });
  });

  app.get<{ Querystring: Query }>("/v1beta1/forex/rates", (request, reply) => {
    const pairs = readNames(request.query, "currency_pairs");
    if (isBrokerRefusal(pairs)) return brokerAnswer(reply, pairs);
    const { timeframe = "1Min" } = request.query;
    const stepMs = STEPS[String(timeframe)];
    if (stepMs === undefined) return brokerAnswer(reply, malformed(`invalid timeframe: ${timeframe}`));
    const known = pairs.filter((pair) => pair === PAIR);
    const history = readHistory(request.query, known, clock.nowMs());
    if (isBrokerRefusal(history)) return brokerAnswer(reply, history);
    const page = takePage(history, function* (_pair, fromMs, toMs) {
      for (const atMs of momentsBetween(stepMs, fromMs, toMs, history.descending)) {
        // While the dealer rests there is no new rate to show.
        if (fxQuote(state.seed, atMs).atMs === atMs) yield { atMs, view: view(atMs) };
      }
    });
    return brokerAnswer(reply, { rates: page.bySymbol, next_page_token: page.nextPageToken });
  });
}

/** The moments of a rhythm; that of days begins at midnight in New York. */
function* momentsBetween(stepMs: number, fromMs: number, toMs: number, descending: boolean): Generator<number> {
  const on = (index: number) => (stepMs === DAY_MS ? midnight(index) : index * stepMs);
  const [first, last] = [Math.floor(fromMs / stepMs) - 1, Math.ceil(toMs / stepMs) + 1];
  for (let away = 0; away <= last - first; away += 1) {
    const atMs = on(descending ? last - away : first + away);
    if (atMs >= fromMs && atMs <= toMs) yield atMs;
  }
}

/** Midnight in New York before noon (UTC) of a day since 1970. */
function midnight(day: number): number {
  return newYorkMoment(newYorkDay(day * DAY_MS + DAY_MS / 2), "00:00");
}
