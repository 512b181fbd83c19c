import GridIcon from "@mui/icons-material/DashboardOutlined";
import ApplicationsIcon from "@mui/icons-material/HowToRegOutlined";
import { Box, List, ListItemButton, ListItemIcon, ListItemText } from "@mui/material";
import type { ReactNode } from "react";
import { useGetList } from "react-admin";
import { NavLink } from "react-router";
import type { ListedApplication } from "../gateway.ts";
import { useWords } from "../language/translate.ts";

/** The menu: the desk, and the applications with how many wait for review. */
export function Navigation({ leave }: { leave?: () => void }) {
  const words = useWords();
  const waiting = useWaitingForReview();
  return (
    <Box component="nav" aria-label={words("nav.label")}>
      <List disablePadding sx={{ display: "grid", gap: 0.5 }}>
        <Entry to="/" icon={<GridIcon />} name={words("nav.desk")} leave={leave} />
        <Entry
          to="/applications"
          icon={<ApplicationsIcon />}
          name={words("nav.applications")}
          count={waiting}
          leave={leave}
        />
      </List>
    </Box>
  );
}

/** How many applications wait for an operator; nothing until it is known. */
export function useWaitingForReview(): number | undefined {
  const { total } = useGetList<ListedApplication>(
    "applications",
    {
      filter: { status: "review" },
      pagination: { page: 1, perPage: 1 },
      sort: { field: "submittedAt", order: "ASC" },
    },
    { refetchInterval: 60_000 },
  );
  return total;
}

type EntryProps = {
  to: string;
  icon: ReactNode;
  name: string;
  count?: number | undefined;
  leave?: (() => void) | undefined;
};

function Entry({ to, icon, name, count, leave }: EntryProps) {
  return (
    <ListItemButton component={NavLink} to={to} end={to === "/"} onClick={leave} sx={entryLook}>
      <ListItemIcon sx={{ minWidth: 34, color: "inherit", "& svg": { fontSize: 20 } }}>{icon}</ListItemIcon>
      <ListItemText primary={name} slotProps={{ primary: { sx: { fontSize: "0.8125rem", fontWeight: "inherit" } } }} />
      {count !== undefined && count > 0 ? (
        <Box component="span" sx={{ fontSize: "0.75rem", fontWeight: 600, color: "warning.main" }}>
          {count}
        </Box>
      ) : null}
    </ListItemButton>
  );
}

const entryLook = {
  borderRadius: 1.5,
  py: 0.75,
  color: "text.secondary",
  fontWeight: 500,
  "&.active": { color: "text.primary", bgcolor: "action.selected", fontWeight: 600 },
};
