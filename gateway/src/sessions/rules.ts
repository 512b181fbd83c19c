/** A session nobody used for this long has ended. Machine time. */
export const IDLE_LIMIT = Temporal.Duration.from({ minutes: 30 });
/** A session ends after this long however much it is used. Machine time. */
export const ABSOLUTE_LIMIT = Temporal.Duration.from({ hours: 12 });
/** Use is noted at most this often, so that reading a page does not mean writing a row. */
export const NOTE_USE_EVERY = Temporal.Duration.from({ seconds: 30 });

/** This many wrong passwords or codes in a row lock sign-in … */
export const FAILURES_ALLOWED = 5;
/** … for this long. Machine time. */
export const LOCKED_FOR = Temporal.Duration.from({ minutes: 15 });

/** Whether a session may still be used at a moment of machine time. */
export function isLive(
  session: { lastUsedAt: Temporal.Instant; expiresAt: Temporal.Instant },
  now: Temporal.Instant,
): boolean {
  const idleEndsAt = session.lastUsedAt.add(IDLE_LIMIT);
  return Temporal.Instant.compare(now, idleEndsAt) < 0 && Temporal.Instant.compare(now, session.expiresAt) < 0;
}

/** Whether use at this moment is worth writing down. */
export function shouldNoteUse(lastUsedAt: Temporal.Instant, now: Temporal.Instant): boolean {
  return Temporal.Instant.compare(now, lastUsedAt.add(NOTE_USE_EVERY)) >= 0;
}
