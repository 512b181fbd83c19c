import {
  IconArrowDownToArc,
  IconArrowsExchange,
  IconBuildingWarehouse,
  IconCheck,
  IconCircleCheck,
  IconCircleMinus,
  IconCircleX,
  IconShoppingBag,
  IconTarget,
} from "@tabler/icons-react";
import type { ComponentType } from "react";
import type { HistoryItem } from "../answers.ts";
import { dollarText, priceText, rateText, sharesText, yenText } from "../figures.ts";
import { reasonWords, useWords, type WordKey } from "../language.ts";
import { dayText, timeText } from "../moments.ts";

type Kind = HistoryItem["kind"];

const ICONS: Record<Kind, ComponentType<{ size?: number; stroke?: number }>> = {
  account_opened: IconBuildingWarehouse,
  target_confirmed: IconTarget,
  deposit_received: IconArrowDownToArc,
  currency_converted: IconArrowsExchange,
  bought: IconShoppingBag,
  settled: IconCheck,
  purchase_not_made: IconCircleMinus,
  instruction_done: IconCircleCheck,
  instruction_canceled: IconCircleX,
};

/** The amount that says most about what happened: dollars for a purchase, yen for a deposit. */
function chiefAmount(item: HistoryItem): string | null {
  if (item.kind === "deposit_received" || item.kind === "currency_converted") {
    return item.amountJpy === null ? null : yenText(item.amountJpy);
  }
  if (item.kind === "bought") return item.amountUsd === null ? null : dollarText(item.amountUsd);
  return null;
}

const DATES = ["usTradeOn", "usSettlesOn", "domesticTradeOn", "domesticSettlesOn"] as const;

function useFacts(item: HistoryItem): [label: WordKey, value: string][] {
  const { say, language } = useWords();
  const facts: [WordKey, string | null][] = [
    ["history.shares", item.shares === null ? null : say("home.shares", { shares: sharesText(item.shares) })],
    ["history.price", item.price === null ? null : priceText(item.price)],
    ["history.amountUsd", item.amountUsd === null ? null : dollarText(item.amountUsd)],
    ["history.amountJpy", item.amountJpy === null ? null : yenText(item.amountJpy)],
    ["history.rate", item.rate === null ? null : say("home.rate", { rate: rateText(item.rate) })],
    ...DATES.map((date): [WordKey, string | null] => [
      `history.${date}`,
      item.dates === null ? null : dayText(item.dates[date], language),
    ]),
  ];
  return facts.filter((fact): fact is [WordKey, string] => fact[1] !== null);
}

function Details({ item }: { item: HistoryItem }) {
  const { say } = useWords();
  const facts = useFacts(item);
  // One amount is already on the line; alone it is no detail.
  if (facts.length < 2) return null;
  return (
    <details>
      <summary>{say("history.details")}</summary>
      <dl className="facts small">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{say(label)}</dt>
            <dd className="figure">{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

/** One thing that happened, with its Japanese time; what belongs to it unfolds. */
export function HistoryEntry({ item }: { item: HistoryItem }) {
  const { say, language } = useWords();
  const Icon = ICONS[item.kind];
  const security = language === "ja" ? item.nameJa : item.name;
  return (
    <li data-testid={`history-${item.kind}`}>
      <span className="timeline-icon" data-kind={item.kind} aria-hidden="true">
        <Icon size={18} stroke={1.7} />
      </span>
      <div className="timeline-line">
        <strong>{say(`history.${item.kind}`, { symbol: item.symbol ?? "" })}</strong>
        <strong className="figure">{chiefAmount(item)}</strong>
      </div>
      <div className="soft small">
        <time dateTime={item.at} className="figure">
          {timeText(item.at, language)}
        </time>
        {security ? ` · ${security}` : null}
      </div>
      {item.reason === null ? null : <div className="small">{say(reasonWords(item.reason))}</div>}
      <Details item={item} />
    </li>
  );
}
