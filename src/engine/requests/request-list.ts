// The request log as it is read: by an account its own lines, by the operator those of all.
import type { Account } from '../../core/account.ts';
import { type Failure, isFailure } from '../../core/failure.ts';
import type { Locator } from '../../core/id.ts';
import { isNamed } from '../../core/name.ts';
import {
  type FindOwnRequest,
  type FindRequest,
  type ListOwnRequests,
  type ListRequests,
  type LoggedRequest,
  type MinuteSum,
  type RequestFilters,
  type RequestLine,
  type Shown,
  UNPROVED,
} from '../../core/request-log.ts';
import type { RequestRowFilter, RequestStore } from '../../store/store.ts';
import type { Accounts } from '../identity/account.ts';
import type { Ids } from '../identity/ids.ts';
import { OPERATOR } from '../identity/operator.ts';
import type { Engine } from '../orders/engine.ts';
import { findAnyNamed, type OrderOfPage } from '../processing/named-order.ts';
import type { RequestMarks } from './request-mark.ts';
import { readLocators } from './request-subject.ts';
import { sumUp } from './minute-sum.ts';

/** Which lines: of one account, or null of all; with an order of one account alone. */
export type RequestQuery = {
  readonly account: Account | null;
  /** Any name of an order, or of its payment, its refund or its payment link. */
  readonly orderName?: string | null;
  readonly filters?: Partial<RequestFilters>;
  /** The last line of the page before. */
  readonly before?: readonly Locator[] | null;
  /** Only what came after this line. */
  readonly after?: readonly Locator[] | null;
  readonly limit: number;
};

/** What pages and commands read the request log with. */
export type RequestList = {
  /** Newest first. */
  readonly list: (query: RequestQuery) => Promise<readonly Shown<RequestLine>[]>;
  /** By our name for it or by its `x-request-id`, the newest that has it; null: none has. */
  readonly find: (
    account: Account | null,
    name: string,
    line: readonly Locator[],
  ) => Promise<Shown<LoggedRequest> | null>;
  /** How it went, minute by minute; times in real milliseconds, both inclusive. */
  readonly sumsOf: (span: {
    readonly from: number;
    readonly until: number;
  }) => Promise<readonly MinuteSum[]>;
};

export type RequestListParts = {
  readonly requests: Pick<
    RequestStore,
    'listRequests' | 'listMarkedRequests' | 'findRequest' | 'listSums'
  >;
  readonly ids: Pick<Ids, 'keyOf' | 'firstKeyAt'>;
  readonly marks: RequestMarks;
  readonly accounts: Pick<Accounts, 'findFresh' | 'findById'>;
  readonly engine: Pick<Engine, 'find'>;
  readonly orderOfPage: OrderOfPage;
  /** Writes what this process has gathered; absent: it gathers nothing. */
  readonly catchUp?: () => Promise<void>;
};

const NOT_FOUND: Failure = Object.freeze({ failure: 'record_not_found' });

export function createRequestList(parts: RequestListParts): RequestList {
  const { requests } = parts;
  return {
    list: async ({ account, orderName = null, filters = {}, limit, ...page }) => {
      await parts.catchUp?.();
      const filter = { ...rowFilterOf(account, filters), ...boundsOf(parts.ids, filters, page) };
      const lines =
        orderName === null || account === null
          ? await requests.listRequests(filter, limit)
          : await requests.listMarkedRequests(
              await marksOf(parts, account, orderName),
              filter,
              limit,
            );
      return showAll(parts, lines);
    },
    find: async (account, name, line) => {
      await parts.catchUp?.();
      return find(parts, account, name, line);
    },
    sumsOf: async ({ from, until }) => sumUp(await requests.listSums(from, until)),
  };
}

/** As the account API and the admin API ask for it. */
export type RequestRoom = {
  readonly listOwn: (account: Account, request: ListOwnRequests) => Promise<Lines>;
  readonly findOwn: (account: Account, request: FindOwnRequest) => Promise<Line>;
  readonly list: (request: ListRequests) => Promise<Lines>;
  readonly find: (request: FindRequest) => Promise<Line>;
};
type Lines = readonly Shown<RequestLine>[] | Failure;
type Line = Shown<LoggedRequest> | Failure;

export function createRequestRoom(
  { list, find }: RequestList,
  accounts: RequestListParts['accounts'],
): RequestRoom {
  const listBy = (account: Account | null, asked: ListOwnRequests | ListRequests) => {
    const { orderName, before, count } = asked;
    return list({ account, orderName, filters: asked, before, limit: count });
  };
  return {
    listOwn: listBy,
    findOwn: async (account, { name, line }) => (await find(account, name, line)) ?? NOT_FOUND,
    list: async (asked) => {
      if (asked.account === null) return listBy(null, asked);
      const account = await accountOf(accounts, asked.account);
      return account === null ? NOT_FOUND : listBy(account, asked);
    },
    find: async ({ name, line }) => (await find(null, name, line)) ?? NOT_FOUND,
  };
}

