import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import type { Portfolio } from "../answers.ts";
import { alignedPercentText, percentText, yenText } from "../figures.ts";
import { PageOutline, PageProblem } from "../frame/guards.tsx";
import { useWords, wordsFor } from "../language.ts";
import { Card, Page } from "../look/page.tsx";
import { NamedSecurity } from "../look/security.tsx";
import { sliceClass, WeightsRing } from "../look/weights.tsx";
import { portfolioQuery, sessionQuery } from "../queries.ts";
import { useTarget } from "./current-target.ts";
import { Risk } from "./risk.tsx";
import { bySector, largestFirst, weightsInWords } from "./weights-words.ts";

function Holdings({ portfolio }: { portfolio: Portfolio }) {
  const { say } = useWords();
  return (
    <Card title={say("discover.holdings")} aside={<CountOf portfolio={portfolio} />}>
      <table className="weights-table">
        <thead>
          <tr>
            <th scope="col">{say("discover.symbol")}</th>
            <th scope="col" className="number">
              {say("discover.weight")}
            </th>
          </tr>
        </thead>
        <tbody>
          {largestFirst(portfolio.holdings).map((holding, index) => (
            <tr key={holding.symbol}>
              <td>
                <span className="row">
                  <span className={`dot ${sliceClass(index)}`} aria-hidden="true" />
                  <NamedSecurity {...holding} under={say(`discover.${holding.kind}`)} />
                </span>
              </td>
              <td className="number figure">{alignedPercentText(holding.weightBps)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

function CountOf({ portfolio }: { portfolio: Portfolio }) {
  const { say } = useWords();
  return <span className="soft small">{say("discover.holdingsCount", { count: portfolio.holdings.length })}</span>;
}

function Sectors({ portfolio }: { portfolio: Portfolio }) {
  const { say } = useWords();
  const sectors = bySector(portfolio.holdings);
  return (
    <Card title={say("discover.bySector")}>
      <dl className="facts">
        {sectors.map(([sector, weightBps]) => {
          const known = wordsFor("sectors", sector);
          return (
            <div key={sector}>
              <dt>{known ? say(known) : sector}</dt>
              <dd className="figure">{percentText(weightBps)}</dd>
            </div>
          );
        })}
      </dl>
    </Card>
  );
}

function CopyBar({ portfolio }: { portfolio: Portfolio }) {
  const { say } = useWords();
  const session = useQuery(sessionQuery);
  if (session.data?.accountOpened) {
    return (
      <div className="press-bar">
        <Button component={Link} to={`/discover/${portfolio.id}/copy`} fullWidth>
          {say("discover.copy")}
        </Button>
      </div>
    );
  }
  return (
    <div className="press-bar">
      <div className="soft small copy-later">{say("discover.needAccount")}</div>
      <Button component={Link} to="/onboarding" variant="default" fullWidth>
        {say("discover.continueOpening")}
      </Button>
    </div>
  );
}

function PortfolioDetails({ portfolio }: { portfolio: Portfolio }) {
  const { say, language } = useWords();
  const target = useTarget();
  const holdings = largestFirst(portfolio.holdings);
  return (
    <Page
      title={portfolio.name[language]}
      lead={portfolio.description[language]}
      back={{ to: "/discover", label: say("discover.backToAll") }}
    >
      <div className="two-columns stack portfolio">
        <div data-place="2">
          <Holdings portfolio={portfolio} />
        </div>
        <div className="portfolio-aside">
          <CopyBar portfolio={portfolio} />
          <section className="card stack" data-place="1">
            <WeightsRing weights={holdings.map((holding) => holding.weightBps)} label={weightsInWords(holdings)}>
              <strong className="figure ring-count">{holdings.length}</strong>
              <span className="soft small">{say("discover.holdings")}</span>
            </WeightsRing>
            <dl className="facts">
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
            {target?.source?.portfolioId === portfolio.id ? (
              <span className="badge">{say("discover.current")}</span>
            ) : null}
          </section>
          <div data-place="3">
            <Sectors portfolio={portfolio} />
          </div>
        </div>
      </div>
    </Page>
  );
}

/** One model portfolio with everything in it. */
export function PortfolioPage() {
  const { portfolioId = "" } = useParams();
  const portfolio = useQuery(portfolioQuery(portfolioId));
  if (portfolio.data) return <PortfolioDetails portfolio={portfolio.data} />;
  if (portfolio.isError) return <PageProblem problem={portfolio.error} onRetry={() => void portfolio.refetch()} />;
  return <PageOutline />;
}
