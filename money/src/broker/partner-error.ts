import type { ProblemKind } from "./read-problem.ts";

/**
 * A partner did not give us what we asked for.
 *
 * `refused`: it understood and said no. `outage`: no answer, or one that says nothing about the question (429, 5xx).
 * `unreadable`: an answer that we must not act on. After a POST only `refused`, and whatever was not even `sent`, tell
 * that nothing was done.
 */
export class PartnerError extends Error {
  override readonly name = "PartnerError";
  readonly kind: "refused" | "outage" | "unreadable";
  readonly status: number | null;
  readonly requestId: string | null;
  /** The partner's own word for its reason, where it has one. */
  readonly code: string | null;
  /** What its "no" means, in our words; null when there was no answer or it is the answer that is unreadable. */
  readonly problem: ProblemKind | null;
  /** False only when the question certainly never left us. */
  readonly sent: boolean;

  constructor(
    kind: PartnerError["kind"],
    message: string,
    facts: {
      status?: number;
      requestId?: string | null;
      code?: string | null;
      problem?: ProblemKind;
      sent?: boolean;
      cause?: unknown;
    } = {},
  ) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.kind = kind;
    this.status = facts.status ?? null;
    this.requestId = facts.requestId ?? null;
    this.code = facts.code ?? null;
    this.problem = facts.problem ?? null;
    this.sent = facts.sent ?? true;
  }
}
