import type { Session } from "../app.ts";
import type { ApplicationStatus } from "../db.ts";
import type { Parts } from "../parts.ts";
import { getUser } from "../sessions/users.ts";
import { findOpenCustomer } from "./customer.ts";
import { getApplicationOf } from "./show.ts";

/** Who is signed in, and how far along they are. Before the second factor only the e-mail address is told. */
export type SessionView = {
  level: "none" | "password" | "full";
  email: string | null;
  locale: "ja" | "en" | null;
  application: { status: ApplicationStatus } | null;
  customerId: string | null;
  accountOpened: boolean;
};

/** What the customers' app knows of whoever opened it. */
export async function showSession(parts: Parts, session: Session | null): Promise<SessionView> {
  const nobody = { email: null, locale: null, application: null, customerId: null, accountOpened: false };
  if (session === null) return { level: "none", ...nobody };
  const { level, subjectId } = session;
  const reader = { who: { kind: "customer" as const, id: subjectId }, why: "show who is signed in" };
  const { email, locale } = await getUser(parts, subjectId, reader);
  if (level === "password") return { ...nobody, level, email, locale };
  const [application, customer] = await Promise.all([
    getApplicationOf(parts, subjectId),
    findOpenCustomer(parts.db, subjectId),
  ]);
  return {
    level,
    email,
    locale,
    application: { status: application.status },
    customerId: customer?.id ?? null,
    accountOpened: customer !== null,
  };
}
