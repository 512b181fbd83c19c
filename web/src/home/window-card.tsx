import type { TradeWindow } from "../answers.ts";
import { useBusinessNow } from "../business-time.ts";
import { waited } from "../chart-numbers.ts";
import { type Say, useWords } from "../language.ts";
import { Card } from "../look/page.tsx";
import { dayText, momentText, type Remaining, remaining } from "../moments.ts";

const DAY_MS = 86_400_000;

/** The two or three largest parts of a waiting time: seconds matter only on the last day. */
function remainingText({ days, hours, minutes, seconds }: Remaining, say: Say): string {
  const parts = [
    days > 0 ? say("window.days", { n: days }) : null,
    days > 0 || hours > 0 ? say("window.hours", { n: hours }) : null,
    say("window.minutes", { n: minutes }),
    days > 0 ? null : say("window.seconds", { n: seconds }),
  ];
  return parts.filter((part) => part !== null).join(" ");
}

function Countdown({ window: trade }: { window: TradeWindow }) {
  const { say } = useWords();
  const now = useBusinessNow();
  const [cutoff, runs] = [Date.parse(trade.cutoffAt), Date.parse(trade.runsAt)];
  const beforeCutoff = now < cutoff;
  const until = beforeCutoff ? cutoff : runs;
  const from = beforeCutoff ? cutoff - DAY_MS : cutoff;
  const left = remaining(until, now);
  return (
    <>
      <p className="countdown" role="timer" data-testid="countdown">
        {left === null ? (
          <strong>{say("window.running")}</strong>
        ) : (
          <>
            {beforeCutoff ? <span className="soft small">{say("window.untilCutoff")}</span> : null}
            {beforeCutoff ? null : <span className="soft small">{say("window.untilRuns")}</span>}
            <strong className="figure">{remainingText(left, say)}</strong>
          </>
        )}
      </p>
      <svg className="window-track" width="100%" height="4" aria-hidden="true">
        <rect height="4" width={`${waited(from, until, now) * 100}%`} />
      </svg>
    </>
  );
}

/** When the next window takes deposits in, and when it buys, in Japanese time. */
export function WindowCard({ window: trade }: { window: TradeWindow }) {
  const { say, language } = useWords();
  return (
    <Card
      title={say("window.title")}
      aside={<span className="soft small">{say("window.tradeDay", { day: dayText(trade.tradeOn, language) })}</span>}
      testId="next-window"
    >
      <Countdown window={trade} />
      <dl className="facts">
        <div>
          <dt>{say("window.cutoff")}</dt>
          <dd className="figure">{momentText(trade.cutoffAt, language)}</dd>
        </div>
        <div>
          <dt>{say("window.opens")}</dt>
          <dd className="figure">{momentText(trade.opensAt, language)}</dd>
        </div>
        <div>
          <dt>{say("window.runs")}</dt>
          <dd className="figure">{momentText(trade.runsAt, language)}</dd>
        </div>
      </dl>
      <p className="soft small window-explain">{say("window.explain")}</p>
    </Card>
  );
}
