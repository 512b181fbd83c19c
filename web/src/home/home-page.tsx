import { useQuery } from "@tanstack/react-query";
import type { Overview } from "../answers.ts";
import { isNothing } from "../figures.ts";
import { PageOutline, PageProblem } from "../frame/guards.tsx";
import { useWords } from "../language.ts";
import { useTitle } from "../look/page.tsx";
import { ProblemNotice } from "../look/problem-notice.tsx";
import { overviewQuery } from "../queries.ts";
import { CashCard } from "./cash-card.tsx";
import { HoldingsCard } from "./holdings-card.tsx";
import { PreviewCard } from "./preview-card.tsx";
import { ProgressCard } from "./progress-card.tsx";
import { StartCard } from "./start-card.tsx";
import { TargetCard } from "./target-card.tsx";
import { VaultCard } from "./vault-card.tsx";
import { WindowCard } from "./window-card.tsx";

/** Whether yen wait for the next window under a target: only then is there a purchase to foresee. */
function waitsForPurchase({ target, cash }: Overview): boolean {
  return target !== null && !(isNothing(cash.jpy) && isNothing(cash.heldJpy));
}

// On a phone both columns are one, in the order of data-place: what is under way comes before what is owned.
function Columns({ overview }: { overview: Overview }) {
  return (
    <div className="home">
      <div>
        <div data-place="1">
          <VaultCard overview={overview} />
        </div>
        <div data-place="2">
          <StartCard overview={overview} />
        </div>
        <div data-place="3">
          <ProgressCard instructions={overview.inProgress} />
        </div>
        <div data-place="6">
          <HoldingsCard holdings={overview.holdings} />
        </div>
      </div>
      <div>
        <div data-place="4">{overview.nextWindow === null ? null : <WindowCard window={overview.nextWindow} />}</div>
        <div data-place="5">{waitsForPurchase(overview) ? <PreviewCard /> : null}</div>
        <div data-place="7">
          <CashCard cash={overview.cash} />
        </div>
        <div data-place="8">{overview.target === null ? null : <TargetCard target={overview.target} />}</div>
      </div>
    </div>
  );
}

/** What the customer has, what is under way and why, and what happens next. */
export function HomePage() {
  const { say } = useWords();
  useTitle(say("home.title"));
  const overview = useQuery(overviewQuery);
  if (overview.isPending) return <PageOutline />;
  if (!overview.data) return <PageProblem problem={overview.error} onRetry={() => void overview.refetch()} />;
  return (
    <div className="page">
      <h1 className="unseen">{say("home.title")}</h1>
      {overview.isRefetchError ? (
        <div className="stale">
          <ProblemNotice problem={overview.error} onRetry={() => void overview.refetch()} />
        </div>
      ) : null}
      <Columns overview={overview.data} />
    </div>
  );
}
