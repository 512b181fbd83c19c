import { Pool } from "undici";
import type { z } from "zod";
import { type Access, type Credentials, createCredentials } from "./authenticate.ts";
import { readExactJson } from "./exact-json.ts";
import { type Machine, thisMachine } from "./machine.ts";
import { PartnerError } from "./partner-error.ts";
import { type RateLimit, readRateLimit } from "./rate-limit.ts";
import { readProblem } from "./read-problem.ts";

export { PartnerError } from "./partner-error.ts";

/** Where each answer is written down. Never a body, a key, or what is behind the question mark of an address. */
export type PartnerLog = { info(facts: Readonly<Record<string, unknown>>, message: string): void };

/** Where a partner of ours (broker, bank, dealer) answers, and how it knows us. */
export type PartnerAddress = Access & {
  /** Named in messages: `broker`, `bank`. */
  readonly name: string;
  readonly url: string;
  /** How long one answer may take, in machine time. */
  readonly timeoutMs?: number;
  /** Shared with another host of the same partner; by default made of key and secret. */
  readonly credentials?: Credentials;
  readonly log?: PartnerLog | undefined;
  readonly machine?: Machine;
};

/** How urgent a question is where a partner limits their number: it is asked in this order. */
export const PRIORITIES = ["urgent", "order", "rest"] as const;
export type Priority = (typeof PRIORITIES)[number];

export type Question = {
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  /** Amounts in it are decimal text. */
  readonly body?: Readonly<Record<string, unknown>>;
  readonly priority?: Priority;
};

/** What came back, whatever its status. The partner's request id is kept: it cannot be looked up later. */
export type Answer = {
  readonly status: number;
  readonly requestId: string | null;
  readonly text: string;
  /** How many more questions the partner takes, where it says so. */
  readonly limit: RateLimit | null;
};

/** A stream that has begun to answer. */
export type OpenStream = Omit<Answer, "text"> & { readonly chunks: AsyncIterable<Uint8Array> };

export type Partner = {
  readonly name: string;
  /** Asks once and never again by itself. Throws an `outage` when there is no answer. */
  ask(question: Question): Promise<Answer>;
  /** Opens an endless answer. The caller minds its silence. */
  open(question: Question, signal: AbortSignal): Promise<OpenStream>;
  close(): Promise<void>;
};

const TIMEOUT_MS = 15_000;
const CONNECT_MS = 5_000;
const SIDE_BY_SIDE = 16;
const LARGEST_ANSWER_BYTES = 64 * 1024 * 1024;

