import { Button, Group } from "@mantine/core";
import { IconCheck, IconInfoCircle } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import type { Portfolio, Target } from "../answers.ts";
import { answer, gateway } from "../api.ts";
import { PageOutline, PageProblem } from "../frame/guards.tsx";
import { useWords } from "../language.ts";
import { Card, Page } from "../look/page.tsx";
import { ProblemNotice } from "../look/problem-notice.tsx";
import { WeightsStrip } from "../look/weights.tsx";
import { WeightsList } from "../look/weights-list.tsx";
import { overviewQuery, portfolioQuery } from "../queries.ts";
import { forgetKey, keyFor } from "./confirmation-key.ts";
import { changesAnything, targetChanges } from "./target-changes.ts";
import { TargetTable } from "./target-table.tsx";
import { largestFirst, weightsInWords } from "./weights-words.ts";

function targetOf(portfolio: Portfolio) {
  const holdings = portfolio.holdings.map(({ symbol, weightBps }) => ({ symbol, weightBps }));
  return { holdings, source: { portfolioId: portfolio.id, version: portfolio.version } };
}

/** Makes the portfolio's weights the customer's target: once, however often the answer is lost on the way. */
function useConfirmTarget(portfolio: Portfolio) {
  const client = useQueryClient();
  const body = targetOf(portfolio);
  const wish = JSON.stringify(body);
  return useMutation({
    mutationFn: () => answer(gateway.PUT("/target", { body, params: { header: { "idempotency-key": keyFor(wish) } } })),
    onSuccess: () => {
      forgetKey(wish);
      return Promise.all(["overview", "preview"].map((key) => client.invalidateQueries({ queryKey: [key] })));
    },
  });
}

function Done({ portfolio }: { portfolio: Portfolio }) {
  const { say, language } = useWords();
  const holdings = largestFirst(portfolio.holdings);
  return (
    <Page
      title={say("copying.done")}
      lead={say("copying.doneText", { name: portfolio.name[language] })}
      width="narrow"
      mark={
        <span className="done-mark" aria-hidden="true">
          <IconCheck size={28} stroke={2.2} />
        </span>
      }
    >
      <section className="card stack">
        <WeightsStrip weights={holdings.map((holding) => holding.weightBps)} label={weightsInWords(holdings)} />
        <WeightsList holdings={holdings} />
      </section>
      <div className="actions actions-end">
        <Button component={Link} to="/deposit">
          {say("copying.toDeposit")}
        </Button>
        <Button component={Link} to="/home" variant="default">
          {say("copying.toHome")}
        </Button>
      </div>
    </Page>
  );
}

function Confirmation({ portfolio, target }: { portfolio: Portfolio; target: Target | null }) {
  const { say, language } = useWords();
  const confirming = useConfirmTarget(portfolio);
  if (confirming.isSuccess) return <Done portfolio={portfolio} />;
  const changes = targetChanges(target?.holdings ?? [], largestFirst(portfolio.holdings));
  return (
    <Page
      title={say("copying.title")}
      lead={say("copying.lead")}
      width="reading"
      back={{ to: `/discover/${portfolio.id}`, label: portfolio.name[language] }}
    >
      <div className="stack">
        <Card title={say(target === null ? "copying.newTarget" : "copying.compared")}>
          {target !== null && !changesAnything(changes) ? (
            <p className="page-lead small same-target">{say("copying.same")}</p>
          ) : null}
          <TargetTable changes={changes} compare={target !== null} />
        </Card>
        <div className="note">
          <IconInfoCircle size={20} aria-hidden="true" />
          <div>
            <div>{say("copying.noTrade")}</div>
            <div>{say("copying.once")}</div>
          </div>
        </div>
        <ProblemNotice problem={confirming.error} />
      </div>
      <div className="press-bar">
        <Group grow preventGrowOverflow={false}>
          <Button component={Link} to={`/discover/${portfolio.id}`} variant="default">
            {say("copying.cancel")}
          </Button>
          <Button loading={confirming.isPending} onClick={() => confirming.mutate()}>
            {say("copying.confirm")}
          </Button>
        </Group>
      </div>
    </Page>
  );
}

/** Shows exactly what the target will be, and what that changes, before the customer confirms it. */
export function CopyPage() {
  const { portfolioId = "" } = useParams();
  const portfolio = useQuery(portfolioQuery(portfolioId));
  const overview = useQuery({ ...overviewQuery, refetchInterval: false });
  if (portfolio.data && overview.data) {
    return <Confirmation portfolio={portfolio.data} target={overview.data.target} />;
  }
  const problem = portfolio.error ?? overview.error;
  if (problem) {
    const retry = () => void Promise.all([portfolio.refetch(), overview.refetch()]);
    return <PageProblem problem={problem} onRetry={retry} />;
  }
  return <PageOutline />;
}
