import { type BrokerRefusal, brokerAnswer, brokerRefuse, CODES } from "../broker-http.ts";
import type { App } from "../http.ts";
import type { World } from "../world.ts";
import { assetView } from "./asset-view.ts";
import type { Market } from "./market.ts";

type Query = Record<string, unknown>;

const STATUSES = ["active", "inactive", "all"];
const CLASSES = ["us_equity", "us_option", "crypto"];
const EXCHANGES = ["AMEX", "ARCA", "ASCX", "BATS", "CRYPTO", "NASDAQ", "NYSE", "NYSEARCA", "OTC"];
const ATTRIBUTES = [
  ...["ptp_no_exception", "ptp_with_exception", "ipo", "has_options", "options_late_close"],
  ...["fractional_eh_enabled", "overnight_tradable", "overnight_halted"],
];

/** The master list of assets, and each of them by symbol or id. */
export function assetRoutes(app: App, { market }: World, prefix: "/v1" | "/v2"): void {
  app.get<{ Querystring: Query }>(`${prefix}/assets`, (request, reply) =>
    brokerAnswer(reply, listAssets(market, request.query)),
  );
  app.get<{ Params: { symbol: string } }>(`${prefix}/assets/:symbol`, (request, reply) => {
    const listing = market.find(request.params.symbol);
    if (listing) return brokerAnswer(reply, assetView(listing));
    return brokerAnswer(reply, brokerRefuse(404, CODES.notFound, `asset not found for ${request.params.symbol}`));
  });
}

/** The assets that every given filter lets through. Of several attributes one is enough. */
function listAssets(market: Market, query: Query): object[] | BrokerRefusal {
  const status = word(query.status);
  const assetClass = word(query.asset_class);
  const exchange = word(query.exchange);
  const attributes = word(query.attributes)?.split(",") ?? null;
  if (status !== null && !STATUSES.includes(status)) return invalid("status");
  if (assetClass !== null && !CLASSES.includes(assetClass)) return invalid("asset_class");
  if (exchange !== null && !EXCHANGES.includes(exchange)) return invalid("exchange");
  if (attributes?.some((each) => !ATTRIBUTES.includes(each))) return invalid("attributes");
  if (assetClass !== null && assetClass !== "us_equity") return [];
  return market
    .listEver()
    .filter((listing) => status === null || status === "all" || listing.status === status)
    .filter((listing) => exchange === null || listing.exchange === exchange)
    .filter((listing) => attributes === null || attributes.some((each) => listing.attributes.includes(each)))
    .map(assetView);
}

/** A filter that is there; one without a text is none, one given twice is not valid in any list. */
function word(value: unknown): string | null {
  return value === undefined || value === "" ? null : String(value);
}

function invalid(field: string): BrokerRefusal {
  return brokerRefuse(422, CODES.invalid, `${field} is invalid`);
}
