import { Typography } from "@mui/material";
import { Facts, Panel } from "../frame/panel.tsx";
import type { Application } from "../gateway.ts";
import { useLanguage, useWords } from "../language/translate.ts";
import { formatInstant } from "../time.ts";
import { DotMark, StatusMark } from "./status-mark.tsx";

/** How it was decided, by whom and why; and for an approval, the account that came of it. */
export function OutcomePanel({ application }: { application: Application }) {
  const words = useWords();
  const language = useLanguage();
  const { status, decidedBy, decidedAt, reason, customerNumber, accountOpened } = application;
  const account = accountOpened
    ? { colour: "success.main", word: words("outcome.open") }
    : { colour: "warning.main", word: words("outcome.opening") };
  return (
    <Panel title={words("outcome.title")}>
      <Facts
        narrow
        facts={[
          [words("list.status"), <StatusMark key="status" status={status} />],
          [words("outcome.by"), decidedBy ?? "–"],
          [words("outcome.at"), decidedAt === null ? "–" : `${formatInstant(decidedAt, language)} JST`],
          [words("outcome.reason"), reason ?? "–"],
          ...(status === "approved"
            ? ([
                [words("outcome.customer_number"), customerNumber ?? "–"],
                [words("outcome.account"), <DotMark key="account" {...account} />],
              ] as const)
            : []),
        ]}
      />
      {status === "approved" && !accountOpened ? (
        <Typography variant="caption" component="p" sx={{ color: "text.secondary", mt: 1.5 }}>
          {words("outcome.opening_help")}
        </Typography>
      ) : null}
    </Panel>
  );
}
