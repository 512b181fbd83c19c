import { Anchor, Button } from "@mantine/core";
import { IconExternalLink, IconInfoCircle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { Customer, Overview } from "../answers.ts";
import { PageOutline, PageProblem } from "../frame/guards.tsx";
import { useWords } from "../language.ts";
import { CopyValue } from "../look/copy-button.tsx";
import { Card, Page } from "../look/page.tsx";
import { momentText } from "../moments.ts";
import { applicationQuery, customerQuery, deskQuery, overviewQuery } from "../queries.ts";
import { practiceBankAddress } from "./practice-bank.ts";

type Line = { label: string; value: string; copy?: string; testId?: string };

function BankLines({ lines }: { lines: readonly Line[] }) {
  return (
    <dl className="bank-fields">
      {lines.map(({ label, value, copy, testId }) => (
        <div key={label} className="bank-field">
          <div>
            <dt>{label}</dt>
            <dd className="figure" data-testid={testId}>
              {value}
            </dd>
          </div>
          {copy === undefined ? null : <CopyValue value={copy} label={label} />}
        </div>
      ))}
    </dl>
  );
}

/** The customer's own account number to send yen to, ready to be copied into a banking app. */
function BankCard({ customer }: { customer: Customer }) {
  const { say } = useWords();
  const account = customer.depositAccount;
  const lines: Line[] = [
    { label: say("deposit.bank"), value: `${account.bankName}（${account.bankCode}）`, copy: account.bankName },
    { label: say("deposit.branch"), value: account.branchName },
    { label: say("deposit.branchCode"), value: account.branchCode, copy: account.branchCode, testId: "branch-code" },
    { label: say("deposit.accountType"), value: say("deposit.ordinary") },
    {
      label: say("deposit.accountNumber"),
      value: account.accountNumber,
      copy: account.accountNumber,
      testId: "account-number",
    },
    { label: say("deposit.accountHolder"), value: account.accountHolder, copy: account.accountHolder },
  ];
  return (
    <section className="card" aria-label={say("deposit.title")}>
      <BankLines lines={lines} />
    </section>
  );
}

/** The name the transfer must carry: the customer's own, as the bank writes it. */
function PayerCard() {
  const { say } = useWords();
  const application = useQuery(applicationQuery);
  const personal = application.data?.personal;
  if (!personal) return null;
  const payer = `${personal.familyKana} ${personal.givenKana}`;
  return (
    <section className="card" aria-label={say("deposit.payer")}>
      <BankLines lines={[{ label: say("deposit.payer"), value: payer, copy: payer, testId: "payer-name" }]} />
      <p className="page-lead small">{say("deposit.payerWhy")}</p>
    </section>
  );
}

function NextCard({ overview }: { overview: Overview }) {
  const { say, language } = useWords();
  const trade = overview.nextWindow;
  return (
    <Card title={say("deposit.next")}>
      {overview.target === null ? (
        <div className="note">
          <IconInfoCircle size={20} aria-hidden="true" />
          <div>
            <div>{say("deposit.noTarget")}</div>
            <Anchor component={Link} to="/discover" inherit>
              {say("home.chooseTarget")}
            </Anchor>
          </div>
        </div>
      ) : (
        <>
          <ol className="flow">
            <li>{say("deposit.next1")}</li>
            {trade === null ? null : (
              <li>
                {say("deposit.next2", {
                  cutoff: momentText(trade.cutoffAt, language),
                  runs: momentText(trade.runsAt, language),
                })}
              </li>
            )}
            <li>{say("deposit.next3")}</li>
          </ol>
          <Button component={Link} to="/preview" variant="default" fullWidth mt="lg">
            {say("deposit.tryIt")}
          </Button>
        </>
      )}
    </Card>
  );
}

/** On a desk: the way to the practice bank, with the account already filled in. Elsewhere there is no such thing. */
function PracticeBankCard({ customer }: { customer: Customer }) {
  const { say } = useWords();
  const desk = useQuery(deskQuery);
  if (!desk.data) return null;
  return (
    <Card title={say("deposit.deskTitle")} aside={<span className="badge">{say("frame.simulated")}</span>}>
      <p className="page-lead small">{say("deposit.deskText")}</p>
      <Button
        component="a"
        href={practiceBankAddress(desk.data.bankUrl, customer.depositAccount)}
        target="_blank"
        rel="noopener noreferrer"
        variant="default"
        fullWidth
        mt="md"
        rightSection={<IconExternalLink size={17} aria-hidden="true" />}
      >
        {say("deposit.deskOpen")}
      </Button>
    </Card>
  );
}

/** How to send yen, and what will become of them. */
export function DepositPage() {
  const { say } = useWords();
  const customer = useQuery(customerQuery);
  const overview = useQuery(overviewQuery);
  const problem = customer.error ?? overview.error;
  if (problem && !(customer.data && overview.data)) {
    const retry = () => void Promise.all([customer.refetch(), overview.refetch()]);
    return <PageProblem problem={problem} onRetry={retry} />;
  }
  if (!customer.data || !overview.data) return <PageOutline />;
  return (
    <Page title={say("deposit.title")} lead={say("deposit.lead")}>
      <div className="two-columns stack">
        <div className="stack">
          <BankCard customer={customer.data} />
          <PayerCard />
        </div>
        <div className="stack">
          <PracticeBankCard customer={customer.data} />
          <NextCard overview={overview.data} />
        </div>
      </div>
    </Page>
  );
}
