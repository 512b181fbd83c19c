import type { Bps } from "@kura/shared/money.ts";
import type { Auth } from "./auth/auth.ts";
import type { RateLimits } from "./auth/rate-limit.ts";
import type { BusinessClock } from "./clock/business-clock.ts";
import type { EventFeed } from "./events/feed.ts";
import type { Webhooks } from "./events/webhook.ts";
import type { Faults } from "./faults/faults.ts";
import type { JournalLimits } from "./journals/journal.ts";
import type { Market } from "./market/market.ts";
import type { State } from "./state.ts";

/** What every part of the simulated world works with. */
export type World = {
  state: State;
  clock: BusinessClock;
  feed: EventFeed;
  market: Market;
  faults: Faults;
  webhooks: Webhooks;
  auth: Auth;
  rateLimits: RateLimits;
  journalLimits: JournalLimits;
  /** Whether the broker refuses orders on both sides of one symbol. */
  washTradeCheck: boolean;
  /** Whether sales cost the regulators' fees. */
  fees: boolean;
  /** What is withheld from dividends. */
  withholding: Bps;
  /** The address people's browsers use. */
  publicUrl(): string;
};
