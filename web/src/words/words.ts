import * as enFrame from "./en/frame.ts";
import * as enMoney from "./en/money.ts";
import * as enOnboarding from "./en/onboarding.ts";
import * as enPortfolios from "./en/portfolios.ts";
import * as enSession from "./en/session.ts";
import * as jaFrame from "./ja/frame.ts";
import * as jaMoney from "./ja/money.ts";
import * as jaOnboarding from "./ja/onboarding.ts";
import * as jaPortfolios from "./ja/portfolios.ts";
import * as jaSession from "./ja/session.ts";

/** Every sentence of the app, in Japanese: the language it is written in first. */
export const ja = { ...jaFrame, ...jaSession, ...jaOnboarding, ...jaPortfolios, ...jaMoney };

/** The same sentences in English. */
export const en = { ...enFrame, ...enSession, ...enOnboarding, ...enPortfolios, ...enMoney };
