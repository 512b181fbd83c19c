import { measureCreate } from "./bench-broker-create.ts";
import { measureIntake } from "./bench-broker-intake.ts";
import { measureReplay } from "./bench-broker-replay.ts";
import type { Measure } from "./bench-rounds.ts";

/** How much each measure of the broker does in a round. */
export type BrokerSizes = {
  readonly orders: number;
  readonly connections: number;
  readonly events: number;
  readonly storedEvents: number;
};

const SIZES: BrokerSizes = { orders: 4_000, connections: 32, events: 50_000, storedEvents: 1_000_000 };

/** The broker: orders through the simulator, its events through the adapter, and a long history replayed. */
export function brokerMeasures(sizes: BrokerSizes = SIZES): readonly Measure[] {
  return [measureCreate(sizes), measureIntake(sizes), measureReplay(sizes)];
}
