import { Box, Card, Link, Typography } from "@mui/material";
import type { ReactNode } from "react";
import { Link as RouterLink } from "react-router";
import { useWaitingForReview } from "../frame/navigation.tsx";
import type { Desk } from "../gateway.ts";
import { useLanguage, useWords } from "../language/translate.ts";
import { formatInstant } from "../time.ts";

/** Four counts that should be small: what waits for people, and what the books and the workers say. */
export function DeskFigures({ operations }: { operations: Desk["operations"] }) {
  const words = useWords();
  const language = useLanguage();
  const toReview = useWaitingForReview();
  const { breaks, work } = operations;
  const oldest = work.oldestDueAt === null ? null : formatInstant(work.oldestDueAt, language);
  return (
    <Box sx={{ display: "grid", gap: 2, gridTemplateColumns: { xs: "1fr 1fr", lg: "repeat(4, 1fr)" } }}>
      <Figure name={words("desk.to_review")} count={toReview}>
        <Link component={RouterLink} to="/applications">
          {words("desk.go_review")}
        </Link>
      </Figure>
      <Figure name={words("desk.breaks")} count={breaks.length} isBad={breaks.length > 0}>
        {words(breaks.length > 0 ? "desk.look" : "desk.all_well")}
      </Figure>
      <Figure name={words("desk.work_waiting")} count={work.waiting}>
        {oldest === null ? words("desk.nothing_due") : words("desk.oldest_due", { time: oldest })}
      </Figure>
      <Figure name={words("desk.work_failed")} count={work.failed} isBad={work.failed > 0}>
        {words(work.failed > 0 ? "desk.look" : "desk.all_well")}
      </Figure>
    </Box>
  );
}

type FigureProps = { name: string; count: number | undefined; isBad?: boolean; children: ReactNode };

function Figure({ name, count, isBad = false, children }: FigureProps) {
  return (
    <Card component="section" aria-label={name} sx={{ px: { xs: 2, sm: 2.5 }, py: 2 }}>
      <Typography variant="body2" sx={{ color: "text.secondary" }}>
        {name}
      </Typography>
      <Typography
        component="p"
        sx={{ fontSize: "1.75rem", fontWeight: 600, lineHeight: 1.3, color: isBad ? "error.main" : "text.primary" }}
      >
        {count ?? "–"}
      </Typography>
      <Typography variant="caption" component="p" sx={{ color: isBad ? "error.main" : "text.secondary" }}>
        {children}
      </Typography>
    </Card>
  );
}
