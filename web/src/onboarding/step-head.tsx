import { useWords, type WordKey } from "../language.ts";

export const STEPS: readonly WordKey[] = [
  "onboarding.stepName",
  "onboarding.stepAddress",
  "onboarding.stepWork",
  "onboarding.stepDocuments",
  "onboarding.stepIdentity",
];

/** How far the customer has come in opening the account, and the name of this step. */
export function StepHead({ step }: { step: 1 | 2 | 3 | 4 | 5 }) {
  const { say } = useWords();
  const name = STEPS[step - 1];
  return (
    <div className="step-head">
      <div className="step-bar" aria-hidden="true">
        {STEPS.map((key, index) => (
          <span key={key} data-state={index + 1 < step ? "done" : index + 1 === step ? "now" : "later"} />
        ))}
      </div>
      <div className="between soft small">
        <span className="figure">{say("onboarding.progress", { step, of: STEPS.length })}</span>
        <span>{name ? say(name) : null}</span>
      </div>
    </div>
  );
}
