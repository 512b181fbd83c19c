import { Anchor } from "@mantine/core";
import { Link } from "react-router";
import type { Target } from "../answers.ts";
import { largestFirst, weightsInWords } from "../discover/weights-words.ts";
import { useWords } from "../language.ts";
import { Card } from "../look/page.tsx";
import { WeightsStrip } from "../look/weights.tsx";
import { WeightsList } from "../look/weights-list.tsx";

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
        <WeightsList holdings={holdings} />
      </div>
    </Card>
  );
}
