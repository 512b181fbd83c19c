import { parseArgs } from "node:util";
import { type Bps, bps, DecimalError, parseCents, parseDecimal, parseYen } from "@kura/shared/money.ts";
import { type ApiKey, readKey } from "./auth/keys.ts";

/** Where the simulator sends its notices, and the secret they are signed with. */
export type WebhookTarget = { url: string; secret: string };

/** Everything that decides how a simulated world starts. Where `dataFile` has a world already, that one goes on. */
export type SimulatorOptions = {
  port: number;
  host?: string;
  /** A file, or `:memory:` for a world that is forgotten. */
  dataFile: string;
  seed: number;
  /** The business moment at which a new world begins, such as `2026-03-02T00:00:00Z`. */
  startAt: string;
  /** 0 = the clock stands, 1 = real time, 60 = fast. */
  speed: number;
  bankWebhook?: WebhookTarget | undefined;
  ekycWebhook?: WebhookTarget | undefined;
  /** The firm's own money at the bank when the world begins: whole yen, and dollars with at most two decimals. */
  firm: { jpy: string; usd: string };
  /** The address people's browsers use, when it is not the one the simulator listens on. */
  publicUrl?: string | undefined;
  /** Alpaca refuses orders on both sides of one symbol; set to false to switch that check off. */
  washTradeCheck?: boolean;
  /** A file of what is to happen in a new world: faults, speed, … */
  scenarioFile?: string | undefined;
  /** How often, by the machine's time, an event stream that has nothing to say shows that it is alive. */
  heartbeatMs?: number | undefined;
  /** Further pairs that the broker knows, besides the desk's own. */
  keys?: readonly ApiKey[];
  /** Requests in a business minute, for each key and host, and for each account. */
  rateLimit?: number;
  /** Dollars above which journals of cash wait for the next morning: each one, and all of a day. */
  journalLimits?: { each: string; daily: string };
  /** The regulators' fees on sales; set to false to switch them off. */
  fees?: boolean;
  /** What is withheld from dividends, in percent: 30 unless a treaty says less. */
  withholdingPercent?: string;
  /** Whether the payers of the list pay a dividend every quarter by themselves. */
  dividends?: boolean;
};

/** So many that nobody meets the limit, not even while the clock stands: for tests and desks. */
export const NO_RATE_LIMIT = 1_000_000;

/** What the broker lets through at once when nothing else is agreed. */
export const DEFAULT_JOURNAL_LIMITS = { each: "50", daily: "1000" } as const;

/** What is withheld from dividends to foreigners for whom no treaty is on file. */
const DEFAULT_WITHHOLDING = "30";

/** What is withheld from dividends, in basis points. */
export function withholdingOf({ withholdingPercent = DEFAULT_WITHHOLDING }: SimulatorOptions): Bps {
  return bps(parseDecimal(withholdingPercent, 2));
}

/** The capital a firm starts with when nobody says otherwise: half a billion yen, two million dollars. */
export const DEFAULT_FIRM = { jpy: "500000000", usd: "2000000.00" } as const;

/** A start-up setting that cannot be used, said in a sentence for the person at the terminal. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** Checks what types cannot say, in words for the person who starts the program. */
export function checkOptions(options: SimulatorOptions): SimulatorOptions {
  const { port, seed, speed, startAt, firm, heartbeatMs = 15_000 } = options;
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new ConfigError("port must be from 0 to 65535.");
  if (!Number.isSafeInteger(seed)) throw new ConfigError("seed must be a whole number.");
  if (!Number.isInteger(heartbeatMs) || heartbeatMs < 10 || heartbeatMs > 3_600_000) {
    throw new ConfigError("heartbeat-ms must be from 10 to 3600000.");
  }
  const { rateLimit = NO_RATE_LIMIT, journalLimits = DEFAULT_JOURNAL_LIMITS } = options;
  if (!Number.isSafeInteger(rateLimit) || rateLimit < 1) throw new ConfigError("rate-limit must be a whole number.");
  if (!isSpeed(speed)) throw new ConfigError("speed must be a number from 0 to 100000.");
  try {
    Temporal.Instant.from(startAt);
  } catch {
    throw new ConfigError("start must be a moment such as 2026-03-02T00:00:00Z.");
  }
  try {
    if (parseYen(firm.jpy) < 0n || parseCents(firm.usd) < 0n) throw new ConfigError("firm money cannot be negative.");
    const limits = [journalLimits.each, journalLimits.daily];
    if (limits.some((limit) => parseCents(limit) < 0n)) throw new ConfigError("journal limits cannot be negative.");
  } catch (error) {
    if (error instanceof DecimalError) throw new ConfigError(`firm money and journal limits: ${error.message}.`);
    throw error;
  }
  if (!/^(100|\d{1,2}(\.\d{1,2})?)$/.test(options.withholdingPercent ?? DEFAULT_WITHHOLDING)) {
    throw new ConfigError("withholding-percent must be from 0 to 100, with at most two decimals.");
  }
  return options;
}

