import {
  Box,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableRow,
  type Theme,
  Typography,
  useMediaQuery,
} from "@mui/material";
import { DotMark } from "../applications/status-mark.tsx";
import { Panel } from "../frame/panel.tsx";
import type { Break } from "../gateway.ts";
import { useLanguage, useWords } from "../language/translate.ts";
import { formatInstant } from "../time.ts";

/** Where our books and the world do not agree, and nobody has settled it yet. */
export function BreaksPanel({ breaks }: { breaks: readonly Break[] }) {
  const words = useWords();
  const isWide = useMediaQuery<Theme>((theme) => theme.breakpoints.up("md"));
  return (
    <Panel title={words("desk.breaks_title")}>
      {breaks.length === 0 ? (
        <Typography variant="body2" sx={{ color: "text.secondary" }}>
          {words("desk.no_breaks")}
        </Typography>
      ) : isWide ? (
        <BreakTable breaks={breaks} />
      ) : (
        <BreakCards breaks={breaks} />
      )}
    </Panel>
  );
}

function BreakTable({ breaks }: { breaks: readonly Break[] }) {
  const words = useWords();
  const language = useLanguage();
  const columns = ["severity", "opened", "kind", "subject", "detail"];
  return (
    <Box sx={{ mx: -2.5, mb: -2.5 }}>
      <Table size="small">
        <TableHead>
          <TableRow>
            {columns.map((column) => (
              <TableCell key={column} sx={{ "&:first-of-type": { pl: 2.5 } }}>
                {words(`desk.${column}`)}
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody sx={{ "& tr:last-of-type td": { borderBottom: 0 } }}>
          {breaks.map((open) => (
            <TableRow key={open.id}>
              <TableCell sx={{ pl: 2.5 }}>
                <Severity of={open} />
              </TableCell>
              <TableCell sx={{ whiteSpace: "nowrap" }}>{formatInstant(open.openedAt, language)}</TableCell>
              <TableCell>{words(`break.${open.kind}`)}</TableCell>
              <TableCell sx={{ overflowWrap: "anywhere" }}>{open.subject}</TableCell>
              <TableCell sx={{ overflowWrap: "anywhere" }}>{open.detail}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Box>
  );
}

function BreakCards({ breaks }: { breaks: readonly Break[] }) {
  const words = useWords();
  const language = useLanguage();
  return (
    <Box component="ul" sx={{ listStyle: "none", m: 0, p: 0, typography: "body2" }}>
      {breaks.map((open) => (
        <Box component="li" key={open.id} sx={cardLook}>
          <Box sx={{ display: "flex", justifyContent: "space-between", gap: 2 }}>
            <Severity of={open} />
            <Box component="span" sx={{ color: "text.secondary" }}>
              {formatInstant(open.openedAt, language)}
            </Box>
          </Box>
          <Box sx={{ fontWeight: 600, mt: 0.5, overflowWrap: "anywhere" }}>
            {words(`break.${open.kind}`)} · {open.subject}
          </Box>
          <Box sx={{ color: "text.secondary", overflowWrap: "anywhere" }}>{open.detail}</Box>
        </Box>
      ))}
    </Box>
  );
}

function Severity({ of: { severity } }: { of: Break }) {
  const words = useWords();
  return (
    <DotMark colour={severity === "critical" ? "error.main" : "warning.main"} word={words(`severity.${severity}`)} />
  );
}

const cardLook = {
  py: 1.5,
  borderBottom: "1px solid",
  borderColor: "divider",
  "&:first-of-type": { pt: 0.5 },
  "&:last-of-type": { borderBottom: 0, pb: 0 },
};
