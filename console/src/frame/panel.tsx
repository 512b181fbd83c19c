import { Box, Card, Typography } from "@mui/material";
import { type ReactNode, useId } from "react";

/** A titled part of a page. */
export function Panel({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <Card component="section" aria-labelledby={id}>
      <Box
        sx={{
          display: "flex",
          alignItems: "baseline",
          flexWrap: "wrap",
          justifyContent: "space-between",
          columnGap: 2,
          px: 2.5,
          pt: 2,
          pb: 1,
        }}
      >
        <Typography component="h2" variant="h2" id={id}>
          {title}
        </Typography>
        {aside}
      </Box>
      <Box sx={{ px: 2.5, pb: 2.5 }}>{children}</Box>
    </Card>
  );
}

/** A name and what it is. */
export type Fact = readonly [name: string, value: ReactNode];

/** Facts as pairs of a name and a value, in a quiet grid; `narrow` for a side column. */
export function Facts({ facts, narrow = false }: { facts: readonly Fact[]; narrow?: boolean }) {
  return (
    <Box component="dl" sx={{ ...factsLook, gridTemplateColumns: narrow ? NARROW : { xs: NARROW, sm: "10em 1fr" } }}>
      {facts.map(([name, value]) => (
        <Box key={name} sx={{ display: "contents" }}>
          <Typography component="dt" variant="body2" sx={{ color: "text.secondary" }}>
            {name}
          </Typography>
          <Typography component="dd" variant="body2" sx={{ m: 0, overflowWrap: "anywhere" }}>
            {value}
          </Typography>
        </Box>
      ))}
    </Box>
  );
}

const NARROW = "minmax(7.5em, max-content) minmax(0, 1fr)";

const factsLook = {
  display: "grid",
  columnGap: 2,
  rowGap: 1,
  m: 0,
};
