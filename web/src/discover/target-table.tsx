import { changeText, percentText } from "../figures.ts";
import { useWords } from "../language.ts";
import { NamedSecurity } from "../look/security.tsx";
import type { TargetChange } from "./target-changes.ts";

function Row({ change, compare }: { change: TargetChange; compare: boolean }) {
  const { say, language } = useWords();
  const { nowBps, afterBps } = change;
  const difference = afterBps - nowBps;
  const turn = nowBps === 0 ? say("copying.added") : afterBps === 0 ? say("copying.removed") : changeText(difference);
  const tone = difference > 0 ? "change-up" : difference < 0 ? "change-down" : "soft";
  return (
    <tr>
      <td>
        {compare ? (
          <span className="compared-name">
            <strong>{change.symbol}</strong>
            <span className="soft small">{language === "ja" ? change.nameJa : change.name}</span>
          </span>
        ) : (
          <span className="row">
            <NamedSecurity {...change} />
          </span>
        )}
      </td>
      {compare ? <td className="number figure soft">{percentText(nowBps)}</td> : null}
      <td className="number figure">
        <strong>{percentText(afterBps)}</strong>
      </td>
      {compare ? <td className={`number figure small ${tone}`}>{turn}</td> : null}
    </tr>
  );
}

/** The new target, line by line; next to the current one where there is one. */
export function TargetTable({ changes, compare }: { changes: readonly TargetChange[]; compare: boolean }) {
  const { say } = useWords();
  const whole = changes.reduce((total, change) => total + change.afterBps, 0);
  return (
    <table className="weights-table">
      <thead>
        <tr>
          <th scope="col">{say("discover.symbol")}</th>
          {compare ? (
            <th scope="col" className="number">
              {say("copying.now")}
            </th>
          ) : null}
          <th scope="col" className="number">
            {say("copying.after")}
          </th>
          {compare ? (
            <th scope="col" className="number">
              {say("copying.change")}
            </th>
          ) : null}
        </tr>
      </thead>
      <tbody>
        {changes.map((change) => (
          <Row key={change.symbol} change={change} compare={compare} />
        ))}
      </tbody>
      <tfoot>
        <tr>
          <td>{say("copying.total")}</td>
          {compare ? <td /> : null}
          <td className="number figure">{percentText(whole)}</td>
          {compare ? <td /> : null}
        </tr>
      </tfoot>
    </table>
  );
}
