import { assert } from "@kura/shared/assert.ts";

/** `JPY`, `USD`, or a security's symbol. */
export type Asset = string;

/** Where a security is kept for tax: 一般, 特定 or NISA. */
export type Wrapper = "general" | "specified" | "nisa";

/** One account of the ledger: a name and the asset it holds. */
export type Account = { readonly name: string; readonly asset: Asset; readonly customerId: string | null };

const customerAccount = (customerId: string, rest: string, asset: Asset): Account => {
  assert(/^[0-9a-f-]{36}$/.test(customerId), "customerAccount: the customer is a UUID");
  return { name: `customer:${customerId}:${rest}`, asset, customerId };
};
const houseAccount = (name: string, asset: Asset): Account => ({ name, asset, customerId: null });

/** A customer's free money. */
export const cash = (customerId: string, asset: "JPY" | "USD"): Account => customerAccount(customerId, "cash", asset);
/** A customer's money set aside for an instruction. */
export const held = (customerId: string, asset: "JPY" | "USD"): Account => customerAccount(customerId, "held", asset);
/** A customer's shares, trade-date. */
export const position = (customerId: string, wrapper: Wrapper, symbol: Asset): Account =>
  customerAccount(customerId, `position:${wrapper}`, symbol);

/** Where customers' yen arrive. */
export const collect = houseAccount("bank:collect", "JPY");
/** Customers' yen, in trust. */
export const trust = houseAccount("bank:trust", "JPY");
/** The firm's own money at the bank. */
export const firmBank = (asset: "JPY" | "USD"): Account => houseAccount("bank:firm", asset);
/** Dollars wired, not yet seen at the broker. */
export const transit = houseAccount("transit", "USD");
/** The pool's settled dollars at the broker. */
export const poolCash = houseAccount("alpaca:cash", "USD");
/** The pool's settled shares at the broker. */
export const poolCustody = (symbol: Asset): Account => houseAccount("alpaca:custody", symbol);
/** Traded with the market, due to settle on a day. */
export const street = (asset: Asset, settlesOn: string): Account => houseAccount(`street:${settlesOn}`, asset);
/** Executed, not yet allocated. */
export const blockAccount = (blockId: string, asset: Asset): Account => houseAccount(`block:${blockId}`, asset);
/** Between what customers exchanged and what the firm covered. */
export const firmFx = (asset: "JPY" | "USD"): Account => houseAccount("firm:fx", asset);
export const firmCapital = (asset: "JPY" | "USD"): Account => houseAccount("firm:capital", asset);
export const firmRevenue = (asset: "JPY" | "USD"): Account => houseAccount("firm:revenue", asset);
/** What no whole cent or billionth could be given to. */
export const firmRounding = (asset: Asset): Account => houseAccount("firm:rounding", asset);
/** Yen that arrived for nobody we know. */
export const suspense = houseAccount("suspense", "JPY");
