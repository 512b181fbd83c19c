import { Facts, Panel } from "../frame/panel.tsx";
import type { Application } from "../gateway.ts";
import { useLanguage, useWords } from "../language/translate.ts";
import { formatInstant } from "../time.ts";
import { DotMark } from "./status-mark.tsx";

const COLOUR: Record<Application["identity"]["status"], string> = {
  not_started: "text.disabled",
  pending: "info.main",
  passed: "success.main",
  failed: "error.main",
};

/** What proves who asks: the identity vendor's result, how it was reached and when. */
export function IdentityPanel({ application }: { application: Application }) {
  const words = useWords();
  const language = useLanguage();
  const { status, method, completedAt } = application.identity;
  return (
    <Panel title={words("identity.title")}>
      <Facts
        facts={[
          [
            words("identity.result"),
            <DotMark key="result" colour={COLOUR[status]} word={words(`identity.${status}`)} />,
          ],
          [words("identity.method"), method === null ? "–" : words(`identity.${method}`)],
          [words("identity.completed"), completedAt === null ? "–" : `${formatInstant(completedAt, language)} JST`],
        ]}
      />
    </Panel>
  );
}
