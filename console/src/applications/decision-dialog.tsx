import { Button, Dialog, DialogActions, DialogContent, DialogTitle, Typography } from "@mui/material";
import { useQueryClient } from "@tanstack/react-query";
import { useId } from "react";
import { useGetIdentity, useNotify, useRefresh, useUpdate } from "react-admin";
import { type Decision, IN_FULL } from "../data-provider.ts";
import { type Consequences, ReasonDialog } from "../frame/reason-dialog.tsx";
import type { Application } from "../gateway.ts";
import { useWords } from "../language/translate.ts";
import { fieldProblem, isStale, problemKey } from "../problem.ts";

type DecisionDialogProps = {
  application: Application;
  decision: Decision["decision"];
  expectedStatus: Decision["expectedStatus"];
  close: () => void;
};

/** Asks for the reason, repeats what will happen, and decides; shown as done only once the gateway has said so. */
export function DecisionDialog({ application, decision, expectedStatus, close }: DecisionDialogProps) {
  const words = useWords();
  const notify = useNotify();
  const queries = useQueryClient();
  const [update, { error, isPending }] = useUpdate<Application>();
  const consequences = useConsequences(application, decision);

  if (isStale(error)) return <StaleDialog close={close} />;

  function decide(reason: string) {
    // Decided on what this page shows: when that is no longer so, the gateway refuses.
    const data: Decision = { decision, reason, expectedStatus };
    update(
      "applications",
      { id: application.id, data: data as Partial<Application>, previousData: application, meta: IN_FULL },
      {
        mutationMode: "pessimistic",
        onSuccess: () => {
          close();
          // How many wait, and who, is different now.
          void queries.invalidateQueries({ queryKey: ["applications", "getList"] });
          notify(words(decision === "approve" ? "decision.approved" : "decision.rejected"), { type: "success" });
        },
      },
    );
  }

  const problem = error ? (fieldProblem(error, "reason") ?? words(problemKey(error))) : null;
  return <ReasonDialog consequences={consequences} busy={isPending} problem={problem} act={decide} close={close} />;
}

/** Says that somebody decided first, that nothing was overwritten, and leads to how it stands now. */
function StaleDialog({ close }: { close: () => void }) {
  const words = useWords();
  const refresh = useRefresh();
  const titleId = useId();
  const seeCurrent = () => {
    close();
    refresh();
  };
  return (
    <Dialog open onClose={seeCurrent} aria-labelledby={titleId} role="alertdialog" maxWidth="xs" fullWidth>
      <DialogTitle id={titleId} sx={{ fontSize: "1.0625rem", fontWeight: 650 }}>
        {words("decision.stale_title")}
      </DialogTitle>
      <DialogContent>
        <Typography variant="body2">{words("decision.stale")}</Typography>
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2.5 }}>
        <Button variant="contained" onClick={seeCurrent} autoFocus>
          {words("decision.see_current")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function useConsequences({ personal }: Application, decision: Decision["decision"]): Consequences {
  const words = useWords();
  const { identity } = useGetIdentity();
  const applicant = personal
    ? words("decision.person", { name: `${personal.familyName} ${personal.givenName}` })
    : words("decision.applicant");
  const operator = identity?.fullName ?? "";
  return {
    title: words(`decision.${decision}_title`),
    happens: [
      words(`decision.${decision}_1`, { applicant }),
      words(`decision.${decision}_2`),
      words("decision.recorded", { operator }),
      words("decision.final"),
    ],
    reasonHelp: words(`decision.reason_help_${decision}`),
    confirm: words(`decision.confirm_${decision}`),
    isHarsh: decision === "reject",
  };
}
