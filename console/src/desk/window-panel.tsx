import { Facts, Panel } from "../frame/panel.tsx";
import type { TradingWindow } from "../gateway.ts";
import { useLanguage, useWords } from "../language/translate.ts";
import { formatDay, formatInstant, formatWeekday } from "../time.ts";

/** When customers' money is next converted and their orders go out. */
export function WindowPanel({ window }: { window: TradingWindow | null }) {
  const words = useWords();
  const language = useLanguage();
  const moment = (instant: string) => `${formatInstant(instant, language)} (${formatWeekday(instant, language)}) JST`;
  if (window === null) return <Panel title={words("desk.window")}>{words("desk.no_window")}</Panel>;
  return (
    <Panel title={words("desk.window")}>
      <Facts
        facts={[
          [words("desk.trade_on"), formatDay(window.tradeOn, language)],
          [words("desk.cutoff"), moment(window.cutoffAt)],
          [words("desk.opens"), moment(window.opensAt)],
          [words("desk.runs"), moment(window.runsAt)],
          [words("desk.stage"), words(`stage.${window.stage}`)],
        ]}
      />
    </Panel>
  );
}
