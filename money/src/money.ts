import type { Clock } from "@kura/shared/clock.ts";
import type { Bps, Cents } from "@kura/shared/money.ts";
import type { FastifyBaseLogger } from "fastify";
import type pg from "pg";
import type { Broker } from "./broker/broker.ts";
import type { Commands } from "./commands.ts";
import type { Bank } from "./treasury/bank.ts";
import type { Dealer } from "./treasury/dealer.ts";

/** What the firm has decided as a business, as data. */
export type Policy = {
  /** The bank and branch of customers' virtual accounts. */
  readonly bankCode: string;
  readonly bankName: string;
  readonly branchCode: string;
  readonly branchName: string;
  readonly accountHolder: string;
  /** Dollars that the pool at the broker is kept at, so that a window can buy before its own dollars arrive. */
  readonly poolTarget: Cents;
  /** The smallest wire worth its fee. */
  readonly leastWire: Cents;
  /** How far a rate may move between a preview and the window that the preview still speaks for. */
  readonly rateMargin: Bps;
};

/** Everything that a use case may need, as one argument. */
export type Money = {
  readonly pool: pg.Pool;
  readonly commands: Commands;
  readonly clock: Clock;
  readonly machineNow: () => Temporal.Instant;
  readonly newId: () => string;
  readonly policy: Policy;
  readonly log: FastifyBaseLogger;
};

/** What the workers need besides: the world beyond us. */
export type World = Money & {
  readonly broker: Broker;
  readonly bank: Bank;
  readonly dealer: Dealer;
  /** How long, in machine time, a worker that says nothing keeps its work; one that lives renews it in time. */
  readonly leaseMs: number;
};
