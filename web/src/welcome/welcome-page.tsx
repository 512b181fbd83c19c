import { Anchor, Button } from "@mantine/core";
import { IconClockHour4, IconEye, IconReceipt } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, Navigate } from "react-router";
import { placeOf } from "../frame/guards.tsx";
import { useWords } from "../language.ts";
import { useTitle } from "../look/page.tsx";
import { Storehouse } from "../look/storehouse.tsx";
import { sessionQuery } from "../queries.ts";

const STEPS = [1, 2, 3] as const;
const PROMISES = [
  { place: 1, icon: IconEye },
  { place: 2, icon: IconClockHour4 },
  { place: 3, icon: IconReceipt },
] as const;

function Hero() {
  const { say } = useWords();
  return (
    <section className="hero">
      <div className="hero-inner">
        <div className="hero-words">
          <h1>{say("welcome.title")}</h1>
          <p className="hero-lead">{say("welcome.lead")}</p>
          <div className="actions">
            <Button component={Link} to="/sign-up" size="lg" w={{ base: "100%", sm: 300 }}>
              {say("welcome.start")}
            </Button>
            <Anchor component={Link} to="/sign-in" size="sm">
              {say("welcome.haveAccount")}
            </Anchor>
          </div>
        </div>
        <Storehouse />
      </div>
      <div className="ground" />
    </section>
  );
}

/** The front door: what Kura is, how it begins, and why one can trust it. */
export function WelcomePage() {
  const { say } = useWords();
  const session = useQuery(sessionQuery);
  useTitle(say("welcome.title"));
  if (session.data?.level === "full") return <Navigate to={placeOf(session.data)} replace />;
  return (
    <>
      <Hero />
      <section className="section">
        <h2>{say("welcome.stepsTitle")}</h2>
        <ol className="steps">
          {STEPS.map((step) => (
            <li key={step}>
              <span className="steps-number figure" aria-hidden="true">
                {step}
              </span>
              <h3>{say(`welcome.step${step}`)}</h3>
              <p>{say(`welcome.step${step}Text`)}</p>
            </li>
          ))}
        </ol>
      </section>
      <section className="section">
        <h2>{say("welcome.promiseTitle")}</h2>
        <ul className="promises">
          {PROMISES.map(({ place, icon: Icon }) => (
            <li key={place} className="card">
              <Icon size={26} stroke={1.5} aria-hidden="true" />
              <h3>{say(`welcome.promise${place}`)}</h3>
              <p>{say(`welcome.promise${place}Text`)}</p>
            </li>
          ))}
        </ul>
      </section>
      <section className="named vault">
        <div className="named-inner">
          <h2>{say("welcome.nameTitle")}</h2>
          <p>{say("welcome.nameText")}</p>
        </div>
      </section>
    </>
  );
}
