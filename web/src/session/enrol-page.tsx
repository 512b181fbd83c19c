import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Navigate, useLocation } from "react-router";
import { placeOf } from "../frame/guards.tsx";
import { useWords } from "../language.ts";
import { CopyValue } from "../look/copy-button.tsx";
import { Page } from "../look/page.tsx";
import { sessionQuery } from "../queries.ts";
import { arrivalOf } from "./arrival.ts";
import { findAuthenticator } from "./authenticator.ts";
import { CodeForm } from "./code-form.tsx";
import { QrCode } from "./qr-code.tsx";

/** Reads a long key more easily: four letters at a time. */
function inFours(secret: string): string {
  return secret.replace(/(.{4})(?=.)/g, "$1 ");
}

/** A new customer sets up the authenticator that will guard the account. */
export function EnrolPage() {
  const { say } = useWords();
  const authenticator = findAuthenticator(useQueryClient());
  const session = useQuery(sessionQuery);
  const { from } = arrivalOf(useLocation().state);
  if (session.data?.level === "full") return <Navigate to={from ?? placeOf(session.data)} replace />;
  if (authenticator === null) return <Navigate to="/sign-in" replace />;
  return (
    <Page title={say("session.enrolTitle")} lead={say("session.enrolLead")} width="narrow">
      <div className="stack">
        <section className="card stack">
          <p className="page-lead small">{say("session.enrol1")}</p>
          <QrCode text={authenticator.uri} label={say("session.qr")} />
          <p className="page-lead small">{say("session.enrol1Phone")}</p>
          <div className="secret">
            <code data-testid="totp-secret" data-secret={authenticator.secret}>
              {inFours(authenticator.secret)}
            </code>
            <CopyValue value={authenticator.secret} label={say("session.secret")} />
          </div>
        </section>
        <section className="card stack">
          <p className="page-lead small">{say("session.enrol2")}</p>
          <CodeForm />
        </section>
      </div>
    </Page>
  );
}
