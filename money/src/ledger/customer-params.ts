import { z } from "zod";

/** Whose account a route is about; the wall holds it against the proof. An id in capitals is the same id. */
export const CustomerParams = z.object({ customerId: z.uuid().toLowerCase() });
