import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { DeskClock, Gateway } from "../gateway.ts";
import { useGateway } from "../gateway-context.ts";
import { answerOf } from "../problem.ts";

/** Under which the clock last seen is kept. */
export const DESK_CLOCK = ["desk-clock"];

const WATCH_MS = 5_000;

/** The business clock, when the simulator owns it; `null` when it does not, and then business time is real time. */
export async function readDeskClock(gateway: Gateway): Promise<DeskClock | null> {
  const call = await gateway.GET("/desk");
  return call.response.status === 404 ? null : answerOf(Promise.resolve(call));
}

/** Watches the business clock now and then, and not at all where there is none. */
export function useDeskClock(): DeskClock | null | undefined {
  const gateway = useGateway();
  const { data } = useQuery({
    queryKey: DESK_CLOCK,
    queryFn: () => readDeskClock(gateway),
    refetchInterval: (query) => (query.state.data === null ? false : WATCH_MS),
  });
  return data;
}

/** Business time, in milliseconds since 1970: it runs on between two looks at the clock as fast as the clock does. */
export function useBusinessNow(): number {
  const clock = useDeskClock();
  const [elapsed, setElapsed] = useState(0);
  const speed = clock === null ? 1 : clock === undefined || clock.advancingTo ? 0 : clock.speed;
  const base = clock ? Date.parse(clock.now) : undefined;

  useEffect(() => {
    setElapsed(0);
    if (speed === 0 || base === undefined) return;
    const since = performance.now();
    const timer = setInterval(() => setElapsed((performance.now() - since) * speed), 1_000);
    return () => clearInterval(timer);
  }, [base, speed]);

  return base === undefined ? Date.now() : base + elapsed;
}
