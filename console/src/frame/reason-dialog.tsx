import {
  Alert,
  Box,
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogTitle,
  TextField,
  Typography,
} from "@mui/material";
import { type FormEvent, type ReactNode, useId, useState } from "react";
import { useWords } from "../language/translate.ts";

/** What a dialog repeats before something is done for good. */
export type Consequences = {
  title: string;
  happens: readonly string[];
  reasonHelp: string;
  confirm: string;
  isHarsh: boolean;
};

type ReasonDialogProps = {
  consequences: Consequences;
  busy: boolean;
  problem: ReactNode;
  act: (reason: string) => void;
  close: () => void;
};

/** Repeats what will happen and asks why. Without a reason, nothing is done. */
export function ReasonDialog({ consequences, busy, problem, act, close }: ReasonDialogProps) {
  const words = useWords();
  const titleId = useId();
  const [isMissing, setMissing] = useState(false);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const reason = String(new FormData(event.currentTarget).get("reason") ?? "").trim();
    setMissing(reason === "");
    if (reason !== "") act(reason);
  }

  return (
    <Dialog open onClose={busy ? undefined : close} aria-labelledby={titleId} maxWidth="xs" fullWidth>
      <Box component="form" onSubmit={submit} noValidate>
        <DialogTitle id={titleId} sx={{ fontSize: "1.0625rem", fontWeight: 650, pb: 1 }}>
          {consequences.title}
        </DialogTitle>
        <DialogContent sx={{ display: "grid", gap: 2, pb: 2 }}>
          <WhatHappens happens={consequences.happens} />
          {problem ? <Alert severity="error">{problem}</Alert> : null}
          <TextField
            name="reason"
            label={words("decision.reason")}
            multiline
            minRows={3}
            autoFocus
            required
            error={isMissing}
            helperText={isMissing ? words("decision.reason_needed") : consequences.reasonHelp}
            slotProps={{ htmlInput: { maxLength: 1_000 } }}
          />
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2.5 }}>
          <Button onClick={close} color="inherit" disabled={busy}>
            {words("decision.cancel")}
          </Button>
          <Button type="submit" variant="contained" color={consequences.isHarsh ? "error" : "primary"} loading={busy}>
            {consequences.confirm}
          </Button>
        </DialogActions>
      </Box>
    </Dialog>
  );
}

function WhatHappens({ happens }: { happens: readonly string[] }) {
  const words = useWords();
  return (
    <Box sx={{ bgcolor: "action.hover", borderRadius: 1.5, px: 2, py: 1.5 }}>
      <Typography variant="caption" sx={{ color: "text.secondary", fontWeight: 600 }}>
        {words("decision.what_happens")}
      </Typography>
      <Box component="ul" sx={{ m: 0, mt: 0.5, pl: 2.25, typography: "body2", display: "grid", gap: 0.25 }}>
        {happens.map((each) => (
          <li key={each}>{each}</li>
        ))}
      </Box>
    </Box>
  );
}
