import { Anchor } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { useWords } from "../language.ts";
import { Card } from "../look/page.tsx";
import { previewQuery } from "../queries.ts";
import { PreviewFacts, PreviewNotMade, PreviewTrades } from "./preview-parts.tsx";

/** What the money waiting for the next window will buy. */
export function PreviewCard() {
  const { say } = useWords();
  const preview = useQuery(previewQuery(null));
  if (!preview.data) return null;
  return (
    <Card title={say("preview.homeTitle")}>
      <PreviewTrades preview={preview.data} />
      <PreviewNotMade preview={preview.data} />
      <details className="unfold">
        <summary>{say("preview.details")}</summary>
        <PreviewFacts preview={preview.data} />
      </details>
      <Anchor component={Link} to="/preview" size="sm">
        {say("deposit.tryIt")}
      </Anchor>
    </Card>
  );
}
