import { Pool } from "undici";
import type { z } from "zod";
import { readExactJson } from "./exact-json.ts";

/** Where a partner of ours (broker, bank, dealer) answers, and how it knows us. */
export type PartnerAddress = {
  /** Named in messages: `broker`, `bank`. */
  readonly name: string;
  readonly url: string;
  readonly key: string;
  readonly secret: string;
  /** How long one answer may take, in machine time. */
  readonly timeoutMs?: number;
};

export type Question = {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  /** Amounts in it are decimal text. */
  readonly body?: Readonly<Record<string, unknown>>;
};

/** What came back, whatever its status. The partner's request id is kept: it cannot be looked up later. */
export type Answer = { readonly status: number; readonly requestId: string | null; readonly text: string };

/** A stream that has begun to answer. */
export type OpenStream = Omit<Answer, "text"> & { readonly chunks: AsyncIterable<Uint8Array> };

/**
 * A partner did not give us what we asked for.
 *
 * `refused`: it understood and said no. `outage`: no answer, or one that says nothing about the question (429, 5xx).
 * `unreadable`: an answer that we must not act on. After a POST only `refused` tells that nothing was done.
 */
export class PartnerError extends Error {
  override readonly name = "PartnerError";
  readonly kind: "refused" | "outage" | "unreadable";
  readonly status: number | null;
  readonly requestId: string | null;
  /** The partner's own word for its reason, where it has one. */
  readonly code: string | null;

  constructor(
    kind: PartnerError["kind"],
    message: string,
    facts: { status?: number; requestId?: string | null; code?: string | null; cause?: unknown } = {},
  ) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.kind = kind;
    this.status = facts.status ?? null;
    this.requestId = facts.requestId ?? null;
    this.code = facts.code ?? null;
  }
}

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
  const { name, key, secret, timeoutMs = TIMEOUT_MS } = address;
  const base = new URL(address.url);
  const connect = { timeout: CONNECT_MS };
  const answers = new Pool(base.origin, {
    connect,
    connections: SIDE_BY_SIDE,
    maxResponseSize: LARGEST_ANSWER_BYTES,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  });
  const streams = new Pool(base.origin, { connect, headersTimeout: timeoutMs, bodyTimeout: 0 });
  const headers = {
    authorization: `Basic ${Buffer.from(`${key}:${secret}`).toString("base64")}`,
    "user-agent": "kura-money",
  };
  const send = (pool: Pool, { method, path, query, body }: Question, accept: string, signal: AbortSignal) =>
    pool.request({
      method,
      path: pathOf(base, path, query),
      headers: { ...headers, accept, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      body: body === undefined ? null : JSON.stringify(body),
      signal,
    });
  const outage = ({ method, path }: Question, cause: unknown) =>
    new PartnerError("outage", `${name}: no answer to ${method} ${path}`, { cause });

  return {
    name,
    async ask(question) {
      try {
        const answer = await send(answers, question, "application/json", AbortSignal.timeout(timeoutMs));
        return { status: answer.statusCode, requestId: requestIdOf(answer.headers), text: await answer.body.text() };
      } catch (error) {
        throw outage(question, error);
      }
    },
    async open(question, signal) {
      try {
        const answer = await send(streams, question, "text/event-stream", signal);
        return { status: answer.statusCode, requestId: requestIdOf(answer.headers), chunks: answer.body };
      } catch (error) {
        throw outage(question, error);
      }
    },
    async close() {
      // Whoever still reads a stream ends with an outage; ordinary questions are answered first.
      await Promise.all([answers.close(), streams.destroy()]);
    },
  };
}

/** What a 2xx answer says, or an error that names why there is nothing to act on. */
export function readAnswer<Schema extends z.ZodType>(
  partner: Partner,
  { method, path }: Question,
  answer: Answer,
  schema: Schema,
): z.output<Schema> {
  const { status, requestId } = answer;
  const facts = { status, requestId };
  if (status < 200 || status > 299) {
    const { code, message } = readProblem(answer.text);
    const kind = status >= 400 && status < 500 && status !== 408 && status !== 429 ? "refused" : "outage";
    throw new PartnerError(kind, `${partner.name}: ${status} to ${method} ${path}: ${message}`, { ...facts, code });
  }
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

/** The first things that are wrong with an answer, each with its place. */
export function describeIssues(error: z.ZodError): string {
  return error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.join(".") || "the body"}: ${issue.message}`)
    .join("; ");
}

/**
 * What an error says: the broker's `{code, message}`, or a problem document's `{code, detail}`. Both may be missing:
 * a body can be empty, a bare string, or a page of HTML from the edge.
 */
export function readProblem(text: string): { readonly code: string | null; readonly message: string } {
  const brief = (value: unknown) => (typeof value === "string" ? value.replace(/\s+/g, " ").slice(0, 300) : "");
  try {
    const body = readExactJson(text);
    if (typeof body !== "object" || body === null) return { code: null, message: brief(body) };
    const { code, message, detail, title } = body as Record<string, unknown>;
    return { code: brief(code) || null, message: brief(message) || brief(detail) || brief(title) };
  } catch {
    return { code: null, message: brief(text) };
  }
}

function pathOf(base: URL, path: string, query: Question["query"] = {}): string {
  const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const search = given.length > 0 ? `?${new URLSearchParams(given)}` : "";
  return `${base.pathname.replace(/\/$/, "")}${path}${search}`;
}

function requestIdOf(headers: Record<string, string | string[] | undefined>): string | null {
  const id = headers["x-request-id"];
  return typeof id === "string" ? id : null;
}
