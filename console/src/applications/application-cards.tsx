import { Box, List, ListItem, ListItemButton, Typography } from "@mui/material";
import { useCreatePath, useListContext } from "react-admin";
import { Link as RouterLink } from "react-router";
import type { ListedApplication } from "../gateway.ts";
import { useAgeWords, useLanguage, useWords } from "../language/translate.ts";
import { formatInstant } from "../time.ts";
import { StatusMark } from "./status-mark.tsx";

/** The applications on a phone: one entry each, with the same facts as the table. */
export function ApplicationCards() {
  const words = useWords();
  const language = useLanguage();
  const age = useAgeWords();
  const path = useCreatePath();
  const { data = [] } = useListContext<ListedApplication>();
  return (
    <List disablePadding>
      {data.map((record) => (
        <ListItem key={record.id} disablePadding divider>
          <ListItemButton
            component={RouterLink}
            to={path({ resource: "applications", type: "show", id: record.id })}
            sx={{ display: "block", px: 2, py: 1.5 }}
          >
            <Line>
              <Typography component="span" sx={{ fontWeight: 600, fontSize: "0.875rem" }}>
                {record.applicant ?? "–"}
              </Typography>
              <Typography component="span" variant="body2">
                <StatusMark status={record.status} />
              </Typography>
            </Line>
            <Line faint>
              <span>{record.email}</span>
            </Line>
            <Line faint>
              <span>
                {record.submittedAt ? formatInstant(record.submittedAt, language) : words("list.not_submitted")}
              </span>
              <span>{record.ageHours === null ? "" : age(record.ageHours * 3_600_000)}</span>
            </Line>
          </ListItemButton>
        </ListItem>
      ))}
    </List>
  );
}

function Line({ faint = false, children }: { faint?: boolean; children: React.ReactNode }) {
  return (
    <Box
      sx={{
        display: "flex",
        justifyContent: "space-between",
        gap: 2,
        ...(faint ? { color: "text.secondary", fontSize: "0.75rem", mt: 0.5 } : {}),
      }}
    >
      {children}
    </Box>
  );
}
