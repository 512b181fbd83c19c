import { present } from "@kura/shared/assert.ts";
import { type Cents, cents, formatShares, shares, sum } from "@kura/shared/money.ts";
import { findAccount } from "../accounts/account.ts";
import { book } from "../bookings/book.ts";
import { uuidFrom } from "../chance.ts";
import type { DueWork } from "../clock/business-clock.ts";
import { addDays, settlementDayFrom } from "../clock/us-calendar.ts";
import type { World } from "../world.ts";
import { planFees } from "./plan-fees.ts";
import { type Charge, nextChargeMoment, takeCharges } from "./sale.ts";

/** Work `charge fees`: at the end of a trade date each account pays the fees of its sales, once for each kind. */
export function feeWork(world: World): DueWork {
  return {
    nextAtMs: () => nextChargeMoment(world.state),
    run(atMs) {
      for (const charge of takeCharges(world.state, atMs)) bookFees(world, charge, atMs);
    },
  };
}

function bookFees(world: World, { accountId, tradeOn, sales }: Charge, atMs: number): void {
  const { reg, taf } = planFees(sales);
  const { number } = present(findAccount(world.state, accountId), "bookFees: the account exists");
  const qty = formatShares(shares(sum(sales.map((sale) => sale.qty))));
  const trades = `${sales.length} trades) on ${tradeOn} by ${number}`;
  const bookOne = (subtype: "REG" | "TAF", amount: Cents, description: string) => {
    if (amount === 0n) return;
    book(world, atMs, {
      accountId,
      type: "FEE",
      subtype,
      refId: uuidFrom(world.state.seed, "fee", subtype, accountId, tradeOn, atMs),
      net: cents(-amount),
      executedAtMs: atMs,
      settlesOn: settlementDayFrom(addDays(tradeOn, 1)),
      details: { description, system_date: tradeOn },
    });
  };
  bookOne("REG", reg, `REG fee for proceeds of ${qty} shares (${trades}`);
  bookOne("TAF", taf, `TAF fee for proceeds of ${qty} shares (${trades}`);
}
