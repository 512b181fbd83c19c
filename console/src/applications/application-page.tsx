import BackIcon from "@mui/icons-material/ArrowBack";
import RefreshIcon from "@mui/icons-material/Refresh";
import { Alert, Box, Button, IconButton, LinearProgress, Tooltip, Typography } from "@mui/material";
import { useEffect, useRef } from "react";
import { ShowBase, useShowContext } from "react-admin";
import { Link as RouterLink } from "react-router";
import { IN_FULL } from "../data-provider.ts";
import { useBusinessNow } from "../desk/desk-clock.ts";
import { useTitle } from "../frame/page-head.tsx";
import type { Application } from "../gateway.ts";
import { useAgeWords, useWords } from "../language/translate.ts";
import { problemKey } from "../problem.ts";
import { ConsentsPanel } from "./consents-panel.tsx";
import { DecisionPanel } from "./decision-panel.tsx";
import { IdentityPanel } from "./identity-panel.tsx";
import { OutcomePanel } from "./outcome-panel.tsx";
import { PersonalPanel } from "./personal-panel.tsx";
import { StatusMark } from "./status-mark.tsx";
import { TimelinePanel } from "./timeline-panel.tsx";

/** One application: who asks, what proves it, what was agreed and what happened; and the decision. */
export function ApplicationPage() {
  return (
    <ShowBase<Application> queryOptions={{ meta: IN_FULL, onError: stay }}>
      <OneApplication />
    </ShowBase>
  );
}

/** Says on the page itself what went wrong, instead of leading back to the list. */
const stay = () => undefined;

function OneApplication() {
  const words = useWords();
  const { record, error, isPending, refetch } = useShowContext<Application>();
  useTitle(words("application.title"));
  useLookForAccount(record, refetch);
  if (isPending) return <LinearProgress />;
  if (!record) {
    return (
      <>
        <BackToList />
        <Alert severity="error">{words(problemKey(error))}</Alert>
      </>
    );
  }
  const isDecided = record.status === "approved" || record.status === "rejected";
  return (
    <>
      <BackToList />
      <Head application={record} refresh={() => refetch()} />
      <Box sx={columns}>
        <Box sx={{ display: "grid", gap: 2, gridArea: "facts", minWidth: 0 }}>
          <PersonalPanel application={record} />
          <IdentityPanel application={record} />
          <ConsentsPanel application={record} />
        </Box>
        <Box sx={{ gridArea: "decision", minWidth: 0 }}>
          {isDecided ? <OutcomePanel application={record} /> : <DecisionPanel application={record} />}
        </Box>
        <Box sx={{ gridArea: "timeline", minWidth: 0 }}>
          <TimelinePanel application={record} />
        </Box>
      </Box>
    </>
  );
}

/** An approved account is there within moments: looks for it again, twice at most, for each look is recorded. */
function useLookForAccount(application: Application | undefined, look: () => unknown): void {
  const looks = useRef(0);
  const isComing = application?.status === "approved" && !application.accountOpened;
  useEffect(() => {
    if (!isComing) return;
    const timer = setInterval(() => {
      looks.current += 1;
      if (looks.current <= 2) look();
      else clearInterval(timer);
    }, 3_000);
    return () => clearInterval(timer);
  }, [isComing, look]);
}

function BackToList() {
  const words = useWords();
  return (
    <Button
      component={RouterLink}
      to="/applications"
      startIcon={<BackIcon />}
      size="small"
      color="inherit"
      sx={{ color: "text.secondary", alignSelf: "flex-start", ml: -0.75, mb: 0.5 }}
    >
      {words("application.back")}
    </Button>
  );
}

/** The head names nobody in full: names are for the panel below, not for whoever passes by. */
function Head({ application, refresh }: { application: Application; refresh: () => void }) {
  const words = useWords();
  return (
    <Box sx={{ display: "flex", alignItems: "flex-start", gap: 2, mb: 2 }}>
      <Box sx={{ flexGrow: 1, minWidth: 0 }}>
        <Typography component="h1" variant="h1">
          {words("application.title")}
        </Typography>
        <Box sx={{ display: "flex", flexWrap: "wrap", columnGap: 2, typography: "body2", color: "text.secondary" }}>
          <Box component="span" sx={{ color: "text.primary" }}>
            <StatusMark status={application.status} />
          </Box>
          <Waited application={application} />
          <span>{words("application.id", { id: application.id.slice(-12) })}</span>
        </Box>
      </Box>
      <Tooltip title={words("application.refresh")}>
        <IconButton aria-label={words("application.refresh")} onClick={refresh} size="small">
          <RefreshIcon fontSize="small" />
        </IconButton>
      </Tooltip>
    </Box>
  );
}

function Waited({ application }: { application: Application }) {
  const words = useWords();
  const age = useAgeWords();
  const now = useBusinessNow();
  if (application.submittedAt === null) return null;
  const submitted = Date.parse(application.submittedAt);
  if (application.decidedAt === null) return <span>{words("application.waiting", { age: age(now - submitted) })}</span>;
  return <span>{words("application.took", { age: age(Date.parse(application.decidedAt) - submitted) })}</span>;
}

const columns = {
  display: "grid",
  gap: 2,
  alignItems: "start",
  gridTemplateColumns: { xs: "minmax(0, 1fr)", lg: "minmax(0, 1fr) 360px" },
  gridTemplateAreas: {
    xs: '"facts" "decision" "timeline"',
    lg: '"facts decision" "facts timeline"',
  },
  gridTemplateRows: { lg: "auto 1fr" },
};
