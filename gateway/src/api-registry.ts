import { z } from "zod";

/** Schemas that get a name of their own in the API document. */
export const apiRegistry = z.registry<{ id: string }>();