/** The operator's own requests are asked for like those of an account. */
async function accountOf(
  accounts: RequestListParts['accounts'],
  key: string,
): Promise<Account | null> {
  if (key === OPERATOR.key) return OPERATOR;
  return (await accounts.findFresh(key))?.account ?? null;
}

/** The lowest key, which nothing has, for what is no name of ours. */
function keyOf(ids: Pick<Ids, 'keyOf'>, locators: readonly Locator[]): number {
  return locators.map(ids.keyOf).find((key) => key !== null) ?? 0;
}

function rowFilterOf(
  account: Account | null,
  { requestId, status, dialect, operation, isRefused, since, until }: Partial<RequestFilters>,
): RequestRowFilter {
  return {
    ...(account === null ? {} : { account: account.id }),
    ...(requestId == null ? {} : { requestId }),
    ...(status == null ? {} : statusesOf(status)),
    ...(dialect == null ? {} : { dialect }),
    ...(operation == null ? {} : { operation }),
    ...(isRefused == null ? {} : { isRefused }),
    ...(since == null ? {} : { since }),
    ...(until == null ? {} : { until }),
  };
}

/** Keys follow the time at which a request came, so that what came before it is not looked at. */
function boundsOf(
  ids: RequestListParts['ids'],
  { since }: Partial<RequestFilters>,
  { before, after }: Pick<RequestQuery, 'before' | 'after'>,
): Pick<RequestRowFilter, 'beforeKey' | 'fromKey'> {
  const first = since == null ? 0 : ids.firstKeyAt(since);
  const fromKey = Math.max(first, after == null ? 0 : keyOf(ids, after) + 1);
  return {
    ...(before == null ? {} : { beforeKey: keyOf(ids, before) }),
    ...(fromKey === 0 ? {} : { fromKey }),
  };
}

function statusesOf(status: string): Pick<RequestRowFilter, 'statusFrom' | 'statusTo'> {
  const from = Number(status.replaceAll('x', '0'));
  return { statusFrom: from, statusTo: status.endsWith('xx') ? from + 99 : from };
}

/** Of the order and all that belongs to it, and of the name itself: it may have been refused. */
async function marksOf(
  parts: RequestListParts,
  account: Account,
  name: string,
): Promise<readonly string[]> {
  const { ids, marks } = parts;
  const found = await findAnyNamed(parts, account, name);
  const own = readLocators(name).flatMap((locator) => ids.keyOf(locator) ?? []);
  const entities = isFailure(found)
    ? []
    : [found.aggregate.order, ...found.aggregate.payments, ...found.aggregate.refunds];
  const keys = [...own, ...entities.map(({ id }) => id.key)];
  const references = entities.flatMap((each) =>
    'reference' in each ? (each.reference ?? []) : [],
  );
  const all = [
    ...keys.map((key) => marks.ofKey(account.id, key)),
    ...[name, ...references].map((reference) => marks.ofReference(account.id, reference)),
  ];
  return [...new Set(all)].slice(0, MARKS_MAX);
}

/** Of an order with more payments and refunds than that the oldest are looked for. */
const MARKS_MAX = 100;

async function find(
  parts: RequestListParts,
  account: Account | null,
  name: string,
  line: readonly Locator[],
): Promise<Shown<LoggedRequest> | null> {
  const { requests, ids } = parts;
  const load = async (key: number): Promise<LoggedRequest | null> => {
    const row = await requests.findRequest(key);
    return row !== null && (account === null || row.account === account.id) ? row : null;
  };
  for (const locator of line) {
    const key = ids.keyOf(locator);
    const row = key === null ? null : await load(key);
    if (row !== null && isNamed(row, locator)) return (await showAll(parts, [row]))[0] ?? null;
  }
  const filter = rowFilterOf(account, { requestId: name });
  const [newest] = await requests.listRequests(filter, 1);
  const row = newest === undefined ? null : await load(newest.id.key);
  return row === null ? null : ((await showAll(parts, [row]))[0] ?? null);
}

/** With the keys of their accounts, each looked for once. */
async function showAll<Line extends RequestLine>(
  { accounts }: Pick<RequestListParts, 'accounts'>,
  lines: readonly Line[],
): Promise<readonly Shown<Line>[]> {
  const keys = new Map<number, string | null>([
    [UNPROVED, null],
    [OPERATOR.id, OPERATOR.key],
  ]);
  for (const { account } of lines) {
    if (keys.has(account)) continue;
    keys.set(account, (await accounts.findById(account))?.account.key ?? null);
  }
  return lines.map((line) => ({ ...line, account: keys.get(line.account) ?? null }));
}
