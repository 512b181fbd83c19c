import { Button } from "@mantine/core";
import { Link } from "react-router";
import type { Overview } from "../answers.ts";
import { isNothing } from "../figures.ts";
import { useWords } from "../language.ts";

/** The one thing to do next: first a target, then a deposit. Nothing once both are done. */
export function StartCard({ overview }: { overview: Overview }) {
  const { say } = useWords();
  const noTarget = overview.target === null;
  const { jpy, usd, heldJpy, heldUsd } = overview.cash;
  const noMoney = overview.holdings.length === 0 && [jpy, usd, heldJpy, heldUsd].every(isNothing);
  if (!noTarget && (!noMoney || overview.inProgress.length > 0)) return null;
  return (
    <section className="card start-card" aria-label={say("home.startTitle")}>
      <span className="badge">{say("home.startTitle")}</span>
      <h2>{say(noTarget ? "home.chooseTarget" : "home.depositNow")}</h2>
      <p className="page-lead small">{say(noTarget ? "home.chooseTargetWhy" : "home.depositWhy")}</p>
      <Button component={Link} to={noTarget ? "/discover" : "/deposit"} fullWidth>
        {say(noTarget ? "home.chooseTarget" : "home.depositNow")}
      </Button>
    </section>
  );
}
