import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import { useNotify } from "react-admin";
import type { DeskClock } from "../gateway.ts";
import { useGateway } from "../gateway-context.ts";
import { useLanguage, useWords } from "../language/translate.ts";
import { answerOf, problemKey } from "../problem.ts";
import { formatInstant } from "../time.ts";
import { DESK_CLOCK } from "./desk-clock.ts";

/** A move of the business clock: where it goes and how far it has come, both `null` while it is not being moved. */
export type Advance = { to: string | null; progress: number | null; busy: boolean; start: () => void };

type Move = { from: string; to: string };

const LOOK_EVERY_MS = 700;
/** How often the clock may look still, short of its goal, before we say that it stopped. */
const STILL_LOOKS = 6;

/** Moves the business clock to the next opening and follows it there; then what the page shows is asked for anew. */
export function useAdvance(clock: DeskClock): Advance {
  const gateway = useGateway();
  const notify = useNotify();
  const words = useWords();
  const [move, setMove] = useState<Move | null>(null);
  const { mutate, isPending } = useMutation({
    mutationFn: () => answerOf(gateway.POST("/desk/next-opening")),
    onSuccess: ({ to }) => setMove({ from: clock.now, to }),
    onError: (error) => notify(words(problemKey(error)), { type: "error" }),
  });

  // Somebody else may have started it, or this page was loaded meanwhile.
  const seen = clock.advancingTo;
  useEffect(() => {
    if (seen !== null) setMove((known) => known ?? { from: clock.now, to: seen });
  }, [seen, clock.now]);

  useFollow(move, setMove);
  return {
    to: move?.to ?? null,
    progress: move === null ? null : share(move, clock.now),
    busy: isPending || move !== null,
    start: () => mutate(),
  };
}

/** Looks at the clock closely until it has arrived. */
function useFollow(move: Move | null, setMove: (move: Move | null) => void): void {
  const queries = useQueryClient();
  const arrive = useArrival();
  useEffect(() => {
    if (move === null) return;
    let stillLooks = 0;
    const timer = setInterval(async () => {
      await queries.refetchQueries({ queryKey: DESK_CLOCK });
      const clock = queries.getQueryData<DeskClock | null>(DESK_CLOCK);
      if (!clock || clock.advancingTo !== null) return;
      const hasArrived = Date.parse(clock.now) >= Date.parse(move.to);
      stillLooks += 1;
      if (!hasArrived && stillLooks < STILL_LOOKS) return;
      clearInterval(timer);
      setMove(null);
      arrive(clock.now, hasArrived);
    }, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [move, setMove, queries, arrive]);
}

/** Says that the clock has arrived (or stopped short) and refreshes what is shown, but reads no personal data again. */
function useArrival(): (now: string, hasArrived: boolean) => void {
  const queries = useQueryClient();
  const notify = useNotify();
  const words = useWords();
  const language = useLanguage();
  return useCallback(
    (now, hasArrived) => {
      const time = formatInstant(now, language);
      if (hasArrived) notify(words("clock.arrived", { time }), { type: "info" });
      else notify(words("clock.stopped"), { type: "warning" });
      void queries.invalidateQueries({ predicate: ({ queryKey }) => !queryKey.includes("getOne") });
    },
    [queries, notify, words, language],
  );
}

function share({ from, to }: Move, now: string): number {
  const whole = Date.parse(to) - Date.parse(from);
  return whole <= 0 ? 100 : Math.min(100, Math.max(0, ((Date.parse(now) - Date.parse(from)) / whole) * 100));
}
