import { type Price, parsePrice } from "@kura/shared/money.ts";

/** A listed stock or fund. `base` is the price it wanders around, in millionths of a dollar. */
export type ListedSymbol = {
  symbol: string;
  name: string;
  exchange: "NYSE" | "NASDAQ" | "ARCA" | "BATS";
  fractionable: boolean;
  base: Price;
  /** How much it moves, in percent of a broad index fund. */
  liveliness: number;
};

/** Symbol, exchange, price, liveliness, name. Real names; prices are plausible, not quotations. */
const LIST = `
VT ARCA 141.20 95 Vanguard Total World Stock ETF
VTI ARCA 330.40 100 Vanguard Total Stock Market ETF
VOO ARCA 620.10 98 Vanguard S&P 500 ETF
SPY ARCA 676.30 98 SPDR S&P 500 ETF Trust
IVV ARCA 678.90 98 iShares Core S&P 500 ETF
QQQ NASDAQ 612.80 125 Invesco QQQ Trust, Series 1
VEA ARCA 62.15 90 Vanguard FTSE Developed Markets ETF
VXUS NASDAQ 75.40 90 Vanguard Total International Stock ETF
VWO ARCA 54.30 105 Vanguard FTSE Emerging Markets ETF
EFA ARCA 96.20 90 iShares MSCI EAFE ETF
IEMG ARCA 67.10 105 iShares Core MSCI Emerging Markets ETF
IWM ARCA 246.50 125 iShares Russell 2000 ETF
VUG ARCA 487.20 120 Vanguard Growth ETF
VTV ARCA 191.60 85 Vanguard Value ETF
VB ARCA 258.40 115 Vanguard Small-Cap ETF
VIG ARCA 220.30 80 Vanguard Dividend Appreciation ETF
VYM ARCA 143.70 80 Vanguard High Dividend Yield Index ETF
SCHD ARCA 27.45 80 Schwab US Dividend Equity ETF
HDV ARCA 122.10 75 iShares Core High Dividend ETF
VNQ ARCA 90.80 95 Vanguard Real Estate ETF
XLK ARCA 143.90 130 The Technology Select Sector SPDR Fund
XLV ARCA 154.60 75 The Health Care Select Sector SPDR Fund
BND NASDAQ 74.25 28 Vanguard Total Bond Market ETF
AGG ARCA 100.15 28 iShares Core U.S. Aggregate Bond ETF
TLT NASDAQ 89.40 60 iShares 20+ Year Treasury Bond ETF
SHY NASDAQ 82.85 10 iShares 1-3 Year Treasury Bond ETF
LQD ARCA 111.30 40 iShares iBoxx $ Investment Grade Corporate Bond ETF
GLD ARCA 378.60 85 SPDR Gold Shares
IAU ARCA 77.35 85 iShares Gold Trust
AAPL NASDAQ 268.40 140 Apple Inc. Common Stock
MSFT NASDAQ 497.10 130 Microsoft Corporation Common Stock
NVDA NASDAQ 186.50 230 NVIDIA Corporation Common Stock
AMZN NASDAQ 232.90 160 Amazon.com, Inc. Common Stock
GOOGL NASDAQ 284.60 150 Alphabet Inc. Class A Common Stock
META NASDAQ 618.30 170 Meta Platforms, Inc. Class A Common Stock
TSLA NASDAQ 421.70 260 Tesla, Inc. Common Stock
BRK.B NYSE 501.20 75 Berkshire Hathaway Inc. Class B
BRK.A NYSE 751800.00 75 Berkshire Hathaway Inc. Class A
AVGO NASDAQ 349.80 210 Broadcom Inc. Common Stock
AMD NASDAQ 238.20 240 Advanced Micro Devices, Inc. Common Stock
NFLX NASDAQ 112.40 170 Netflix, Inc. Common Stock
ADBE NASDAQ 331.50 150 Adobe Inc. Common Stock
CRM NYSE 239.60 150 Salesforce, Inc.
ORCL NYSE 219.80 190 Oracle Corporation
INTC NASDAQ 37.60 210 Intel Corporation Common Stock
CSCO NASDAQ 76.90 110 Cisco Systems, Inc. Common Stock
JPM NYSE 309.70 120 JPMorgan Chase & Co.
BAC NYSE 52.80 125 Bank of America Corporation
V NYSE 333.20 95 Visa Inc. Class A
MA NYSE 541.90 95 Mastercard Incorporated Class A
UNH NYSE 322.10 150 UnitedHealth Group Incorporated
LLY NYSE 1023.40 150 Eli Lilly and Company
JNJ NYSE 196.30 70 Johnson & Johnson
MRK NYSE 92.60 95 Merck & Co., Inc.
PFE NYSE 25.10 95 Pfizer Inc.
PG NYSE 147.20 65 Procter & Gamble Company
KO NYSE 71.30 60 Coca-Cola Company
PEP NASDAQ 145.80 65 PepsiCo, Inc. Common Stock
COST NASDAQ 912.50 95 Costco Wholesale Corporation Common Stock
WMT NYSE 102.60 80 Walmart Inc.
HD NYSE 371.40 105 The Home Depot, Inc.
MCD NYSE 308.20 70 McDonald's Corporation
NKE NYSE 64.10 140 NIKE, Inc. Class B
DIS NYSE 106.30 125 The Walt Disney Company
XOM NYSE 119.20 110 Exxon Mobil Corporation
CVX NYSE 153.40 105 Chevron Corporation
CAT NYSE 552.80 135 Caterpillar Inc.
BA NYSE 189.70 165 The Boeing Company
T NYSE 25.60 85 AT&T Inc.
VZ NYSE 41.20 75 Verizon Communications Inc.
`;

/** Too dear for fractions at the broker: only whole shares of these. */
const WHOLE_SHARES_ONLY = new Set(["BRK.A"]);

/** What a new world lists, by symbol. */
export const SYMBOLS: ReadonlyMap<string, ListedSymbol> = new Map(
  LIST.trim()
    .split("\n")
    .map((line) => {
      const [symbol = "", exchange, base = "", liveliness, ...name] = line.split(" ");
      const listed: ListedSymbol = {
        symbol,
        name: name.join(" "),
        exchange: exchange as ListedSymbol["exchange"],
        fractionable: !WHOLE_SHARES_ONLY.has(symbol),
        base: parsePrice(base),
        liveliness: Number(liveliness),
      };
      return [symbol, listed] as const;
    }),
);
