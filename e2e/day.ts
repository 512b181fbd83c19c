import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { createDatabase, dropDatabase, ensureRoles } from "../tools/databases.ts";
import { migrate } from "../tools/migrate.ts";
import { startTestServer } from "../tools/test-server.ts";
import { type DayReport, runDays } from "./run-days.ts";

/** `npm run day`: whole business days of a brokerage, headless, and then the proof. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      customers: { type: "string", default: "200" },
      days: { type: "string", default: "1" },
      seed: { type: "string", default: "7" },
      copies: { type: "string", default: "1" },
      faults: { type: "string", default: "none" },
      json: { type: "boolean", default: false },
    },
  });
  const options = {
    customers: readCount("customers", values.customers, 1, 1_000_000),
    days: readCount("days", values.days, 1, 250),
    seed: readCount("seed", values.seed, 0, 2 ** 31),
    copies: readCount("copies", values.copies, 1, 8),
    ...(values.faults === "none" ? {} : { scenarioFile: findScenario(values.faults) }),
  };
  const server = await startTestServer();
  const name = "kura_day";
  try {
    await ensureRoles(server.adminUrl, "money");
    const database = await createDatabase(server.adminUrl, "money", name, "template1");
    await migrate({ program: "money", ownerUrl: database.ownerUrl });
    const say = values.json ? () => {} : (line: string) => process.stderr.write(`${line}\n`);
    const report = await runDays({ ...options, database, say });
    process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : describe(report));
    if (report.breaks > 0 || !report.verified) process.exitCode = 1;
    await dropDatabase(server.adminUrl, name);
  } finally {
    await server.stop();
  }
}

const SCENARIOS = join(import.meta.dirname, "../simulator/scenarios");

/** The file of a scenario that comes with the simulator. */
function findScenario(name: string): string {
  const names = readdirSync(SCENARIOS).map((file) => basename(file, ".json"));
  if (!names.includes(name)) throw new Error(`--faults ${name}: give none, ${names.join(", ")}.`);
  return join(SCENARIOS, `${name}.json`);
}

function readCount(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most)
    throw new Error(`--${name} ${text}: give a whole number from ${least} to ${most}.`);
  return value;
}

function describe(report: DayReport): string {
  const { stages, problems, ...counts } = report;
  const line = (name: string, ...rest: (string | number)[]) => `  ${name.padEnd(16)}${rest.map(String).join("  ")}`;
  return `${[
    "",
    `${report.customers} customers, ${report.days} day(s), seed ${report.seed}`,
    ...stages.map((stage) =>
      line(stage.name, `${String(stage.ms).padStart(8)} ms`, `${String(stage.count).padStart(8)}`),
    ),
    "",
    ...Object.entries(counts).map(([name, value]) => line(name, String(value))),
    ...problems.map((problem) => `  ! ${problem}`),
  ].join("\n")}\n`;
}

if (import.meta.main) {
  await main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
