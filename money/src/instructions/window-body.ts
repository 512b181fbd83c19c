import { z } from "zod";

/** A trading window on the wire. */
export const WindowBody = z
  .object({
    id: z.uuid(),
    tradeOn: z.string(),
    cutoffAt: z.string(),
    opensAt: z.string(),
    runsAt: z.string(),
    stage: z.enum(["open", "frozen", "converted", "priced", "planned", "closed"]),
  })
  .meta({ id: "Window" });
