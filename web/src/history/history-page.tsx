import { Button, Skeleton } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { HistoryItem } from "../answers.ts";
import { answer, gateway } from "../api.ts";
import { useWords } from "../language.ts";
import { EmptyPlace, Page, Waiting } from "../look/page.tsx";
import { ProblemNotice } from "../look/problem-notice.tsx";
import { longDayOf } from "../moments.ts";
import { byDay } from "./by-day.ts";
import { HistoryEntry } from "./history-item.tsx";

function useHistory() {
  return useInfiniteQuery({
    queryKey: ["history"],
    queryFn: ({ pageParam }) => {
      const query = pageParam === null ? {} : { before: pageParam };
      return answer(gateway.GET("/history", { params: { query } }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchInterval: 10_000,
  });
}

function Days({ items }: { items: readonly HistoryItem[] }) {
  const { language } = useWords();
  return byDay(items).map(({ day, items: ofDay }) => {
    const heading = longDayOf(ofDay[0]?.at ?? day, language);
    return (
      <section key={day} aria-label={heading}>
        <h2 className="timeline-day">{heading}</h2>
        <ol className="timeline">
          {ofDay.map((item) => (
            <HistoryEntry key={item.id} item={item} />
          ))}
        </ol>
      </section>
    );
  });
}

function Timeline() {
  const { say } = useWords();
  const history = useHistory();
  if (history.isPending) {
    return (
      <Waiting>
        <Skeleton height={320} radius="lg" />
      </Waiting>
    );
  }
  if (!history.data) return <ProblemNotice problem={history.error} onRetry={() => void history.refetch()} />;
  const items = history.data.pages.flatMap((page) => page.items);
  if (items.length === 0) {
    return (
      <EmptyPlace
        icon={<IconHistory size={44} stroke={1.2} aria-hidden="true" />}
        title={say("history.empty")}
        why={say("history.emptyWhy")}
      />
    );
  }
  return (
    <>
      <Days items={items} />
      {history.hasNextPage ? (
        <Button
          variant="default"
          fullWidth
          mt="md"
          loading={history.isFetchingNextPage}
          onClick={() => void history.fetchNextPage()}
        >
          {say("history.more")}
        </Button>
      ) : null}
    </>
  );
}

/** Everything that happened to the customer's money, newest first, in Japanese time. */
export function HistoryPage() {
  const { say } = useWords();
  return (
    <Page title={say("history.title")} lead={say("history.lead")} width="reading">
      <Timeline />
    </Page>
  );
}
