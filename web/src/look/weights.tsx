import type { ReactNode } from "react";
import { arcs, percentOfTrack, segments } from "../chart-numbers.ts";

/** The colour class of a part by its place, largest first; what comes after the tenth shares one quiet colour. */
export function sliceClass(index: number): string {
  return index < 10 ? `slice-${index + 1}` : "slice-rest";
}

/** All weights of a portfolio as one strip. `label` says in words what the picture shows. */
export function WeightsStrip({ weights, label }: { weights: readonly number[]; label: string }) {
  return (
    <svg className="weights-strip" viewBox="0 0 100 4" preserveAspectRatio="none" role="img" aria-label={label}>
      {segments(weights).map((segment, index) => (
        <rect
          key={segment.start}
          className={sliceClass(index)}
          x={segment.start}
          width={Math.max(0, segment.length - 0.35)}
          y="0"
          height="4"
        />
      ))}
    </svg>
  );
}

const RADIUS = 42;
const AROUND = 2 * Math.PI * RADIUS;

/** All weights of a portfolio as a ring, with a few words in the middle. */
export function WeightsRing(props: { weights: readonly number[]; label: string; children: ReactNode }) {
  return (
    <div className="ring">
      <svg viewBox="0 0 100 100" role="img" aria-label={props.label}>
        <g transform="rotate(-90 50 50)" fill="none" strokeWidth="11">
          {arcs(props.weights).map((arc, index) => (
            <circle
              key={arc.start}
              className={sliceClass(index)}
              cx="50"
              cy="50"
              r={RADIUS}
              strokeDasharray={`${Math.max(0.2, arc.length * AROUND - 0.9)} ${AROUND}`}
              strokeDashoffset={-arc.start * AROUND}
            />
          ))}
        </g>
      </svg>
      <div className="ring-middle">{props.children}</div>
    </div>
  );
}

type TargetBarProps = { weightBps: number; targetBps: number | null; longestBps: number; label: string };

/** One holding's weight as a bar, and where its target stands. */
export function TargetBar({ weightBps, targetBps, longestBps, label }: TargetBarProps) {
  return (
    <svg className="bar" role="img" aria-label={label}>
      <rect className="bar-ground" x="0" y="4" width="100%" height="6" rx="3" />
      <rect className="bar-value" x="0" y="4" width={`${percentOfTrack(weightBps, longestBps)}%`} height="6" rx="3" />
      {targetBps === null ? null : (
        <rect
          className="bar-target"
          x={`${percentOfTrack(targetBps, longestBps)}%`}
          y="0"
          width="3"
          height="14"
          rx="1.5"
          transform="translate(-2 0)"
        />
      )}
    </svg>
  );
}

const RISKS = [1, 2, 3, 4, 5] as const;

/** A risk from 1 to 5 as rising bars. The words beside it say the same. */
export function RiskBars({ risk }: { risk: number }) {
  return (
    <svg width="34" height="16" viewBox="0 0 34 16" aria-hidden="true">
      {RISKS.map((step) => (
        <rect
          key={step}
          x={(step - 1) * 7}
          y={13 - step * 2.5}
          width="5"
          height={3 + step * 2.5}
          rx="1"
          data-on={step <= risk}
        />
      ))}
    </svg>
  );
}
