import type { ActorKind } from "../db.ts";

/** Whoever reads or does something: a person by id, or a program by name. */
export type Actor = { kind: ActorKind; id: string };

/** The gateway acting by itself. */
export const SYSTEM: Actor = { kind: "system", id: "gateway" };
