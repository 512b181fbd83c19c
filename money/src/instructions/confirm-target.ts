import { yen } from "@kura/shared/money.ts";
import { type Command, lock, shareLock } from "../command.ts";
import { rows } from "../db.ts";
import { cash, held } from "../ledger/accounts.ts";
import { listSymbols, type SymbolRow } from "../market/symbols.ts";
import { findPortfolios, type Portfolio } from "../portfolios/find-portfolios.ts";
import { checkTarget, type TargetHolding } from "../portfolios/rules.ts";
import { refuse } from "../refusal.ts";
import { receiveInstruction } from "./receive.ts";
import { pickWindow } from "./windows.ts";

export type ConfirmTarget = {
  readonly customerId: string;
  readonly holdings: readonly TargetHolding[];
  readonly source: { readonly portfolioId: string; readonly version: number } | null;
  /** The windows that free yen could go to, the next one first. */
  readonly windowIds: readonly string[];
};

export type ConfirmedTarget = { targetId: string; version: number; confirmedAt: string };
type Loaded = {
  readonly symbols: ReadonlyMap<string, SymbolRow>;
  readonly portfolios: readonly Portfolio[];
  readonly versions: ReadonlyMap<string, number>;
};

/**
 * A customer confirms a target portfolio, built or copied. Their last word counts, and whatever free yen
 * they have already sent are the instruction to invest after it.
 */
export const confirmTarget: Command<ConfirmTarget, ConfirmedTarget, Loaded> = {
  name: "confirmTarget",
  locks: ({ customerId, windowIds }) => [
    ...windowIds.map((id) => shareLock("windows", id)),
    lock("customers", customerId),
    cash(customerId, "JPY"),
    held(customerId, "JPY"),
  ],

  async load(tx, inputs) {
    const versions = await rows<{ customer_id: string; version: number }>(
      tx,
      "select customer_id, max(version) as version from targets where customer_id = any($1::uuid[]) group by customer_id",
      [inputs.map((input) => input.customerId)],
    );
    const symbols = await listSymbols(tx);
    return {
      symbols: new Map(symbols.map((row) => [row.symbol, row])),
      portfolios: await findPortfolios(tx),
      versions: new Map(versions.map((row) => [row.customer_id, row.version])),
    };
  },

  decide(state, input, { now, newId, loaded }) {
    const customer = state.find("customers", input.customerId);
    if (!customer) return refuse("account_not_found");
    if (customer.trading_frozen) return refuse("account_frozen");
    const wrong = checkTarget(input.holdings, loaded.symbols);
    if (wrong) return wrong;
    const { source } = input;
    if (source) {
      const portfolio = loaded.portfolios.find((one) => one.id === source.portfolioId);
      if (!portfolio) return refuse("portfolio_not_found");
      if (portfolio.version !== source.version) return refuse("portfolio_version_gone");
    }

    const targetId = newId();
    const version = (loaded.versions.get(customer.id) ?? 0) + 1;
    const free = yen(state.balance(cash(customer.id, "JPY")));
    const window = pickWindow(
      input.windowIds.map((id) => state.find("windows", id)),
      now,
    );
    const received =
      free > 0n && window
        ? receiveInstruction({ now, newId }, { customerId: customer.id, targetId, amount: free, window })
        : null;
    const target = {
      id: targetId,
      customer_id: customer.id,
      version,
      confirmed_at: now,
      source_id: source?.portfolioId ?? null,
      source_version: source?.version ?? null,
    };
    return {
      insert: [
        { table: "targets", row: target },
        ...input.holdings.map(({ symbol, weightBps }) => ({
          table: "target_holdings",
          row: { target_id: targetId, symbol, weight_bps: weightBps },
        })),
        ...(received ? [received.insert] : []),
      ],
      entries: received ? [received.entry] : [],
      events: [
        { kind: "target_confirmed", customerId: customer.id, subject: targetId },
        ...(received ? [received.event] : []),
      ],
      answer: { targetId, version, confirmedAt: now.toString() },
    };
  },
};
