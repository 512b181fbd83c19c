import RefreshIcon from "@mui/icons-material/Refresh";
import { Alert, Box, Button, IconButton, LinearProgress, Tooltip } from "@mui/material";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useLogoutIfAccessDenied } from "react-admin";
import { PageHead } from "../frame/page-head.tsx";
import { useGateway } from "../gateway-context.ts";
import { useWords } from "../language/translate.ts";
import { answerOf, problemKey } from "../problem.ts";
import { BreaksPanel } from "./breaks-panel.tsx";
import { ControlsPanel } from "./controls-panel.tsx";
import { DeskFigures } from "./desk-figures.tsx";
import { WindowPanel } from "./window-panel.tsx";

/** Under which the state of the house is kept. */
export const DESK = ["desk"];

/** The state of the house at a glance: what needs a person, what comes next, and what stands still. */
export function DeskPage() {
  const words = useWords();
  const { desk, error, isFetching, refetch } = useDesk();
  return (
    <>
      <PageHead title={words("desk.title")} lead={words("desk.lead")}>
        <Tooltip title={words("desk.refresh")}>
          <IconButton aria-label={words("desk.refresh")} onClick={() => refetch()} size="small">
            <RefreshIcon fontSize="small" />
          </IconButton>
        </Tooltip>
      </PageHead>
      {error ? (
        <Alert
          severity="error"
          action={
            <Button color="inherit" size="small" onClick={() => refetch()}>
              {words("desk.refresh")}
            </Button>
          }
          sx={{ mb: 2 }}
        >
          {words(problemKey(error))}
        </Alert>
      ) : null}
      {desk === undefined ? (
        isFetching && <LinearProgress />
      ) : (
        <Box sx={{ display: "grid", gap: 2 }}>
          <DeskFigures operations={desk.operations} />
          <Box sx={columns}>
            <WindowPanel window={desk.operations.window} />
            <ControlsPanel controls={desk.controls} />
          </Box>
          <BreaksPanel breaks={desk.operations.breaks} />
        </Box>
      )}
    </>
  );
}

function useDesk() {
  const gateway = useGateway();
  const leaveIfSignedOut = useLogoutIfAccessDenied();
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: DESK,
    queryFn: () => answerOf(gateway.GET("/operator/desk")),
    refetchInterval: 15_000,
  });
  useEffect(() => {
    if (error) void leaveIfSignedOut(error);
  }, [error, leaveIfSignedOut]);
  return { desk: data, error, isFetching, refetch };
}

const columns = {
  display: "grid",
  gap: 2,
  alignItems: "stretch",
  gridTemplateColumns: { xs: "minmax(0, 1fr)", lg: "minmax(0, 1fr) minmax(0, 1fr)" },
  "& > *": { height: "100%" },
};
