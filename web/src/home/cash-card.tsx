import type { Overview } from "../answers.ts";
import { dollarText, isNothing, yenText } from "../figures.ts";
import { useWords, type WordKey } from "../language.ts";
import { Card } from "../look/page.tsx";

/** Money that is not invested: what is free, and what is set aside for purchases under way. */
export function CashCard({ cash }: { cash: Overview["cash"] }) {
  const { say } = useWords();
  const lines: [label: WordKey, amount: string, testId: string][] = [
    ["home.freeYen", yenText(cash.jpy), "cash-jpy"],
    ["home.freeDollars", dollarText(cash.usd), "cash-usd"],
  ];
  if (!isNothing(cash.heldJpy)) lines.push(["home.heldYen", yenText(cash.heldJpy), "held-jpy"]);
  if (!isNothing(cash.heldUsd)) lines.push(["home.heldDollars", dollarText(cash.heldUsd), "held-usd"]);
  return (
    <Card title={say("home.cash")}>
      <dl className="facts">
        {lines.map(([label, amount, testId]) => (
          <div key={testId}>
            <dt>{say(label)}</dt>
            <dd className="figure" data-testid={testId}>
              {amount}
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
