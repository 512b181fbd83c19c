import { type BrokerRefusal, brokerAnswer, brokerRefuse, brokerScope, CODES, isBrokerRefusal } from "../broker-http.ts";
import { addDays } from "../clock/us-calendar.ts";
import { type App, parseMoment } from "../http.ts";
import type { World } from "../world.ts";
import { ACTION_KINDS, type Action } from "./action.ts";
import { announcementView, DATE_TYPES, type DateType, NOTICE_TYPE_NAMES, type Notice } from "./announcement-view.ts";
import { groupsText, processDate } from "./data-view.ts";
import { findAction, listActions } from "./store.ts";

type Query = Readonly<Record<string, string | string[] | undefined>>;

const LONGEST_DAYS = 90;
const MOST_PER_PAGE = 1_000;
const invalid = (message: string) => brokerRefuse(422, CODES.invalid, message);

/** Notices of corporate actions: the broker's older list, and the one of the market data host. */
export function noticeRoutes(app: App, { state, ...world }: World): void {
  brokerScope(app, { state, ...world }, "broker", (scope) => {
    scope.get<{ Querystring: Query }>("/v1/corporate_actions/announcements", (request, reply) => {
      const wanted = readNoticeQuery(request.query);
      if (isBrokerRefusal(wanted)) return brokerAnswer(reply, wanted);
      return brokerAnswer(reply, listActions(state).map(announcementView).filter(wanted.has));
    });
    scope.get<{ Params: { id: string } }>("/v1/corporate_actions/announcements/:id", (request, reply) => {
      const action = findAction(state, request.params.id);
      if (action) return brokerAnswer(reply, announcementView(action));
      return brokerAnswer(reply, brokerRefuse(404, CODES.notFound, "corporate action announcement not found"));
    });
  });
  brokerScope(app, { state, ...world }, "data", (scope) => {
    scope.get<{ Querystring: Query }>("/v1/corporate-actions", (request, reply) => {
      const page = readPage(listActions(state), request.query);
      if (isBrokerRefusal(page)) return brokerAnswer(reply, page);
      reply.header("content-type", "application/json; charset=utf-8");
      return reply.code(200).send(groupsText(page.actions, page.next));
    });
  });
}

/** Reads which notices the older list shows. */
function readNoticeQuery(query: Query): { has: (notice: Notice) => boolean } | BrokerRefusal {
  const { ca_types: types, since, until, date_type: by = "ex_date", symbol, cusip } = query;
  if (types === undefined || types === "") return invalid("ca_types is required");
  const wanted = listOf(types).map((type) => type.toLowerCase());
  if (!wanted.every((type) => NOTICE_TYPE_NAMES.includes(type))) return invalid("ca_types is invalid");
  const [from, to] = [dayOf(since), dayOf(until)];
  if (from === null) return invalid(since === undefined ? "since is required" : "since is not a valid date");
  if (to === null) return invalid(until === undefined ? "until is required" : "until is not a valid date");
  if (to < from) return invalid("until is before since");
  if (addDays(from, LONGEST_DAYS) < to) return invalid(`since and until are at most ${LONGEST_DAYS} days apart`);
  const dateType = DATE_TYPES.find((each) => each === by);
  if (dateType === undefined) return invalid("date_type is invalid");
  return {
    has: (notice) =>
      wanted.includes(notice.ca_type) &&
      isWithin(notice, dateType, from, to) &&
      (symbol === undefined || [notice.initiating_symbol, notice.target_symbol].includes(String(symbol))) &&
      (cusip === undefined || [notice.initiating_original_cusip, notice.target_original_cusip].includes(String(cusip))),
  };
}

function isWithin(notice: Notice, by: DateType, from: string, to: string): boolean {
  return notice[by] >= from && notice[by] <= to;
}

type Page = { actions: Action[]; next: string | null };

/** One page of the data host's list: ordered by day of processing, then in the order of announcement. */
function readPage(all: readonly Action[], query: Query): Page | BrokerRefusal {
  const { symbols, cusips, types, ids, start, end, sort = "asc", page_token: token, limit = "100" } = query;
  if (ids !== undefined && [symbols, cusips, types, start, end].some((each) => each !== undefined)) {
    return invalid("ids cannot be combined with other filters");
  }
  const [from, to] = [dayOf(start), dayOf(end)];
  if (start !== undefined && from === null) return invalid("start is not a valid date");
  if (end !== undefined && to === null) return invalid("end is not a valid date");
  if (sort !== "asc" && sort !== "desc") return invalid("sort is invalid");
  const size = /^\d{1,6}$/.test(String(limit)) ? Number(limit) : 0;
  if (size < 1 || size > MOST_PER_PAGE) return invalid(`limit must be from 1 to ${MOST_PER_PAGE}`);
  const kinds = types === undefined ? null : listOf(types);
  if (kinds && !kinds.every((each) => ACTION_KINDS.some((kind) => kind === each))) return invalid("types is invalid");

  const among = (wanted: string | string[] | undefined, ...values: (string | null)[]) =>
    wanted === undefined || listOf(wanted).some((each) => values.includes(each));
  const found = all
    .filter(
      (action) =>
        among(ids, action.id) &&
        among(symbols, action.symbol, action.newSymbol) &&
        among(cusips, action.cusip, action.newCusip) &&
        (kinds === null || kinds.includes(listedAs(action))) &&
        (from === null || processDate(action) >= from) &&
        (to === null || processDate(action) <= to),
    )
    .toSorted((a, b) => (processDate(a) < processDate(b) ? -1 : processDate(a) > processDate(b) ? 1 : 0));
  const ordered = sort === "asc" ? found : found.toReversed();
  const begin = token === undefined || token === "" ? 0 : ordered.findIndex(({ id }) => tokenOf(id) === token) + 1;
  if (token !== undefined && token !== "" && begin === 0) return invalid("page_token is invalid");
  const actions = ordered.slice(begin, begin + size);
  const last = actions.at(-1);
  return { actions, next: last && begin + size < ordered.length ? tokenOf(last.id) : null };
}

/** A change of the number alone is listed as a change of the name. */
function listedAs({ kind }: Action): string {
  return kind === "cusip_change" ? "name_change" : kind;
}

function tokenOf(id: string): string {
  return Buffer.from(id).toString("base64url");
}

function listOf(value: string | string[]): string[] {
  return String(value)
    .split(",")
    .map((each) => each.trim());
}

function dayOf(value: string | string[] | undefined): string | null {
  return typeof value === "string" && parseMoment(value) !== null ? value.slice(0, 10) : null;
}
