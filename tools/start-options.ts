import { parseArgs } from "node:util";

/** What the person at the terminal asked for. */
export type StartOptions = { readonly reset: boolean; readonly speed: number | null; readonly ports: Ports };

/** Where each part of the brokerage listens. */
export type Ports = {
  readonly web: number;
  readonly console: number;
  readonly gateway: number;
  readonly money: number;
  readonly simulator: number;
  readonly postgres: number;
};

/** A wish we cannot follow, in a sentence for the person at the terminal. */
export class OptionError extends Error {
  override readonly name = "OptionError";
}

const USAGE = "Use: npm start -- [--reset] [--speed 60] [--ports-from 5000]";
const FIRST_PORT = 4000;
const FASTEST = 100_000;

/** Ports from 1024 on that browsers and fetch refuse, as other protocols live there (WHATWG calls them "bad ports"). */
const CLOSED_TO_BROWSERS = new Set([
  ...[1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697],
  10_080,
]);

/** The ports of a brokerage that begins at `first`; 4000 is what the documents name. */
export function portsFrom(first: number): Ports {
  return {
    web: first,
    console: first + 1,
    gateway: first + 10,
    money: first + 20,
    simulator: first + 200,
    postgres: first + 32,
  };
}

/** Reads the command line. Everything it does not know is refused, with what it does know. */
export function readOptions(args: readonly string[]): StartOptions {
  const values = parse(args);
  const first = wholeNumber("ports-from", values["ports-from"] ?? String(FIRST_PORT), 1024, 65_000);
  const ports = portsFrom(first);
  const closed = Object.entries(ports).find(([, port]) => CLOSED_TO_BROWSERS.has(port));
  if (closed !== undefined) {
    throw new OptionError(`Browsers refuse port ${closed[1]} (${closed[0]}): choose another --ports-from. ${USAGE}`);
  }
  const speed = values.speed === undefined ? null : wholeNumber("speed", values.speed, 0, FASTEST);
  return { reset: values.reset ?? false, speed, ports };
}

function parse(args: readonly string[]): { reset?: boolean; speed?: string; "ports-from"?: string } {
  try {
    const text = { type: "string" } as const;
    const options = { reset: { type: "boolean" }, speed: text, "ports-from": text } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new OptionError(`${error instanceof Error ? error.message.split(". ")[0] : "That is not clear"}. ${USAGE}`);
  }
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new OptionError(`--${name} is a whole number from ${least} to ${most}. ${USAGE}`);
}
