import { readFileSync } from "node:fs";
import { z } from "zod";
import { ConfigError, isSpeed } from "./config.ts";
import { ActionRequest } from "./corporate-actions/read-action.ts";
import { scheduleAction } from "./corporate-actions/schedule.ts";
import { FaultRuleBody, readFaultRule } from "./faults/route.ts";
import { isRefusal } from "./http.ts";
import type { World } from "./world.ts";

/** One part of a scenario: its name in the file, what it may hold, and how it comes about in a new world. */
export type ScenarioSection<Value = unknown> = {
  name: string;
  schema: z.ZodType<Value>;
  apply(world: World, nowMs: number, value: Value): void;
};

/** Makes a section whose value is of the type that its schema reads. */
export function scenarioSection<Value>(section: ScenarioSection<Value>): ScenarioSection {
  return { ...section, apply: (world, nowMs, value) => section.apply(world, nowMs, section.schema.parse(value)) };
}

/** What a scenario can hold. A part of the simulator that has something to say at the beginning adds its own. */
export const SECTIONS: readonly ScenarioSection[] = [
  scenarioSection({
    name: "speed",
    schema: z.number().refine(isSpeed, "is from 0 to 100000"),
    apply: ({ clock }, _nowMs, speed) => clock.setSpeed(speed),
  }),
  scenarioSection({
    name: "faults",
    schema: z.array(FaultRuleBody) as unknown as z.ZodType<z.output<typeof FaultRuleBody>[]>,
    apply({ faults, market }, _nowMs, rules) {
      for (const [index, body] of rules.entries()) {
        const rule = readFaultRule(body, (symbol) => market.find(symbol)?.symbol ?? null);
        if (isRefusal(rule)) throw new ConfigError(`scenario: faults.${index}: ${rule.refused.detail}.`);
        faults.add(rule);
      }
    },
  }),
  scenarioSection({
    name: "corporateActions",
    schema: z.array(ActionRequest),
    apply(world, nowMs, actions) {
      for (const [index, action] of actions.entries()) {
        const scheduled = scheduleAction(world, nowMs, action);
        if (isRefusal(scheduled)) {
          throw new ConfigError(`scenario: corporateActions.${index}: ${scheduled.refused.detail}`);
        }
      }
    },
  }),
];

const NOTE = "scenario";

/** Lets a new world begin as a file says. A world that has begun already goes on as it is. */
export function beginScenario(world: World, file: string | undefined, sections = SECTIONS): void {
  const { state, clock } = world;
  if (state.getNote(NOTE) !== null) return;
  const scenario = file === undefined ? {} : readScenario(file, sections);
  clock.act((nowMs) => {
    state.setNote(NOTE, file ?? "none");
    for (const { name, apply } of sections) if (name in scenario) apply(world, nowMs, scenario[name]);
  });
}

/** Reads a scenario, and says in a sentence what is wrong with one that cannot be used. */
function readScenario(file: string, sections: readonly ScenarioSection[]): Record<string, unknown> {
  let text: string;
  let value: unknown;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new ConfigError(`scenario: ${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
  try {
    value = JSON.parse(text);
  } catch {
    throw new ConfigError(`scenario: ${file} is not JSON.`);
  }
  const shape = Object.fromEntries(sections.map(({ name, schema }) => [name, schema.optional()]));
  const read = z.strictObject({ about: z.string().optional(), ...shape }).safeParse(value);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  throw new ConfigError(`scenario: ${[issue?.path.join("."), issue?.message].filter(Boolean).join(": ")}.`);
}
