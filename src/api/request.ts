// The request log as programs read it: an account its own lines, the operator those of all.
import { type Failure, invalid } from '../core/failure.ts';
import type { ListOwnRequests, LoggedRequest, RequestLine, Shown } from '../core/request-log.ts';
import type { Call, RowShape, Takes } from '../gateways/dialect.ts';
import { readFields, type Reading } from '../gateways/kit/read.ts';
import { fieldsOfQuery, isoOf } from './family.ts';
import { NAME_MAX, readName, readNameOf } from './locator.ts';
import { flag, listOf, mapOf, moment, objectOf, orNull, SPAN } from './shape.ts';
import { text, textTo, whole, wholeOf } from './shape.ts';
import { curlOf } from './request-curl.ts';

const PAGE_MAX = 100;
const PAGE = 20;
const WORD_MAX = 64;
const STATUS = /^(?:[1-5]\d\d|[1-5]xx)$/;

const SHOWN = {
  ...{ id: text, request_id: text, account: orNull(text), at: moment, took_ms: { type: 'number' } },
  ...{ method: text, path: text, status: whole, dialect: orNull(text), operation: orNull(text) },
  refusal: orNull(text),
};

/** Whose lines there are: an account's own, or those of any. */
export const listShape = (does: string, more: Takes): RowShape => ({
  does,
  query: {
    ...more,
    order: { schema: text, says: 'One order, in any spelling; or its payment or refund.' },
    request_id: { schema: textTo(128), says: 'As `x-request-id` of the answer had it.' },
    status: { schema: text, says: 'Of the answer: `400`, or `4xx`.' },
    refused: { schema: flag, says: 'Whether it was refused, with whatever status.' },
    dialect: { schema: textTo(WORD_MAX), says: 'Whose path it was on; `account`, `admin` too.' },
    operation: { schema: textTo(WORD_MAX), says: 'Such as `createOrder`.' },
    ...SPAN,
    before: { schema: text, says: 'The last id of the page before.' },
    count: { schema: wholeOf(1, PAGE_MAX) },
  },
  answer: objectOf({ requests: listOf(objectOf(SHOWN)) }),
});

export const findShape: RowShape = {
  does: 'Tells a request with what was said, scrubbed. By its id or its `x-request-id`.',
  answer: objectOf({
    ...SHOWN,
    ...{ query: text, headers: mapOf(text), body: orNull(text) },
    ...{ reply_headers: mapOf(text), reply: orNull(text), claimed_key: orNull(text), curl: text },
  }),
};

type Asked = Omit<ListOwnRequests, 'kind'>;

export function readPage(call: Call, names: readonly string[]): [Reading, Asked] {
  const read = readFields(fieldsOfQuery(call));
  read.refuseStrangers(names);
  const before = readNameOf(read, 'before');
  const status = read.text('status', { max: 3 });
  if (status !== null && !STATUS.test(status)) {
    read.wrong('status', 'format', 'must be a status such as 400, or 4xx');
  }
  return [
    read,
    {
      orderName: readNameOf(read, 'order'),
      requestId: read.text('request_id', { max: 128 }),
      status,
      isRefused: readFlag(read),
      dialect: read.text('dialect', { max: WORD_MAX }),
      operation: read.text('operation', { max: WORD_MAX }),
      since: read.moment('since'),
      until: read.moment('until'),
      before: before === null ? null : readName(before),
      count: read.count('count', 1, PAGE_MAX) ?? PAGE,
    },
  ];
}

/** In a query there are words alone. */
function readFlag(read: Reading): boolean | null {
  const word = read.text('refused', { max: WORD_MAX });
  if (word === null) return null;
  if (word !== 'true' && word !== 'false') {
    read.wrong('refused', 'format', 'must be true or false');
  }
  return word === 'true';
}

export function parseOwnList(call: Call, names: readonly string[]): ListOwnRequests | Failure {
  const [read, asked] = readPage(call, names);
  return read.issues.length > 0 ? invalid(read.issues) : { kind: 'listOwnRequests', ...asked };
}

/** What the path names: our name for the line, or the `x-request-id`. */
export function readLineName({
  params,
}: Call): Pick<
  { readonly name: string; readonly line: ReturnType<typeof readName> },
  'name' | 'line'
> {
  const name = (params['id'] ?? '').slice(0, NAME_MAX);
  return { name, line: readName(name) };
}

/** As programs read it in a list, without what was said. */
export function viewRequest(line: Shown<RequestLine>): Readonly<Record<string, unknown>> {
  const orNone = (word: string): string | null => (word === '' ? null : word);
  return {
    id: `request_${line.id.token}`,
    request_id: line.requestId,
    account: line.account,
    at: isoOf(line.at),
    took_ms: line.tookMicros / 1000,
    method: line.method,
    path: line.path,
    status: line.status,
    dialect: orNone(line.dialect),
    operation: orNone(line.operation),
    refusal: orNone(line.refusal),
  };
}

export function viewWholeRequest(
  line: Shown<LoggedRequest>,
  origin: string,
): Readonly<Record<string, unknown>> {
  return {
    ...viewRequest(line),
    query: line.query,
    headers: line.headers,
    body: line.body,
    reply_headers: line.replyHeaders,
    reply: line.reply,
    claimed_key: line.claimed,
    curl: curlOf(line, origin),
  };
}
