import type { Preview } from "../answers.ts";
import {
  aboutSharesText,
  byDollarsDown,
  dollarText,
  isNothing,
  percentText,
  priceText,
  rateText,
  yenText,
} from "../figures.ts";
import { reasonWords, useWords } from "../language.ts";
import { EmptyPlace } from "../look/page.tsx";
import { NamedSecurity } from "../look/security.tsx";

/** What would be bought, line by line: how much money, about how many shares, at which price it was reckoned. */
export function PreviewTrades({ preview }: { preview: Preview }) {
  const { say } = useWords();
  const aboutOf = (trade: Preview["trades"][number]) =>
    `${say("preview.about", { shares: aboutSharesText(trade.estimatedShares) })} · ${priceText(trade.price)}`;
  if (preview.trades.length === 0) {
    return <EmptyPlace title={say("preview.tradesEmpty")} why={say("preview.tradesEmptyWhy")} />;
  }
  return (
    <ul className="holdings" data-testid="preview-trades">
      {preview.trades
        .toSorted((a, b) => byDollarsDown(a.amountUsd, b.amountUsd))
        .map((trade) => (
          <li key={trade.symbol} className="holding-line">
            <NamedSecurity {...trade} under={aboutOf(trade)} />
            <span className="holding-value figure">
              <strong>{yenText(trade.amountJpy)}</strong>
              <span className="soft small">{dollarText(trade.amountUsd)}</span>
            </span>
          </li>
        ))}
    </ul>
  );
}

/** What would not be bought, with the reason. */
export function PreviewNotMade({ preview }: { preview: Preview }) {
  const { say } = useWords();
  if (preview.notMade.length === 0) return null;
  return (
    <div className="not-made">
      <h3 className="small">{say("preview.notMade")}</h3>
      <ul className="top-holdings">
        {preview.notMade.map(({ symbol, reason }) => (
          <li key={symbol}>
            <span className="symbol">{symbol}</span>
            <span className="soft">{say(reasonWords(reason))}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The rate, what the exchange costs, what stays in cash, and how far all of it may move until the purchase. */
export function PreviewFacts({ preview }: { preview: Preview }) {
  const { say } = useWords();
  const facts: [label: string, value: string][] = [];
  if (!isNothing(preview.heldJpy)) facts.push([say("preview.fromHeld"), yenText(preview.heldJpy)]);
  if (!isNothing(preview.depositJpy)) facts.push([say("preview.fromDeposit"), yenText(preview.depositJpy)]);
  facts.push(
    [say("preview.estimated"), dollarText(preview.estimatedUsd)],
    [say("preview.rate"), say("home.rate", { rate: rateText(preview.rate) })],
    [say("preview.spread"), say("preview.spreadIncluded", { spread: percentText(preview.spreadBps) })],
  );
  if (!isNothing(preview.staysCashUsd)) facts.push([say("preview.stays"), dollarText(preview.staysCashUsd)]);
  return (
    <>
      <dl className="facts">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd className="figure">{value}</dd>
          </div>
        ))}
      </dl>
      <div className="bounds">
        <strong className="small">{say("preview.bounds")}</strong>
        <p className="page-lead small">
          {say("preview.boundsText", {
            rate: rateText(preview.bounds.rateWorst),
            usd: dollarText(preview.bounds.usdLeast),
          })}
        </p>
      </div>
    </>
  );
}
