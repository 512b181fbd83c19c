import { newYorkMoment, type TradingDay } from "@kura/shared/calendar.ts";
import { z } from "zod";
import type { BrokerAccount, BrokerAsset, BrokerPosition, Quote } from "./broker.ts";
import { DayValue, InstantValue, PriceValue, SharesValue, WrittenCents } from "./wire-values.ts";

/** The pool's account. A flag that an older body lacks is not set. */
export const AccountValue = z
  .object({
    cash: WrittenCents,
    buying_power: WrittenCents,
    status: z.string(),
    trading_blocked: z.boolean().nullish(),
    account_blocked: z.boolean().nullish(),
    trade_suspended_by_user: z.boolean().nullish(),
  })
  .transform(
    (account): BrokerAccount => ({
      cash: account.cash.cents,
      cashText: account.cash.text,
      buyingPower: account.buying_power.cents,
      status: account.status,
      blocked:
        account.status !== "ACTIVE" ||
        [account.trading_blocked, account.account_blocked, account.trade_suspended_by_user].includes(true),
    }),
  );

export const PositionList = z.array(
  z
    .object({ symbol: z.string().min(1), qty: SharesValue, qty_available: SharesValue.nullish() })
    .transform(
      ({ symbol, qty, qty_available }): BrokerPosition => ({ symbol, quantity: qty, available: qty_available ?? qty }),
    ),
);

export const AssetList = z.array(
  z
    .object({
      symbol: z.string().min(1),
      name: z.string().nullish(),
      status: z.string(),
      tradable: z.boolean(),
      fractionable: z.boolean().nullish(),
    })
    .transform(
      ({ symbol, name, status, tradable, fractionable }): BrokerAsset => ({
        symbol,
        name: name ?? symbol,
        tradable: tradable && status === "active",
        fractionable: fractionable ?? false,
      }),
    ),
);

const Time = z.string().regex(/^\d{2}:\d{2}$/);

/** Sessions in New York's wall-clock time. Without its settlement day a session cannot be traded in. */
export const CalendarList = z.array(
  z.object({ date: DayValue, open: Time, close: Time, settlement_date: DayValue }).transform(
    ({ date, open, close, settlement_date }): TradingDay => ({
      date,
      openAt: newYorkMoment(date, open),
      closeAt: newYorkMoment(date, close),
      settlesOn: settlement_date,
    }),
  ),
);

/** Market data writes prices as numbers, and a side without a quote as 0. */
export const QuoteMap = z
  .object({ quotes: z.record(z.string(), z.object({ bp: PriceValue, ap: PriceValue, t: InstantValue })) })
  .transform(({ quotes }) => {
    const twoSided = Object.entries(quotes).filter(([, { bp, ap }]) => bp > 0n && ap > 0n);
    return new Map(twoSided.map(([symbol, { bp, ap, t }]): [string, Quote] => [symbol, { bid: bp, ask: ap, at: t }]));
  });
