import { Button } from "@mantine/core";
import { Link } from "react-router";
import { useWords } from "../language.ts";
import { Page, useTitle } from "../look/page.tsx";
import { FrameAround } from "./frame.tsx";

/** For an address that leads nowhere. */
export function NotFoundPage() {
  const { say } = useWords();
  return (
    <Page title={say("frame.notFound")} lead={say("frame.notFoundWhy")} width="reading">
      <Button component={Link} to="/" variant="default">
        {say("frame.toStart")}
      </Button>
    </Page>
  );
}

/** For a fault of ours: nobody meets a blank page, and nobody needs to worry about their money. */
export function CrashPage() {
  const { say } = useWords();
  useTitle(say("frame.crashed"));
  return (
    <FrameAround session={undefined}>
      <Page title={say("frame.crashed")} lead={say("frame.crashedWhy")} width="reading">
        <Button onClick={() => window.location.reload()}>{say("frame.reload")}</Button>
      </Page>
    </FrameAround>
  );
}
