import { Skeleton } from "@mantine/core";
import { IconBuildingWarehouse } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { Portfolio } from "../answers.ts";
import { yenText } from "../figures.ts";
import { useWords } from "../language.ts";
import { EmptyPlace, Page, Waiting } from "../look/page.tsx";
import { ProblemNotice } from "../look/problem-notice.tsx";
import { WeightsStrip } from "../look/weights.tsx";
import { WeightsList } from "../look/weights-list.tsx";
import { portfoliosQuery } from "../queries.ts";
import { useTarget } from "./current-target.ts";
import { Risk } from "./risk.tsx";
import { largestFirst, weightsInWords } from "./weights-words.ts";

const SHOWN_HOLDINGS = 4;

function PortfolioCard({ portfolio, current }: { portfolio: Portfolio; current: boolean }) {
  const { say, language } = useWords();
  const weights = largestFirst(portfolio.holdings);
  return (
    <article className="card portfolio-card">
      <div className="between">
        <h2>
          <Link to={`/discover/${portfolio.id}`}>{portfolio.name[language]}</Link>
        </h2>
        {current ? <span className="badge">{say("discover.current")}</span> : null}
      </div>
      <p className="soft small">{portfolio.description[language]}</p>
      <WeightsStrip weights={weights.map((holding) => holding.weightBps)} label={weightsInWords(weights)} />
      <WeightsList holdings={weights} most={SHOWN_HOLDINGS} rest={(count) => say("discover.more", { count })} />
      <dl className="portfolio-foot">
        <div>
          <dt>{say("discover.risk")}</dt>
          <dd>
            <Risk risk={portfolio.risk} />
          </dd>
        </div>
        <div>
          <dt>{say("discover.minimum")}</dt>
          <dd className="figure">{yenText(portfolio.minimumJpy)}</dd>
        </div>
      </dl>
    </article>
  );
}

function Catalogue() {
  const { say } = useWords();
  const portfolios = useQuery(portfoliosQuery);
  const target = useTarget();
  if (portfolios.isError) {
    return <ProblemNotice problem={portfolios.error} onRetry={() => void portfolios.refetch()} />;
  }
  if (portfolios.isPending) {
    return (
      <Waiting>
        <div className="catalogue">
          {["a", "b", "c", "d"].map((key) => (
            <Skeleton key={key} height={250} radius="lg" />
          ))}
        </div>
      </Waiting>
    );
  }
  if (portfolios.data.portfolios.length === 0) {
    return (
      <EmptyPlace
        icon={<IconBuildingWarehouse size={44} stroke={1.2} aria-hidden="true" />}
        title={say("discover.empty")}
        why={say("discover.emptyWhy")}
      />
    );
  }
  return (
    <ul className="catalogue">
      {portfolios.data.portfolios.map((portfolio) => (
        <li key={portfolio.id}>
          <PortfolioCard portfolio={portfolio} current={target?.source?.portfolioId === portfolio.id} />
        </li>
      ))}
    </ul>
  );
}

/** The catalogue of model portfolios. */
export function DiscoverPage() {
  const { say } = useWords();
  return (
    <Page title={say("discover.title")} lead={say("discover.lead")}>
      <Catalogue />
    </Page>
  );
}