/** Opens connections to a partner. Two pools: a stream without end must not wait for an answer, nor hold one up. */
export function connectPartner(address: PartnerAddress): Partner {
  const { name, timeoutMs = TIMEOUT_MS, machine = thisMachine } = address;
  const base = new URL(address.url);
  const credentials = address.credentials ?? createCredentials(address, machine, timeoutMs);
  const pools = openPools(base, timeoutMs);

  /** Asks, and once more with newer credentials where the partner no longer knows ours: it has done nothing yet. */
  const send = async (question: Question, way: "answer" | "stream", signal: AbortSignal): Promise<OpenStream> => {
    const headers = await credentials.headers();
    const first = await sendOnce(question, way, headers, signal);
    if (first.status !== 401 && first.status !== 403) return first;
    const text = await readText(first.chunks);
    const again = readProblem(first.status, text).kind === "not_authorized" && credentials.renew(headers);
    if (again) return sendOnce(question, way, await credentials.headers(), signal);
    return { ...first, chunks: oneChunk(text) };
  };
  const sendOnce = async (
    question: Question,
    way: "answer" | "stream",
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<OpenStream> => {
    const startedAt = machine.now();
    const { statusCode: status, ...rest } = await pools[way].request(requestOf(base, question, way, headers, signal));
    const requestId = requestIdOf(rest.headers);
    const ms = Math.round(machine.now() - startedAt);
    const { method, path } = question;
    address.log?.info({ partner: name, method, path, status, requestId, ms }, `${name} answered`);
    return { status, requestId, limit: readRateLimit(rest.headers, Date.now()), chunks: rest.body };
  };
  const outage = ({ method, path }: Question, cause: unknown) =>
    cause instanceof PartnerError
      ? cause
      : new PartnerError("outage", `${name}: no answer to ${method} ${path}`, { cause });

  return {
    name,
    async ask(question) {
      try {
        const { chunks, ...answer } = await send(question, "answer", AbortSignal.timeout(timeoutMs));
        return { ...answer, text: await readText(chunks, LARGEST_ANSWER_BYTES) };
      } catch (error) {
        throw outage(question, error);
      }
    },
    async open(question, signal) {
      try {
        return await send(question, "stream", signal);
      } catch (error) {
        throw outage(question, error);
      }
    },
    async close() {
      // Whoever still reads a stream ends with an outage; ordinary questions are answered first.
      await Promise.all([pools.answer.close(), pools.stream.destroy()]);
    },
  };
}

function openPools(base: URL, timeoutMs: number) {
  const connect = { timeout: CONNECT_MS };
  const answer = new Pool(base.origin, {
    connect,
    connections: SIDE_BY_SIDE,
    maxResponseSize: LARGEST_ANSWER_BYTES,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  });
  return { answer, stream: new Pool(base.origin, { connect, headersTimeout: timeoutMs, bodyTimeout: 0 }) };
}

function requestOf(
  base: URL,
  { method, path, query, body }: Question,
  way: "answer" | "stream",
  credentials: Readonly<Record<string, string>>,
  signal: AbortSignal,
) {
  const accept = way === "stream" ? "text/event-stream" : "application/json";
  const type = body === undefined ? {} : { "content-type": "application/json" };
  return {
    method,
    path: pathOf(base, path, query),
    headers: { "user-agent": "kura-money", ...credentials, accept, ...type },
    body: body === undefined ? null : JSON.stringify(body),
    signal,
  };
}

const LONGEST_PROBLEM = 100_000;

/** Reads an answer to its end; of one that says no, the beginning is enough. */
export async function readText(chunks: AsyncIterable<Uint8Array>, most = LONGEST_PROBLEM): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    parts.push(chunk);
    length += chunk.length;
    if (length > most) break;
  }
  return Buffer.concat(parts).toString("utf8");
}

async function* oneChunk(text: string): AsyncGenerator<Uint8Array, void> {
  yield Buffer.from(text);
}

/** What a 2xx answer says, or an error that names why there is nothing to act on. */
export function readAnswer<Schema extends z.ZodType>(
  partner: Pick<Partner, "name">,
  { method, path }: Question,
  answer: Answer,
  schema: Schema,
): z.output<Schema> {
  const { status, requestId } = answer;
  const facts = { status, requestId };
  if (status < 200 || status > 299) throw problemError(partner.name, { method, path }, answer, answer.text);
  const unreadable = (why: string) =>
    new PartnerError("unreadable", `${partner.name}: the answer to ${method} ${path} is unreadable: ${why}`, facts);
  let value: unknown;
  try {
    value = readExactJson(answer.text);
  } catch {
    throw unreadable("it is not JSON");
  }
  const read = schema.safeParse(value);
  if (!read.success) throw unreadable(describeIssues(read.error));
  return read.data;
}

/** An answer that is no success, as an error: refused where the partner has judged the question, else an outage. */
export function problemError(
  name: string,
  { method, path }: Pick<Question, "method" | "path">,
  { status, requestId }: Pick<Answer, "status" | "requestId">,
  text: string,
): PartnerError {
  const { kind: problem, code, message } = readProblem(status, text);
  const kind = problem === "outage" || problem === "too_many_requests" ? "outage" : "refused";
  const facts = { status, requestId, code, problem };
  return new PartnerError(kind, `${name}: ${status} to ${method} ${path}: ${message}`, facts);
}

/** The first things that are wrong with an answer, each with its place. */
export function describeIssues(error: z.ZodError): string {
  return error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.join(".") || "the body"}: ${issue.message}`)
    .join("; ");
}

function pathOf(base: URL, path: string, query: Question["query"] = {}): string {
  const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const search = given.length > 0 ? `?${new URLSearchParams(given)}` : "";
  return `${base.pathname.replace(/\/$/, "")}${path}${search}`;
}

function requestIdOf(headers: Record<string, string | string[] | undefined>): string | null {
  const id = headers["x-request-id"];
  return (Array.isArray(id) ? id[0] : id) ?? null;
}
