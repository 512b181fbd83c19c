import { percentText } from "../figures.ts";
import { sliceClass } from "./weights.tsx";

type Weighted = { symbol: string; weightBps: number };

/** Symbols and weights in the colours of the picture beside them. `most` leaves the smaller ones to `rest`. */
export function WeightsList(props: { holdings: readonly Weighted[]; most?: number; rest?: (count: number) => string }) {
  const { holdings, most = holdings.length, rest } = props;
  const more = holdings.length - most;
  return (
    <ul className="top-holdings">
      {holdings.slice(0, most).map((holding, index) => (
        <li key={holding.symbol}>
          <span className={`dot ${sliceClass(index)}`} aria-hidden="true" />
          <span>{holding.symbol}</span>
          <span className="soft figure">{percentText(holding.weightBps)}</span>
        </li>
      ))}
      {more > 0 && rest ? <li className="soft">{rest(more)}</li> : null}
    </ul>
  );
}
