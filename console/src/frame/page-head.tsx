import { Box, Typography } from "@mui/material";
import { type ReactNode, useEffect } from "react";
import { useWords } from "../language/translate.ts";

/** The head of a page: its title (the browser's too), what it is for, and what can be done with the whole of it. */
export function PageHead({ title, lead, children }: { title: string; lead?: string; children?: ReactNode }) {
  useTitle(title);
  return (
    <Box sx={{ display: "flex", alignItems: "flex-start", gap: 2, mb: 2 }}>
      <Box sx={{ flexGrow: 1, minWidth: 0 }}>
        <Typography component="h1" variant="h1">
          {title}
        </Typography>
        {lead ? (
          <Typography variant="body2" sx={{ color: "text.secondary" }}>
            {lead}
          </Typography>
        ) : null}
      </Box>
      {children}
    </Box>
  );
}

/** Names the page in the browser. Never with a person's name: titles stay in histories. */
export function useTitle(title: string): void {
  const words = useWords();
  const name = words("app.name");
  useEffect(() => {
    document.title = `${title} · ${name}`;
  }, [title, name]);
}
