import { Button } from "@mantine/core";
import { IconArrowDownToArc, IconCompass, IconFileText, IconHistory, IconHome } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type ComponentType, type ReactNode, useEffect, useRef } from "react";
import { Link, NavLink, Outlet, ScrollRestoration, useLocation } from "react-router";
import type { Session } from "../answers.ts";
import { chooseLanguage, followLanguage, useWords, type WordKey } from "../language.ts";
import { BrandMark } from "../look/brand-mark.tsx";
import { momentText } from "../moments.ts";
import { deskQuery, sessionQuery } from "../queries.ts";
import { AccountMenu } from "./account-menu.tsx";

type Place = { to: string; label: WordKey; icon: ComponentType<{ size?: number }> };

const FOR_ACCOUNT_HOLDERS: readonly Place[] = [
  { to: "/home", label: "frame.home", icon: IconHome },
  { to: "/discover", label: "frame.discover", icon: IconCompass },
  { to: "/deposit", label: "frame.deposit", icon: IconArrowDownToArc },
  { to: "/history", label: "frame.history", icon: IconHistory },
];

const FOR_APPLICANTS: readonly Place[] = [
  { to: "/onboarding", label: "frame.opening", icon: IconFileText },
  { to: "/discover", label: "frame.discover", icon: IconCompass },
];

/** Where this person can go: account holders everywhere, applicants to their application and the catalogue. */
function placesFor(session: Session | undefined): readonly Place[] {
  if (session?.level !== "full") return [];
  return session.accountOpened ? FOR_ACCOUNT_HOLDERS : FOR_APPLICANTS;
}

function Places(props: { places: readonly Place[]; className: string; icons: boolean }) {
  const { say } = useWords();
  if (props.places.length === 0) return null;
  return (
    <nav className={props.className} aria-label={say("frame.nav")}>
      {props.places.map(({ to, label, icon: Icon }) => (
        <NavLink key={to} to={to}>
          {props.icons ? <Icon size={22} /> : null}
          {say(label)}
        </NavLink>
      ))}
    </nav>
  );
}

function VisitorLinks() {
  const { say, language } = useWords();
  const { pathname } = useLocation();
  return (
    <>
      <Button
        variant="subtle"
        color="gray"
        size="sm"
        px="xs"
        lang={language === "ja" ? "en" : "ja"}
        onClick={() => chooseLanguage(language === "ja" ? "en" : "ja")}
      >
        {say("frame.switchLanguage")}
      </Button>
      {pathname === "/sign-in" ? null : (
        <Button component={Link} to="/sign-in" variant="default" size="sm">
          {say("frame.signIn")}
        </Button>
      )}
    </>
  );
}

/** Says that this is a practice environment, and which moment it is there. Nothing where there is no simulator. */
function DeskNote() {
  const { say, language } = useWords();
  const desk = useQuery(deskQuery);
  if (!desk.data) return null;
  return <div className="frame-desk">{say("frame.simulatedClock", { now: momentText(desk.data.now, language) })}</div>;
}

/** Moves the reader's attention to the new page, as a full page load would. */
function useFocusOnArrival() {
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const arrived = useRef(pathname);
  useEffect(() => {
    if (arrived.current === pathname) return;
    arrived.current = pathname;
    main.current?.focus({ preventScroll: true });
  }, [pathname]);
  return main;
}

/** What surrounds a page. */
export function FrameAround({ session, children }: { session: Session | undefined; children: ReactNode }) {
  const { say } = useWords();
  const places = placesFor(session);
  const main = useFocusOnArrival();
  return (
    <div className="frame">
      <a className="skip-link" href="#content">
        {say("frame.skip")}
      </a>
      <DeskNote />
      <header className="frame-head">
        <div className="frame-head-inner">
          <Link className="brand" to={places[0]?.to ?? "/"} aria-label={say("frame.brand")}>
            <BrandMark />
            <span>Kura</span>
          </Link>
          <Places places={places} className="frame-links" icons={false} />
          <div className="row">
            {session?.level === "none" ? <VisitorLinks /> : null}
            <AccountMenu session={session} />
          </div>
        </div>
      </header>
      <main className="frame-main" id="content" tabIndex={-1} ref={main}>
        {children}
      </main>
      <footer className="frame-foot">
        <div>{say("frame.risk")}</div>
      </footer>
      <Places places={places} className="tabs" icons={true} />
    </div>
  );
}

/** Every page in its frame, in the customer's language. */
export function Frame() {
  const session = useQuery(sessionQuery);
  const locale = session.data?.locale;
  useEffect(() => {
    if (locale) followLanguage(locale);
  }, [locale]);
  return (
    <FrameAround session={session.data}>
      <ScrollRestoration />
      <Outlet />
    </FrameAround>
  );
}
