import { Skeleton } from "@mantine/core";
import { IconBuildingWarehouse } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { Portfolio } from "../answers.ts";
import { percentText, yenText } from "../figures.ts";
import { useWords } from "../language.ts";
import { EmptyPlace, Page, Waiting } from "../look/page.tsx";
import { ProblemNotice } from "../look/problem-notice.tsx";
import { sliceClass, WeightsStrip } from "../look/weights.tsx";
import { portfoliosQuery } from "../queries.ts";
import { useTarget } from "./current-target.ts";
import { Risk } from "./risk.tsx";
import { largestFirst, weightsInWords } from "./weights-words.ts";

const SHOWN_HOLDINGS = 4;

function TopHoldings({ portfolio }: { portfolio: Portfolio }) {
  const { say } = useWords();
  const holdings = largestFirst(portfolio.holdings);
  const more = holdings.length - SHOWN_HOLDINGS;
  return (
    <ul className="top-holdings">
      {holdings.slice(0, SHOWN_HOLDINGS).map((holding, index) => (
        <li key={holding.symbol}>
          <span className={`dot ${sliceClass(index)}`} aria-hidden="true" />
          <span>{holding.symbol}</span>
          <span className="soft figure">{percentText(holding.weightBps)}</span>
        </li>
      ))}
      {more > 0 ? (
        <li className="soft">
          {say("discover.others")} {say("discover.holdingsCount", { count: more })}
        </li>
      ) : null}
    </ul>
  );
}

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
      <TopHoldings portfolio={portfolio} />
      <div className="portfolio-foot small">
        <Risk risk={portfolio.risk} />
        <span>
          <span className="soft">{say("discover.minimum")}</span>
          <br />
          <strong className="figure">{yenText(portfolio.minimumJpy)}</strong>
        </span>
      </div>
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
