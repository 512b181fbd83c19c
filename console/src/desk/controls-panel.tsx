import { Box, Typography } from "@mui/material";
import { DotMark } from "../applications/status-mark.tsx";
import { Panel } from "../frame/panel.tsx";
import type { Control, Desk } from "../gateway.ts";
import { useLanguage, useWords } from "../language/translate.ts";
import { formatInstant } from "../time.ts";

/** Whether trading and payouts run or stand still, since when and why. */
export function ControlsPanel({ controls }: { controls: Desk["controls"] }) {
  const words = useWords();
  return (
    <Panel title={words("desk.controls")}>
      <Box sx={{ display: "grid", gap: 1.5 }}>
        <ControlLine name={words("desk.trading")} control={controls.trading} />
        <ControlLine name={words("desk.payouts")} control={controls.payouts} />
      </Box>
    </Panel>
  );
}

function ControlLine({ name, control }: { name: string; control: Control }) {
  const words = useWords();
  const language = useLanguage();
  const colour = control.halted ? "error.main" : "success.main";
  return (
    <Box role="group" aria-label={name} sx={{ display: "flex", gap: 2, alignItems: "baseline" }}>
      <Typography variant="body2" sx={{ color: "text.secondary", width: "7em", flexShrink: 0 }}>
        {name}
      </Typography>
      <Box sx={{ typography: "body2", minWidth: 0 }}>
        <DotMark colour={colour} word={words(control.halted ? "desk.halted" : "desk.running")} />
        {control.since === null || !control.halted ? null : (
          <Box component="span" sx={{ color: "text.secondary", ml: 1.5 }}>
            {words("desk.since", { time: formatInstant(control.since, language) })}
          </Box>
        )}
        {control.reason === "" ? null : <Box sx={{ overflowWrap: "anywhere" }}>{control.reason}</Box>}
      </Box>
    </Box>
  );
}
