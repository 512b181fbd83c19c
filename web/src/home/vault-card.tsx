import type { Overview } from "../answers.ts";
import { dollarText, rateText, yenText } from "../figures.ts";
import { useWords } from "../language.ts";
import { momentText } from "../moments.ts";

/** Everything the customer has, in yen and in dollars, and the moment and rate it was counted at. */
export function VaultCard({ overview }: { overview: Overview }) {
  const { say, language } = useWords();
  return (
    <section className="vault vault-card" aria-label={say("home.total")}>
      <h2 className="vault-label">{say("home.total")}</h2>
      <p className="vault-total figure" data-testid="total-jpy">
        {yenText(overview.total.jpy)}
      </p>
      <p className="vault-dollars figure" data-testid="total-usd">
        {dollarText(overview.total.usd)}
      </p>
      <p className="vault-foot">
        <span>{say("home.asOf", { at: momentText(overview.asOf, language) })}</span>
        <span className="figure">
          {overview.rate === null ? say("home.noRate") : say("home.rate", { rate: rateText(overview.rate.usdJpy) })}
        </span>
      </p>
    </section>
  );
}
