import { IconBuildingWarehouse } from "@tabler/icons-react";
import type { HeldSecurity } from "../answers.ts";
import { dollarText, percentText, priceText, sharesText, yenText } from "../figures.ts";
import { useWords } from "../language.ts";
import { Card, EmptyPlace } from "../look/page.tsx";
import { NamedSecurity } from "../look/security.tsx";
import { TargetBar } from "../look/weights.tsx";

function useWeightLabel(): (holding: HeldSecurity) => string {
  const { say } = useWords();
  return ({ symbol, weightBps, targetBps }) =>
    targetBps === null
      ? say("home.weightNoTarget", { symbol, weight: percentText(weightBps) })
      : say("home.weightOf", { symbol, weight: percentText(weightBps), target: percentText(targetBps) });
}

function Holding({ holding, longestBps }: { holding: HeldSecurity; longestBps: number }) {
  const { say } = useWords();
  const label = useWeightLabel()(holding);
  const { weightBps, targetBps } = holding;
  return (
    <li data-testid={`holding-${holding.symbol}`}>
      <div className="holding-line">
        <NamedSecurity
          {...holding}
          under={`${say("home.shares", { shares: sharesText(holding.shares) })} · ${priceText(holding.price)}`}
        />
        <span className="holding-value figure">
          <strong>{yenText(holding.valueJpy)}</strong>
          <span className="soft small">{dollarText(holding.valueUsd)}</span>
        </span>
      </div>
      <div className="holding-weights">
        <TargetBar weightBps={weightBps} targetBps={targetBps} longestBps={longestBps} label={label} />
        <span className="small figure" aria-hidden="true">
          {percentText(weightBps)}
          <span className="soft"> / {targetBps === null ? say("home.notInTarget") : percentText(targetBps)}</span>
        </span>
      </div>
    </li>
  );
}

function Legend() {
  const { say } = useWords();
  return (
    <span className="legend" aria-hidden="true">
      <span>
        <i />
        {say("home.barNow")}
      </span>
      <span>
        <i data-mark="target" />
        {say("home.barTarget")}
      </span>
    </span>
  );
}

/** What the customer owns: how much of each, what it is worth, and how its weight stands against the target. */
export function HoldingsCard({ holdings }: { holdings: readonly HeldSecurity[] }) {
  const { say } = useWords();
  if (holdings.length === 0) {
    return (
      <Card title={say("home.holdings")} testId="holdings">
        <EmptyPlace
          icon={<IconBuildingWarehouse size={44} stroke={1.2} aria-hidden="true" />}
          title={say("home.holdingsEmpty")}
          why={say("home.holdingsEmptyWhy")}
        />
      </Card>
    );
  }
  const longestBps = Math.max(...holdings.flatMap((holding) => [holding.weightBps, holding.targetBps ?? 0]));
  return (
    <Card title={say("home.holdings")} aside={<Legend />} testId="holdings">
      <ul className="holdings">
        {holdings.map((holding) => (
          <Holding key={holding.symbol} holding={holding} longestBps={longestBps} />
        ))}
      </ul>
    </Card>
  );
}
