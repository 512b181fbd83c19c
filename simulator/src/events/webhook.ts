import { createHmac } from "node:crypto";
import { Agent, request } from "undici";
import type { Errand } from "../clock/advance.ts";
import type { WebhookTarget } from "../config.ts";
import type { Row, State } from "../state.ts";

/** Who is told: whoever follows the bank, or whoever follows the identity vendor. */
export type WebhookName = "bank" | "ekyc";

const MOST_TRIES = 10;
const FIRST_RETRY_MS = 200;
const LAST_RETRY_MS = 30_000;
const PATIENCE_MS = 5_000;

type WebhookRow = Row & { sequence: bigint; target: string; body: string; attempts: bigint };

/** Signs a notice: a hash of the time of sending and the exact bytes, so that neither can be changed. */
export function signWebhook(secret: string, atSeconds: number, rawBody: string): string {
  const signature = createHmac("sha256", secret).update(`${atSeconds}.${rawBody}`).digest("hex");
  return `t=${atSeconds},v1=${signature}`;
}

/**
 * Notices to other programs: kept with what they tell of, sent when that is done, tried again until taken. It begins
 * with those that an earlier run left behind.
 */
export class Webhooks implements Errand {
  readonly #state: State;
  readonly #targets: Partial<Record<WebhookName, WebhookTarget>>;
  readonly #agent = new Agent({
    headersTimeout: PATIENCE_MS,
    bodyTimeout: PATIENCE_MS,
    connect: { timeout: PATIENCE_MS },
  });
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #listeners: (() => void)[] = [];
  #firstTries = 0;
  #stopped = false;

  constructor(state: State, targets: Partial<Record<WebhookName, WebhookTarget>>) {
    this.#state = state;
    this.#targets = targets;
    const left = state.all<WebhookRow>("select * from webhook where outcome is null order by sequence");
    for (const row of left) void this.#firstTry(row);
  }

  /** Tells whoever follows, once the current transaction is kept; nobody, when nobody is configured. */
  enqueue(name: WebhookName, body: object): void {
    if (!this.#targets[name]) return;
    const sql = "insert into webhook (target, body) values (?, ?) returning *";
    const row = this.#state.find<WebhookRow>(sql, name, JSON.stringify(body));
    if (row) this.#state.afterCommit(() => void this.#firstTry(row));
  }

  busy(): boolean {
    return this.#firstTries > 0;
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
    await this.#agent.destroy();
  }

  // An advance waits for the first try, so that a notice arrives at the moment it tells of; it does not wait for
  // a receiver that is down.
  async #firstTry(row: WebhookRow): Promise<void> {
    this.#firstTries += 1;
    await this.#attempt(row);
    this.#firstTries -= 1;
    for (const listener of this.#listeners) listener();
  }

  async #attempt(row: WebhookRow): Promise<void> {
    const target = this.#targets[row.target as WebhookName];
    if (!target) return;
    const taken = await this.#send(target, row.body);
    if (this.#stopped) return;
    const attempts = Number(row.attempts) + 1;
    const outcome = taken ? "delivered" : attempts >= MOST_TRIES ? "gave_up" : null;
    this.#state.run("update webhook set attempts = ?, outcome = ? where sequence = ?", attempts, outcome, row.sequence);
    if (outcome === null) this.#tryAgain({ ...row, attempts: BigInt(attempts) });
  }

  #tryAgain(row: WebhookRow): void {
    const waitMs = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (Number(row.attempts) - 1));
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void this.#attempt(row);
    }, waitMs);
    this.#timers.add(timer.unref());
  }

  async #send(target: WebhookTarget, body: string): Promise<boolean> {
    try {
      const headers = {
        "content-type": "application/json",
        "x-simulator-signature": signWebhook(target.secret, Math.floor(Date.now() / 1000), body),
      };
      const answer = await request(target.url, { dispatcher: this.#agent, method: "POST", headers, body });
      await answer.body.dump();
      return answer.statusCode >= 200 && answer.statusCode < 300;
    } catch {
      return false; // Nobody there: the same as a refusal, it is tried again.
    }
  }
}