/** Whether time can pass this fast. */
export function isSpeed(speed: number): boolean {
  return Number.isFinite(speed) && speed >= 0 && speed <= 100_000;
}

/** Reads the command line: `--port 4200 --seed 7 --start 2026-03-02T00:00:00Z --speed 1 --data FILE` and more. */
export function readFlags(args: readonly string[]): SimulatorOptions {
  const text = { type: "string" } as const;
  const options = {
    port: { ...text, default: "4200" },
    seed: { ...text, default: "7" },
    start: { ...text, default: "2026-03-02T00:00:00Z" },
    speed: { ...text, default: "1" },
    data: { ...text, default: ":memory:" },
    host: { ...text, default: "127.0.0.1" },
    "firm-jpy": { ...text, default: DEFAULT_FIRM.jpy },
    "firm-usd": { ...text, default: DEFAULT_FIRM.usd },
    "bank-webhook-url": text,
    "bank-webhook-secret": text,
    "ekyc-webhook-url": text,
    "ekyc-webhook-secret": text,
    "public-url": text,
    scenario: text,
    "heartbeat-ms": { ...text, default: "15000" },
    "no-wash-trade-check": { type: "boolean", default: false },
    key: { type: "string", multiple: true, default: [] as string[] },
    "rate-limit": { ...text, default: "1000" },
    "journal-limit-each": { ...text, default: DEFAULT_JOURNAL_LIMITS.each },
    "journal-limit-daily": { ...text, default: DEFAULT_JOURNAL_LIMITS.daily },
    "no-fees": { type: "boolean", default: false },
    "withholding-percent": { ...text, default: DEFAULT_WITHHOLDING },
    dividends: { type: "boolean", default: false },
  } as const;
  const { values } = parse(args, options);
  return checkOptions({
    port: wholeNumber("port", values.port),
    host: values.host,
    dataFile: values.data,
    seed: wholeNumber("seed", values.seed),
    startAt: values.start,
    speed: Number(values.speed.trim() || "none"),
    firm: { jpy: values["firm-jpy"], usd: values["firm-usd"] },
    bankWebhook: webhookTarget("bank", values["bank-webhook-url"], values["bank-webhook-secret"]),
    ekycWebhook: webhookTarget("ekyc", values["ekyc-webhook-url"], values["ekyc-webhook-secret"]),
    publicUrl: values["public-url"],
    scenarioFile: values.scenario,
    heartbeatMs: wholeNumber("heartbeat-ms", values["heartbeat-ms"]),
    washTradeCheck: !values["no-wash-trade-check"],
    keys: values.key.map(keyOf),
    rateLimit: wholeNumber("rate-limit", values["rate-limit"]),
    journalLimits: { each: values["journal-limit-each"], daily: values["journal-limit-daily"] },
    fees: !values["no-fees"],
    withholdingPercent: values["withholding-percent"],
    dividends: values.dividends,
  });
}

function parse<Options extends NonNullable<Parameters<typeof parseArgs>[0]>["options"]>(
  args: readonly string[],
  options: Options,
) {
  try {
    return parseArgs({ args: [...args], options: options as Options & object });
  } catch (error) {
    throw new ConfigError(error instanceof Error ? error.message : String(error));
  }
}

function keyOf(text: string): ApiKey {
  const key = readKey(text);
  if (!key) throw new ConfigError("key must be ID:SECRET:full or ID:SECRET:read.");
  return key;
}

function wholeNumber(name: string, text: string): number {
  if (!/^-?\d{1,15}$/.test(text)) throw new ConfigError(`${name} must be a whole number.`);
  return Number(text);
}

function webhookTarget(name: string, url: string | undefined, secret: string | undefined): WebhookTarget | undefined {
  if (url === undefined && secret === undefined) return undefined;
  if (!url || !secret) throw new ConfigError(`${name}-webhook-url and ${name}-webhook-secret belong together.`);
  if (!URL.canParse(url)) throw new ConfigError(`${name}-webhook-url must be an address.`);
  return { url, secret };
}
