import { z } from "zod";
import { apiRegistry } from "../api-registry.ts";

export const EmailField = z.email().max(254);
/** The length rule is in `checkPassword`; this only bounds what is read at all. */
export const PasswordField = z.string().min(1).max(1_024);
export const CodeBody = z.strictObject({ code: z.string().regex(/^\d{6}$/, "Six digits.") });
export const SignInBody = z.strictObject({ email: EmailField, password: PasswordField });
export const LocaleField = z.enum(["ja", "en"]);

export const TotpSetupBody = z
  .object({
    secret: z.string().describe("Base 32, for typing in."),
    uri: z.string().describe("otpauth:// address, for the QR code."),
  })
  .register(apiRegistry, { id: "TotpSetup" });

export const OperatorBody = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string(),
    role: z.enum(["reviewer", "supervisor", "administrator"]),
  })
  .register(apiRegistry, { id: "Operator" });

export const OperatorSessionBody = z
  .object({ level: z.enum(["none", "password", "full"]), operator: OperatorBody.nullable() })
  .register(apiRegistry, { id: "OperatorSession" });
