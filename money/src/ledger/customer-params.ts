import { z } from "zod";

/** Whose account a route is about; the wall holds it against the proof. */
export const CustomerParams = z.object({ customerId: z.uuid() });
