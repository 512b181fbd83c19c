import { useWords, type WordKey } from "../language.ts";
import { RiskBars } from "../look/weights.tsx";

const RISK_WORDS: Record<number, WordKey> = {
  1: "discover.risk1",
  2: "discover.risk2",
  3: "discover.risk3",
  4: "discover.risk4",
  5: "discover.risk5",
};

/** How much a portfolio may move, as bars and in words. */
export function Risk({ risk }: { risk: number }) {
  const { say } = useWords();
  const words = RISK_WORDS[risk];
  return (
    <span className="risk">
      <RiskBars risk={risk} />
      <span className="unseen">{say("discover.riskOf", { risk })}</span>
      <span>{words ? say(words) : null}</span>
    </span>
  );
}
