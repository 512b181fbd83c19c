import type { Instruction } from "../answers.ts";
import { yenText } from "../figures.ts";
import { type Language, type Say, useWords, wordsFor } from "../language.ts";
import { Card } from "../look/page.tsx";
import { momentText } from "../moments.ts";

const PHASES: readonly Instruction["status"][] = ["received", "converting", "ordering", "done"];

/** Why the money is where it is, and what happens to it next. */
function whyOf(instruction: Instruction, say: Say, language: Language): string {
  const cutoff = momentText(instruction.cutoffAt, language);
  const runs = momentText(instruction.runsAt, language);
  switch (instruction.status) {
    case "received":
      return say("instruction.receivedWhy", { cutoff, runs });
    case "converting":
      return say("instruction.convertingWhy", { runs });
    case "ordering":
      return say("instruction.orderingWhy");
    case "done":
      return say("instruction.doneWhy");
    case "canceled":
      return say("instruction.canceledWhy");
  }
}

function Phases({ status }: { status: Instruction["status"] }) {
  const { say } = useWords();
  const reached = PHASES.indexOf(status);
  return (
    <ol className="phases">
      {PHASES.map((phase, index) => {
        const state = index < reached ? "done" : index === reached ? "now" : "later";
        return (
          <li key={phase} data-state={state} aria-current={state === "now" ? "step" : undefined}>
            {say(`instruction.${phase}`)}
          </li>
        );
      })}
    </ol>
  );
}

function UnderWay({ instruction }: { instruction: Instruction }) {
  const { say, language } = useWords();
  const reason = instruction.reason === null ? null : wordsFor("reasons", instruction.reason);
  return (
    <div data-testid="in-progress" data-status={instruction.status}>
      <p className="between under-way-title">
        <strong>{say("instruction.title", { amount: yenText(instruction.amountJpy) })}</strong>
        <span className="soft small figure">{momentText(instruction.receivedAt, language)}</span>
      </p>
      {instruction.status === "canceled" ? null : <Phases status={instruction.status} />}
      <p className="page-lead small">{whyOf(instruction, say, language)}</p>
      {reason ? <p className="page-lead small">{say(reason)}</p> : null}
    </div>
  );
}

/** Deposits on their way into shares: where each is, and why. */
export function ProgressCard({ instructions }: { instructions: readonly Instruction[] }) {
  const { say } = useWords();
  if (instructions.length === 0) return null;
  return (
    <Card title={say("home.inProgress")}>
      <div className="stack">
        {instructions.map((instruction) => (
          <UnderWay key={instruction.id} instruction={instruction} />
        ))}
      </div>
    </Card>
  );
}
