import { Box, Button, Typography } from "@mui/material";
import { useState } from "react";
import type { Decision } from "../data-provider.ts";
import { Panel } from "../frame/panel.tsx";
import type { Application } from "../gateway.ts";
import { useWords } from "../language/translate.ts";
import { DecisionDialog } from "./decision-dialog.tsx";

/** Where an operator decides: approves or rejects what waits for review, or rejects what never got that far. */
export function DecisionPanel({ application }: { application: Application }) {
  const words = useWords();
  const [decision, setDecision] = useState<Decision["decision"] | null>(null);
  const { status } = application;
  const isReady = status === "review";
  return (
    <Panel title={words("decision.title")}>
      <Typography variant="body2" sx={{ color: "text.secondary" }}>
        {words(isReady ? "decision.lead" : "decision.early")}
      </Typography>
      {isReady || status === "identity_check" ? (
        <>
          <Box sx={{ display: "grid", gridTemplateColumns: isReady ? "1fr 1fr" : "1fr", gap: 1, mt: 2 }}>
            {isReady ? (
              <Button variant="contained" onClick={() => setDecision("approve")}>
                {words("decision.approve")}
              </Button>
            ) : null}
            <Button variant="outlined" color="error" onClick={() => setDecision("reject")}>
              {words("decision.reject")}
            </Button>
          </Box>
          {decision === null ? null : (
            <DecisionDialog
              application={application}
              decision={decision}
              expectedStatus={status}
              close={() => setDecision(null)}
            />
          )}
        </>
      ) : null}
    </Panel>
  );
}
