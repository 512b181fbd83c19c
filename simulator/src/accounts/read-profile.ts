import { z } from "zod";
import { Day, Text } from "./read-body.ts";

const Contact = z.looseObject({
  email_address: z.email().max(254),
  phone_number: Text,
  street_address: z.array(Text).min(1),
  city: Text,
});
const Identity = z.looseObject({ given_name: Text, family_name: Text, date_of_birth: Day });
const Disclosures = z.looseObject({
  is_control_person: z.boolean(),
  is_affiliated_exchange_or_finra: z.boolean(),
  is_politically_exposed: z.boolean(),
  immediate_family_exposed: z.boolean(),
});
const Agreement = z.looseObject({ agreement: Text, signed_at: z.iso.datetime({ offset: true }), ip_address: Text });
const TrustedContact = z.looseObject({ given_name: Text, family_name: Text });

/** What is sent to open an account. */
export const NewAccount = z.object({
  account_type: z.enum(["trading", "custodial", "donor_advised", "ira"]).default("trading"),
  currency: z.literal("USD").default("USD"),
  enabled_assets: z.array(z.literal("us_equity")).default(["us_equity"]),
  contact: Contact,
  identity: Identity,
  disclosures: Disclosures,
  agreements: z.array(Agreement).min(1),
  trusted_contact: TrustedContact.optional(),
});
export type NewAccount = z.infer<typeof NewAccount>;

/** What is sent to change what is known of an account's holder: any part of it. */
export const ChangedAccount = z.object({
  contact: Contact.partial().optional(),
  identity: Identity.partial().optional(),
  disclosures: Disclosures.partial().optional(),
  trusted_contact: TrustedContact.partial().optional(),
});
export type ChangedAccount = z.infer<typeof ChangedAccount>;

/** What is sent to change an account's settings. */
export const ChangedConfigurations = z.object({
  suspend_trade: z.boolean().optional(),
  no_shorting: z.boolean().optional(),
  fractional_trading: z.boolean().optional(),
  max_margin_multiplier: z.enum(["1", "2"]).optional(),
  trade_confirm_email: z.enum(["all", "none"]).optional(),
  ptp_no_exception_entry: z.boolean().optional(),
  disable_overnight_trading: z.boolean().optional(),
});
