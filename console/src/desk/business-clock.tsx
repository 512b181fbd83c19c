import { Box, LinearProgress, Typography } from "@mui/material";
import type { DeskClock } from "../gateway.ts";
import { useLanguage, useWords } from "../language/translate.ts";
import { formatInstant, formatWeekday } from "../time.ts";
import { useBusinessNow, useDeskClock } from "./desk-clock.ts";
import { NextOpeningButton } from "./next-opening-button.tsx";
import { type Advance, useAdvance } from "./use-advance.ts";

/**
 * The business clock with the button that moves it to the next opening.
 *
 * Both exist only on a desk, where the simulator owns the clock: elsewhere the gateway has no such route.
 */
export function BusinessClock({ strip = false }: { strip?: boolean }) {
  const clock = useDeskClock();
  return clock ? <RunningClock clock={clock} strip={strip} /> : null;
}

function RunningClock({ clock, strip }: { clock: DeskClock; strip: boolean }) {
  const advance = useAdvance(clock);
  return (
    <Box sx={{ position: "relative", ...(strip ? stripLook : { display: "flex", alignItems: "center", gap: 1.5 }) }}>
      <Time advance={advance} />
      <NextOpeningButton clock={clock} advance={advance} short={strip} />
    </Box>
  );
}

function Time({ advance }: { advance: Advance }) {
  const words = useWords();
  const language = useLanguage();
  const now = new Date(useBusinessNow()).toISOString();
  return (
    <Box role="timer" aria-label={words("clock.label")} sx={{ minWidth: 172 }}>
      <Typography component="span" variant="body2" sx={{ fontWeight: 600, whiteSpace: "nowrap" }}>
        {formatInstant(now, language, true)}
        <Box component="span" sx={{ color: "text.secondary", fontWeight: 500, ml: 0.75, fontSize: "0.75rem" }}>
          {formatWeekday(now, language)} JST
        </Box>
      </Typography>
      {advance.progress === null ? null : (
        <LinearProgress
          variant="determinate"
          value={advance.progress}
          aria-label={words("clock.progress")}
          sx={{ height: 3, borderRadius: 2, mt: 0.25 }}
        />
      )}
    </Box>
  );
}

const stripLook = {
  display: "flex",
  alignItems: "center",
  justifyContent: "space-between",
  gap: 1,
  px: 2,
  py: 0.5,
  borderTop: "1px solid",
  borderColor: "divider",
};
