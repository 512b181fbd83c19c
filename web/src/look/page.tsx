import { IconChevronLeft } from "@tabler/icons-react";
import { type ReactNode, useEffect } from "react";
import { Link } from "react-router";
import { useWords } from "../language.ts";

/** Names the page in the browser's title bar. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} – Kura 蔵`;
  }, [title]);
}

type PageProps = {
  title: string;
  lead?: string;
  width?: "narrow" | "reading" | "wide";
  back?: { to: string; label: string };
  mark?: ReactNode;
  children: ReactNode;
};

/** A page: its title, a sentence on what it is for, and what is on it. */
export function Page({ title, lead, width = "wide", back, mark, children }: PageProps) {
  useTitle(title);
  return (
    <div className={`page page-${width}`}>
      {back ? (
        <Link className="back-link" to={back.to}>
          <IconChevronLeft size={18} aria-hidden="true" />
          {back.label}
        </Link>
      ) : null}
      {mark}
      <header className="page-head">
        <h1 className="page-title">{title}</h1>
        {lead ? <p className="page-lead">{lead}</p> : null}
      </header>
      {children}
    </div>
  );
}

/** A part of a page with a heading of its own, reachable by its name. */
export function Card(props: { title?: string; aside?: ReactNode; children: ReactNode; testId?: string }) {
  return (
    <section className="card" aria-label={props.title} data-testid={props.testId}>
      {props.title ? (
        <h2 className="card-title">
          <span>{props.title}</span>
          {props.aside}
        </h2>
      ) : null}
      {props.children}
    </section>
  );
}

/** A place that holds nothing yet: says so, and says what will bring something there. */
export function EmptyPlace(props: { title: string; why: string; icon?: ReactNode; children?: ReactNode }) {
  const { title, why, icon, children } = props;
  return (
    <div className="empty">
      {icon}
      <strong>{title}</strong>
      <span className="soft small">{why}</span>
      {children}
    </div>
  );
}

/** What stands where a page will be, before anything is known. Said aloud once. */
export function Waiting({ children }: { children: ReactNode }) {
  const { say } = useWords();
  return (
    <div role="status" aria-busy="true" aria-label={say("frame.loading")}>
      {children}
    </div>
  );
}
