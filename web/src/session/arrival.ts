/** Where somebody was going when they were asked to sign in, and why they were asked. */
export type Arrival = { from: string | null; why: "ended" | "first" | null };

/** Reads what the guard left in the browser's history entry. Only our own pages can be a destination. */
export function arrivalOf(state: unknown): Arrival {
  if (typeof state !== "object" || state === null) return { from: null, why: null };
  const { from, why } = state as Record<string, unknown>;
  return {
    from: typeof from === "string" && /^\/(?!\/)/.test(from) ? from : null,
    why: why === "ended" || why === "first" ? why : null,
  };
}
