import { Tab, Tabs } from "@mui/material";
import { useListContext } from "react-admin";
import { useWaitingForReview } from "../frame/navigation.tsx";
import { useWords } from "../language/translate.ts";

const TABS = ["review", "identity_check", "approved", "rejected", "draft", "all"] as const;

/** Chooses which applications are listed, by status. */
export function StatusTabs() {
  const words = useWords();
  const { filterValues, setFilters } = useListContext();
  const waiting = useWaitingForReview();
  const current = TABS.find((tab) => tab === filterValues.status) ?? "all";
  return (
    <Tabs
      value={current}
      onChange={(_event, tab: (typeof TABS)[number]) => setFilters(tab === "all" ? {} : { status: tab })}
      aria-label={words("list.filter")}
      variant="scrollable"
      scrollButtons={false}
      sx={{ px: 2, borderBottom: 1, borderColor: "divider" }}
    >
      {TABS.map((tab) => (
        <Tab
          key={tab}
          value={tab}
          label={tab === "review" && waiting !== undefined ? `${words("tab.review")} ${waiting}` : words(`tab.${tab}`)}
        />
      ))}
    </Tabs>
  );
}
