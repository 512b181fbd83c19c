import RefreshIcon from "@mui/icons-material/Refresh";
import SortIcon from "@mui/icons-material/SwapVert";
import {
  Box,
  Button,
  Card,
  IconButton,
  LinearProgress,
  type Theme,
  Tooltip,
  Typography,
  useMediaQuery,
} from "@mui/material";
import { ListBase, Pagination, useListContext } from "react-admin";
import { PageHead } from "../frame/page-head.tsx";
import type { ListedApplication } from "../gateway.ts";
import { useWords } from "../language/translate.ts";
import { ApplicationCards } from "./application-cards.tsx";
import { ApplicationTable } from "./application-table.tsx";
import { StatusTabs } from "./status-tabs.tsx";

/** Who asks to open an account: by status, oldest first, names and addresses masked. */
export function ApplicationList() {
  return (
    <ListBase<ListedApplication>
      perPage={25}
      sort={{ field: "submittedAt", order: "ASC" }}
      filterDefaultValues={{ status: "review" }}
      exporter={false}
    >
      <ListPage />
    </ListBase>
  );
}

function ListPage() {
  const words = useWords();
  const { isPending, isFetching, total, refetch, filterValues } = useListContext<ListedApplication>();
  const isWide = useMediaQuery<Theme>((theme) => theme.breakpoints.up("md"));
  return (
    <>
      <PageHead title={words("list.title")} lead={words("list.lead")}>
        <Tooltip title={words("list.refresh")}>
          <IconButton aria-label={words("list.refresh")} onClick={() => refetch()} size="small">
            <RefreshIcon fontSize="small" />
          </IconButton>
        </Tooltip>
      </PageHead>
      <Card>
        <StatusTabs />
        {isWide || !total ? null : <OrderButton />}
        <Box sx={{ height: 2 }}>{isFetching ? <LinearProgress sx={{ height: 2 }} /> : null}</Box>
        {isPending ? null : total === 0 ? (
          <NothingHere status={filterValues.status} />
        ) : isWide ? (
          <ApplicationTable />
        ) : (
          <ApplicationCards />
        )}
        {total ? <Pagination rowsPerPageOptions={[10, 25, 50, 100]} /> : null}
      </Card>
    </>
  );
}

/** On a phone there are no column heads to sort by. */
function OrderButton() {
  const words = useWords();
  const { sort, setSort } = useListContext();
  const isOldestFirst = sort.order === "ASC";
  return (
    <Button
      size="small"
      color="inherit"
      startIcon={<SortIcon />}
      onClick={() => setSort({ field: "submittedAt", order: isOldestFirst ? "DESC" : "ASC" })}
      sx={{ color: "text.secondary", mx: 1.5, mt: 1 }}
    >
      {words(isOldestFirst ? "list.oldest" : "list.newest")}
    </Button>
  );
}

function NothingHere({ status }: { status: string | undefined }) {
  const words = useWords();
  return (
    <Typography variant="body2" sx={{ color: "text.secondary", textAlign: "center", py: 8 }}>
      {words(status === "review" ? "list.empty_review" : "list.empty")}
    </Typography>
  );
}
