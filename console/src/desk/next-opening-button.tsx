import ForwardIcon from "@mui/icons-material/FastForwardOutlined";
import { Button, Tooltip } from "@mui/material";
import type { DeskClock } from "../gateway.ts";
import { useLanguage, useWords } from "../language/translate.ts";
import { formatInstant } from "../time.ts";
import type { Advance } from "./use-advance.ts";

/** Moves business time to just after the next window's orders have gone out. */
export function NextOpeningButton({ clock, advance, short }: { clock: DeskClock; advance: Advance; short: boolean }) {
  const words = useWords();
  const language = useLanguage();
  const help = words("clock.next_help", { time: formatInstant(clock.nextOpening.runsAt, language) });
  const to = advance.to === null ? "" : formatInstant(advance.to, language);
  const moving = short ? words("clock.advancing_short") : words("clock.advancing", { time: to });
  const name = advance.to === null ? words("clock.next") : moving;
  return (
    <Tooltip title={advance.busy ? "" : help} describeChild>
      <span>
        <Button
          variant="outlined"
          size="small"
          startIcon={<ForwardIcon />}
          disabled={advance.busy}
          onClick={advance.start}
          sx={{ whiteSpace: "nowrap" }}
        >
          {name}
        </Button>
      </span>
    </Tooltip>
  );
}
