import ForwardIcon from "@mui/icons-material/FastForwardOutlined";
import { Button, Tooltip } from "@mui/material";
import type { DeskClock } from "../gateway.ts";
import { useLanguage, useWords } from "../language/translate.ts";
import { formatInstant } from "../time.ts";
import type { Advance } from "./use-advance.ts";

/** Moves business time to just after the next window's orders have gone out. */
export function NextOpeningButton({ clock, advance }: { clock: DeskClock; advance: Advance }) {
  const words = useWords();
  const language = useLanguage();
  const help = words("clock.next_help", { time: formatInstant(clock.nextOpening.runsAt, language) });
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
          {advance.to === null
            ? words("clock.next")
            : words("clock.advancing", { time: formatInstant(advance.to, language) })}
        </Button>
      </span>
    </Tooltip>
  );
}
