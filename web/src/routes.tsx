import { createBrowserRouter } from "react-router";
import { DepositPage } from "./deposit/deposit-page.tsx";
import { CopyPage } from "./discover/copy-page.tsx";
import { DiscoverPage } from "./discover/discover-page.tsx";
import { PortfolioPage } from "./discover/portfolio-page.tsx";
import { Frame } from "./frame/frame.tsx";
import { AccountHoldersOnly, SignedInOnly } from "./frame/guards.tsx";
import { CrashPage, NotFoundPage } from "./frame/lost-pages.tsx";
import { HistoryPage } from "./history/history-page.tsx";
import { HomePage } from "./home/home-page.tsx";
import { PreviewPage } from "./home/preview-page.tsx";
import { DocumentsPage } from "./onboarding/documents-page.tsx";
import { IdentityPage } from "./onboarding/identity-page.tsx";
import { NextStep } from "./onboarding/next-step.tsx";
import { PersonalPage } from "./onboarding/personal-page.tsx";
import { StatusPage } from "./onboarding/status-page.tsx";
import { CodePage } from "./session/code-page.tsx";
import { EnrolPage } from "./session/enrol-page.tsx";
import { SignInPage } from "./session/sign-in-page.tsx";
import { SignUpPage } from "./session/sign-up-page.tsx";
import { WelcomePage } from "./welcome/welcome-page.tsx";

const forAccountHolders = [
  { path: "home", element: <HomePage /> },
  { path: "preview", element: <PreviewPage /> },
  { path: "deposit", element: <DepositPage /> },
  { path: "history", element: <HistoryPage /> },
  { path: "discover/:portfolioId/copy", element: <CopyPage /> },
];

const forSignedIn = [
  { path: "onboarding", element: <NextStep /> },
  { path: "onboarding/personal", element: <PersonalPage /> },
  { path: "onboarding/documents", element: <DocumentsPage /> },
  { path: "onboarding/identity", element: <IdentityPage /> },
  { path: "onboarding/status", element: <StatusPage /> },
  { path: "discover", element: <DiscoverPage /> },
  { path: "discover/:portfolioId", element: <PortfolioPage /> },
  { element: <AccountHoldersOnly />, children: forAccountHolders },
];

/** Every address of the app, and who may open it. */
export function createRouter() {
  return createBrowserRouter([
    {
      element: <Frame />,
      errorElement: <CrashPage />,
      children: [
        { index: true, element: <WelcomePage /> },
        { path: "sign-up", element: <SignUpPage /> },
        { path: "sign-up/authenticator", element: <EnrolPage /> },
        { path: "sign-in", element: <SignInPage /> },
        { path: "sign-in/code", element: <CodePage /> },
        { element: <SignedInOnly />, children: forSignedIn },
        { path: "*", element: <NotFoundPage /> },
      ],
    },
  ]);
}
