import { Anchor } from "@mantine/core";
import { Link } from "react-router";
import type { Target } from "../answers.ts";
import { largestFirst, weightsInWords } from "../discover/weights-words.ts";
import { percentText } from "../figures.ts";
import { useWords } from "../language.ts";
import { Card } from "../look/page.tsx";
import { sliceClass, WeightsStrip } from "../look/weights.tsx";

/** What the customer is aiming at. */
export function TargetCard({ target }: { target: Target }) {
  const { say, language } = useWords();
  const holdings = largestFirst(target.holdings);
  const from = target.source === null ? null : target.source.name[language];
  return (
    <Card
      title={say("home.target")}
      aside={
        <Anchor component={Link} to="/discover" size="sm" fw={500}>
          {say("home.changeTarget")}
        </Anchor>
      }
    >
      <div className="stack">
        <span className="soft small">
          {from === null ? say("home.targetOwn") : say("home.targetFrom", { name: from })}
        </span>
        <WeightsStrip weights={holdings.map((holding) => holding.weightBps)} label={weightsInWords(holdings)} />
        <ul className="top-holdings">
          {holdings.map((holding, index) => (
            <li key={holding.symbol}>
              <span className={`dot ${sliceClass(index)}`} aria-hidden="true" />
              <span>{holding.symbol}</span>
              <span className="soft figure">{percentText(holding.weightBps)}</span>
            </li>
          ))}
        </ul>
      </div>
    </Card>
  );
}
