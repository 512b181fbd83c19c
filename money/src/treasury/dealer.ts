import { type Cents, centsToYen, formatCents, type Rate, type Yen } from "@kura/shared/money.ts";
import { z } from "zod";
import { connectPartner, PartnerError, type Question, readAnswer } from "../broker/partner.ts";
import { CentsValue, InstantValue, RateValue, YenValue } from "../broker/wire-values.ts";

const PAIR = "USDJPY";

/** What the dealer pays (`bid`) and asks (`ask`) for one dollar, in yen. */
export type FxQuote = { readonly bid: Rate; readonly mid: Rate; readonly ask: Rate; readonly at: Temporal.Instant };

export type BuyDollars = { readonly usd: Cents; readonly clientReference: string };

/** Dollars bought with value today: `jpy` is what they cost the firm. */
export type Deal = {
  readonly reference: string;
  readonly rate: Rate;
  readonly usd: Cents;
  readonly jpy: Yen;
  readonly dealtAt: Temporal.Instant;
};

/**
 * The dealer in the market for dollars.
 *
 * A deal is known by our reference: the same order again is the same deal, at the rate of the first time. So after an
 * outage or an unreadable answer (`PartnerError`) the caller asks again with the same reference. A `refused` one is
 * none; its `code` says why.
 */
export type Dealer = {
  quote(): Promise<FxQuote>;
  buy(order: BuyDollars): Promise<Deal>;
  close(): Promise<void>;
};

export type DealerAddress = {
  readonly url: string;
  readonly key: string;
  readonly secret: string;
  readonly timeoutMs?: number;
};

const QuoteValue = z
  .object({ pair: z.literal(PAIR), bid: RateValue, mid: RateValue, ask: RateValue, at: InstantValue })
  .refine(({ bid, mid, ask }) => 0n < bid && bid <= mid && mid <= ask, "bid, mid and ask are in this order")
  .transform(({ bid, mid, ask, at }): FxQuote => ({ bid, mid, ask, at }));

const DealValue = z.object({
  reference: z.string().min(1),
  rate: RateValue,
  usd: CentsValue,
  jpy: YenValue,
  dealtAt: InstantValue,
});

/** Connects to the dealer. */
export function connectDealer(address: DealerAddress): Dealer {
  const partner = connectPartner({ ...address, name: "dealer" });
  const ask = async <Schema extends z.ZodType>(question: Question, schema: Schema) =>
    readAnswer(partner, question, await partner.ask(question), schema);

  return {
    quote: () => ask({ method: "GET", path: `/fx/quotes/${PAIR}` }, QuoteValue),
    async buy({ usd, clientReference }): Promise<Deal> {
      const body = { pair: PAIR, side: "buy", usd: formatCents(usd), clientReference };
      const deal = await ask({ method: "POST", path: "/fx/deals", body }, DealValue);
      // The dealer rounds up to the yen. A deal that does not add up is not booked: a person has to look at it.
      if (deal.usd === usd && deal.jpy === centsToYen(usd, deal.rate, "up")) return deal;
      throw new PartnerError("unreadable", `dealer: deal ${deal.reference} for ${clientReference} does not add up`);
    },
    close: () => partner.close(),
  };
}
