import { Button, Skeleton, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { yenText } from "../figures.ts";
import { PageOutline } from "../frame/guards.tsx";
import { useWords } from "../language.ts";
import { Card, EmptyPlace, Page, Waiting } from "../look/page.tsx";
import { ProblemNotice } from "../look/problem-notice.tsx";
import { SubmitButton } from "../look/submit-button.tsx";
import { overviewQuery, previewQuery } from "../queries.ts";
import { digitsOf } from "../session/rules.ts";
import { PreviewFacts, PreviewNotMade, PreviewTrades } from "./preview-parts.tsx";

const SUGGESTED = ["10000", "50000", "100000", "300000"] as const;

/** A whole number of yen from what was typed, or nothing. */
export function yenFrom(typed: string): string | null {
  const digits = digitsOf(typed).replace(/^0+/, "");
  return digits === "" || digits.length > 12 ? null : digits;
}

function AmountForm({ amount, onTry }: { amount: string; onTry: (amount: string) => void }) {
  const { say } = useWords();
  const form = useForm({
    initialValues: { amount },
    validate: { amount: (typed) => (yenFrom(typed) === null ? say("preview.amountInvalid") : null) },
  });
  const tryAmount = (typed: string) => {
    form.setFieldValue("amount", typed);
    onTry(typed);
  };
  return (
    <form onSubmit={form.onSubmit(({ amount: typed }) => onTry(yenFrom(typed) ?? amount))} noValidate>
      <div className="stack">
        <div>
          <label className="card-label" htmlFor="try-amount">
            {say("preview.amount")}
          </label>
          <p className="soft small no-gap">{say("preview.amountHint")}</p>
        </div>
        <div className="try-amount">
          <TextInput id="try-amount" inputMode="numeric" leftSection="¥" {...form.getInputProps("amount")} />
          <SubmitButton variant="default">{say("preview.calculate")}</SubmitButton>
        </div>
        <div className="suggested">
          {SUGGESTED.map((suggested) => (
            <Button key={suggested} variant="default" size="compact-md" onClick={() => tryAmount(suggested)}>
              <span className="figure">{yenText(suggested)}</span>
            </Button>
          ))}
        </div>
      </div>
    </form>
  );
}

function Result({ amount }: { amount: string }) {
  const { say } = useWords();
  const preview = useQuery({ ...previewQuery(amount), placeholderData: keepPreviousData });
  if (preview.isError) return <ProblemNotice problem={preview.error} onRetry={() => void preview.refetch()} />;
  if (!preview.data) {
    return (
      <Waiting>
        <Skeleton height={260} radius="lg" />
      </Waiting>
    );
  }
  return (
    <>
      <Card title={say("preview.trades")}>
        <PreviewTrades preview={preview.data} />
        <PreviewNotMade preview={preview.data} />
      </Card>
      <Card title={say("preview.costs")}>
        <PreviewFacts preview={preview.data} />
      </Card>
    </>
  );
}

/** Tries what a deposit would buy: the trades, the rate, the cost, and how far it may move. Nothing is sent. */
export function PreviewPage() {
  const { say } = useWords();
  const [amount, setAmount] = useState("100000");
  const overview = useQuery({ ...overviewQuery, refetchInterval: false });
  if (overview.isPending) return <PageOutline />;
  const noTarget = overview.data?.target === null;
  return (
    <Page
      title={say("preview.title")}
      lead={say("preview.lead")}
      width="reading"
      back={{ to: "/deposit", label: say("deposit.title") }}
    >
      {noTarget ? (
        <EmptyPlace title={say("preview.noTarget")} why={say("preview.noTargetWhy")}>
          <Button component={Link} to="/discover" mt="sm">
            {say("home.chooseTarget")}
          </Button>
        </EmptyPlace>
      ) : (
        <div className="stack">
          <section className="card">
            <AmountForm amount={amount} onTry={setAmount} />
          </section>
          <Result amount={amount} />
        </div>
      )}
    </Page>
  );
}
