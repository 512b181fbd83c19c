import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { deskQuery } from "./queries.ts";

/** Lets the page move with time: a number of machine milliseconds that changes every second. */
function useTicks(): number {
  const [ticks, setTicks] = useState(() => Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => setTicks(Date.now()), 1_000);
    return () => window.clearInterval(timer);
  }, []);
  return ticks;
}

/**
 * The business time to count down from, in milliseconds: the simulator's clock where it owns time, else the machine's.
 *
 * Between two looks at the simulator's clock it runs on at the speed the clock told.
 */
export function useBusinessNow(): number {
  const ticks = useTicks();
  const desk = useQuery(deskQuery);
  if (!desk.data) return ticks;
  const speed = desk.data.advancingTo === null ? desk.data.speed : 0;
  return Date.parse(desk.data.now) + Math.max(0, ticks - desk.dataUpdatedAt) * speed;
}
