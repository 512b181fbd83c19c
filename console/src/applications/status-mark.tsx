import { Box } from "@mui/material";
import type { ApplicationStatus } from "../gateway.ts";
import { useWords } from "../language/translate.ts";

const COLOUR: Record<ApplicationStatus, string> = {
  draft: "text.disabled",
  identity_check: "info.main",
  review: "warning.main",
  approved: "success.main",
  rejected: "error.main",
};

/** A status as a word with a dot: the word tells, the colour only helps. */
export function StatusMark({ status }: { status: ApplicationStatus }) {
  const words = useWords();
  return <DotMark colour={COLOUR[status]} word={words(`status.${status}`)} />;
}

/** A word with a coloured dot before it. */
export function DotMark({ colour, word }: { colour: string; word: string }) {
  return (
    <Box
      component="span"
      sx={{ display: "inline-flex", alignItems: "center", gap: 1, whiteSpace: "nowrap", fontWeight: 500 }}
    >
      <Box
        component="span"
        aria-hidden
        sx={{ width: 8, height: 8, borderRadius: "50%", bgcolor: colour, flexShrink: 0 }}
      />
      {word}
    </Box>
  );
}
