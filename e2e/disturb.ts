import { chance } from "./chance.ts";
import type { DayWorld } from "./run-days.ts";

/** Before this time of day (in UTC) nothing is cut off and nothing traded. */
const FROM = "13:00";
/** Between two disturbances, in machine time. */
const MOST_WAIT_MS = 250;

/**
 * The same world, in which something happens again and again while business time passes the cut-off and the window,
 * at moments that the seed chooses.
 */
export function disturb<World extends DayWorld>(
  world: World,
  seed: number,
  happen: (nth: number) => Promise<void>,
): World {
  let nth = 0;
  const advance: DayWorld["simulated"]["advance"] = async (to) => {
    const timeOfDay = to.toZonedDateTimeISO("UTC").toPlainTime().toString({ smallestUnit: "minute" });
    let arrived = timeOfDay < FROM;
    const arriving = world.simulated.advance(to).finally(() => {
      arrived = true;
    });
    while (!arrived) {
      await new Promise((resolve) => setTimeout(resolve, chance(seed, MOST_WAIT_MS, "wait", nth)));
      if (arrived) break;
      await happen(nth);
      nth += 1;
    }
    return arriving;
  };
  return { ...world, simulated: { ...world.simulated, advance } };
}
