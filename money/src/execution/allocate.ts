import { hash } from "node:crypto";
import { assert } from "@kura/shared/assert.ts";
import { type Cents, cents, type Shares, shares, split, sum } from "@kura/shared/money.ts";

/** One customer's part in a purchase block: what was set aside for it. */
export type Hold = {
  /** Names the part for the business: window, symbol, side, chunk and customer number. Never a generated id. */
  readonly key: string;
  readonly hold: Cents;
};

/** An executed purchase block, waiting for its owners. */
export type FilledBuy = { readonly filled: Shares; readonly cost: Cents; readonly holds: readonly Hold[] };

/** What one customer gets, pays, and gets back. */
export type AllocatedBuy = {
  readonly key: string;
  readonly shares: Shares;
  readonly cost: Cents;
  /** The rest of the hold, free again. */
  readonly released: Cents;
};

export type Allocation = {
  /** In the order of the holds given. */
  readonly parts: readonly AllocatedBuy[];
  /**
   * Cost beyond the sum of all holds, which the firm bears (`firm:rounding`). Below zero only where the broker gave us
   * money for a purchase: nobody is paid for buying, so the firm keeps it until a person has looked.
   */
  readonly rounding: Cents;
};

/**
 * Allocates an executed purchase block, whole or partly filled, to the customers it was for.
 *
 * Shares and cost are pro rata to the holds, to the billionth of a share and to the cent; what rounding leaves goes to
 * the largest fractions, so that every part belongs to someone. Nobody pays more than was held for them: holds cover
 * the cost pro rata, and cost beyond all holds is the firm's.
 *
 * Equal fractions are served in the order of the SHA-256 of their business keys. That order is as good as drawn anew
 * in every block, so that nobody is always last, and it is the same again when a day is repeated from its seed. Who is
 * first for a left-over billionth is first for a left-over cent too.
 */
export function allocateBuy({ filled, cost, holds }: FilledBuy): Allocation {
  assert(holds.length > 0, "allocateBuy: a block is for someone");
  assert(
    holds.every(({ hold }) => hold > 0n),
    "allocateBuy: every hold is positive",
  );
  assert(filled >= 0n, "allocateBuy: what was bought is not negative");
  assert(filled > 0n || cost === 0n, "allocateBuy: nothing bought costs nothing");

  const served = serviceOrder(holds);
  const weights = served.map(({ hold }) => hold);
  const held = sum(weights);
  const paid = cost < 0n ? 0n : cost < held ? cost : held;
  const [shareParts, costParts] = [split(filled, weights), split(paid, weights)];

  const byKey = new Map(
    served.map(({ key, hold }, index): [string, AllocatedBuy] => {
      const part = cents(costParts[index]!);
      assert(part <= hold, "allocateBuy: nobody pays more than was held");
      return [key, { key, shares: shares(shareParts[index]!), cost: part, released: cents(hold - part) }];
    }),
  );
  return { parts: holds.map(({ key }) => byKey.get(key)!), rounding: cents(cost - paid) };
}

/** Who comes first among equals. Nothing but the keys decides it. */
function serviceOrder(holds: readonly Hold[]): readonly Hold[] {
  const keyed = holds.map((hold) => ({ hold, rank: hash("sha256", hold.key) }));
  keyed.sort((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0));
  assert(
    keyed.every(({ rank }, index) => rank !== keyed[index + 1]?.rank),
    "allocateBuy: each key comes once",
  );
  return keyed.map(({ hold }) => hold);
}
