// Every statement of the request log's store once, for both engines.
import { setImmediate as turn } from 'node:timers/promises';
import type { LoggedRequest, RequestLine, RequestWire } from '../core/request-log.ts';
import type { Row } from './body.ts';
import type { Value } from './commit.ts';
import type { MinuteSumRow, RequestRow, RequestRowFilter, RequestStore } from './request-store.ts';

type Filter = RequestRowFilter;
type Statement = { readonly text: string; readonly values: readonly Value[] };

/** What a driver offers. */
export type RequestDatabase = {
  readonly all: (text: string, values: readonly Value[]) => Promise<readonly Row[]>;
  /** How many rows. */
  readonly run: (text: string, values: readonly Value[]) => Promise<number>;
  /** So many lines are looked at before others get their turn; absent: they never wait for it. */
  readonly looksAtMax?: number;
  /** Several in one commit. */
  readonly together: (statements: readonly Statement[]) => Promise<void>;
};

const MINUTE_MS = 60_000;
/** What a line takes besides its texts, with its indexes: about. */
const OVERHEAD_BYTES = 300;

const ADD = `INSERT INTO requests (id, token, request_id, account, at, took_micros, status, method,
    path, dialect, operation, refusal, wire)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING`;
const MARK = 'INSERT INTO request_marks (mark, request) VALUES ($1, $2) ON CONFLICT DO NOTHING';
const SIZE = `INSERT INTO request_sizes (minute, bytes) VALUES ($1, $2)
  ON CONFLICT (minute) DO UPDATE SET bytes = request_sizes.bytes + excluded.bytes`;
const FIELDS = `requests.id, token, request_id, account, at, took_micros, status, method, path,
  dialect, operation, refusal`;
const FIND = `SELECT ${FIELDS}, wire FROM requests WHERE id = $1`;
const LAST_OF = `SELECT MAX(id) AS last, COUNT(*) AS count
  FROM (SELECT id FROM requests WHERE id < $1 ORDER BY id LIMIT $2) AS old`;
const FULL_SINCE = `SELECT minute FROM (
    SELECT minute, SUM(bytes) OVER (ORDER BY minute DESC) AS total FROM request_sizes
  ) AS sums WHERE total > $1 ORDER BY minute DESC LIMIT 1`;
const PUT_SUM = `INSERT INTO request_sums
    (minute, place, dialect, processor, operation, total, refused, failed, took)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  ON CONFLICT (minute, place, dialect, processor, operation) DO UPDATE SET
    total = excluded.total, refused = excluded.refused, failed = excluded.failed,
    took = excluded.took`;
const LIST_SUMS = `SELECT minute, place, dialect, processor, operation, total, refused, failed, took
  FROM request_sums WHERE minute >= $1 AND minute <= $2
  ORDER BY minute, dialect, processor, operation, place`;

export function requestsOf({
  all,
  run,
  together,
  looksAtMax,
}: RequestDatabase): Omit<RequestStore, 'close'> {
  const list = async (statement: Statement): Promise<readonly RequestLine[]> =>
    (await all(statement.text, statement.values)).map(readLine);
  return {
    addRequests: async (rows) => {
      if (rows.length > 0) await together([...rows.flatMap(writesOf), ...sizesOf(rows)]);
    },
    listRequests: (filter, limit) =>
      looksAtMax === undefined || !isSearching(filter)
        ? list(selectBy(null, filter, limit))
        : listInTurns({ all, list, looksAtMax }, filter, limit),
    listMarkedRequests: async (marks, filter, limit) => {
      const found = new Map<number, RequestLine>();
      for (const mark of marks) {
        for (const line of await list(selectBy(mark, filter, limit))) found.set(line.id.key, line);
      }
      return [...found.values()].sort((one, other) => other.id.key - one.id.key).slice(0, limit);
    },
    findRequest: async (key) => {
      const [row] = await all(FIND, [key]);
      return row === undefined ? null : { ...readLine(row), ...readWire(row) };
    },
    listMarksBeside: async (marks) => {
      const rows = await all(
        `SELECT DISTINCT other.mark AS mark FROM request_marks AS one
         JOIN request_marks AS other ON other.request = one.request
         WHERE one.mark IN (${placesOf(marks)})`,
        marks,
      );
      return rows.map((row) => String(row['mark']));
    },
    forgetRequests: async (marks) => {
      const of = `SELECT request FROM request_marks WHERE mark IN (${placesOf(marks)})`;
      const count = await run(`DELETE FROM requests WHERE id IN (${of})`, marks);
      await run(`DELETE FROM request_marks WHERE request IN (${of})`, marks);
      return count;
    },
    purgeRequests: async (before, limit) => {
      const [row] = await all(LAST_OF, [before.key, limit]);
      const count = Number(row?.['count'] ?? 0);
      const last = count === 0 ? before.key - 1 : Number(row?.['last']);
      const minute = Math.floor(before.ms / MINUTE_MS);
      await together([
        { text: 'DELETE FROM requests WHERE id <= $1', values: [last] },
        { text: 'DELETE FROM request_marks WHERE request <= $1', values: [last] },
        ...(count < limit
          ? [{ text: 'DELETE FROM request_sizes WHERE minute < $1', values: [minute] }]
          : []),
      ]);
      return count;
    },
    findFullSince: async (bytesMax) => {
      const [row] = await all(FULL_SINCE, [bytesMax]);
      return row === undefined ? null : (Number(row['minute']) + 1) * MINUTE_MS;
    },
    putSums: async (rows) => {
      if (rows.length > 0) await together(rows.map(writeSum));
    },
    listSums: async (from, until) => (await all(LIST_SUMS, [from, until])).map(readSum),
    purgeSums: async (before) => {
      await run('DELETE FROM request_sums WHERE minute < $1', [before]);
    },
  };
}

function placesOf(values: readonly unknown[]): string {
  return values.map((_, at) => `$${at + 1}`).join();
}

function writesOf(row: RequestRow): readonly Statement[] {
  const { id, requestId, account, at, tookMicros, status, method, path, marks } = row;
  const named = [id.key, `${id.number} ${id.token}`, requestId, account, at, tookMicros, status];
  const values = [...named, method, path, row.dialect, row.operation, row.refusal, writeWire(row)];
  return [{ text: ADD, values }, ...marks.map((mark) => ({ text: MARK, values: [mark, id.key] }))];
}

function sizesOf(rows: readonly RequestRow[]): readonly Statement[] {
  const sizes = new Map<number, number>();
  for (const row of rows) {
    const minute = Math.floor(row.at / MINUTE_MS);
    sizes.set(minute, (sizes.get(minute) ?? 0) + sizeOf(row));
  }
  // In one order, so that processes that write the same minutes wait for each other in turn.
  const sorted = [...sizes].sort(([one], [other]) => one - other);
  return sorted.map((values) => ({ text: SIZE, values }));
}

function sizeOf({ path, query, headers, body, replyHeaders, reply }: RequestRow): number {
  const texts = [path, query, body ?? '', reply ?? ''];
  const all = [...texts, ...Object.entries({ ...headers, ...replyHeaders }).flat()];
  return OVERHEAD_BYTES + all.reduce((sum, text) => sum + text.length, 0);
}

type Turns = Pick<RequestDatabase, 'all'> & {
  readonly list: (statement: Statement) => Promise<readonly RequestLine[]>;
  readonly looksAtMax: number;
};

/** Newest first, so many lines at a time. */
async function listInTurns(
  { all, list, looksAtMax }: Turns,
  filter: Filter,
  limit: number,
): Promise<readonly RequestLine[]> {
  const found: RequestLine[] = [];
  const { account, fromKey: floor = 0 } = filter;
  for (let beforeKey = filter.beforeKey ?? Number.MAX_SAFE_INTEGER; ; await turn()) {
    const [row] = await all(...lowestBelow(beforeKey, account, looksAtMax));
    if (row?.['lowest'] == null) return found;
    const lowest = Number(row['lowest']);
    const part = { ...filter, beforeKey, fromKey: Math.max(lowest, floor) };
    found.push(...(await list(selectBy(null, part, limit - found.length))));
    if (found.length >= limit || lowest <= floor) return found;
    beforeKey = lowest;
  }
}

/** Whether lines that do not fit may have to be looked at before one that does. */
function isSearching({ requestId, account: _a, beforeKey: _b, fromKey: _f, ...others }: Filter) {
  return requestId === undefined && Object.keys(others).length > 0;
}

/** The key of the last of so many lines below this one. */
function lowestBelow(
  beforeKey: number,
  account: number | undefined,
  count: number,
): readonly [text: string, values: readonly Value[]] {
  const own = account === undefined ? '' : 'AND account = $3';
  const those = `SELECT id FROM requests WHERE id < $1 ${own} ORDER BY id DESC LIMIT $2`;
  const values = [beforeKey, count, ...(account === undefined ? [] : [account])];
  return [`SELECT MIN(id) AS lowest FROM (${those}) AS those`, values];
}

/** Of `mark`, or of all. */
function selectBy(mark: string | null, filter: RequestRowFilter, limit: number): Statement {
  const values: Value[] = [];
  const conditions: string[] = [];
  const where = (condition: string, value: Value | undefined): void => {
    if (value === undefined) return;
    values.push(value);
    conditions.push(condition.replace('?', `$${values.length}`));
  };
  where('mark = ?', mark ?? undefined);
  where('account = ?', filter.account);
  where('request_id = ?', filter.requestId);
  where('status >= ?', filter.statusFrom);
  where('status <= ?', filter.statusTo);
  where('dialect = ?', filter.dialect);
  where('operation = ?', filter.operation);
  where('at >= ?', filter.since);
  where('at <= ?', filter.until);
  where('requests.id < ?', filter.beforeKey);
  where('requests.id >= ?', filter.fromKey);
  if (filter.isRefused !== undefined) {
    const refused = "(refusal <> '' OR status >= 400)";
    conditions.push(filter.isRefused ? refused : `NOT ${refused}`);
  }
  values.push(limit);
  const from =
    mark === null
      ? 'requests'
      : 'request_marks JOIN requests ON requests.id = request_marks.request';
  const all = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const page = `ORDER BY requests.id DESC LIMIT $${values.length}`;
  return { text: `SELECT ${FIELDS} FROM ${from} ${all} ${page}`, values };
}

function readLine(row: Row): RequestLine {
  const [number = '', token = ''] = String(row['token']).split(' ');
  return {
    id: { key: Number(row['id']), number: Number(number), token },
    requestId: String(row['request_id']),
    account: Number(row['account']),
    at: Number(row['at']),
    tookMicros: Number(row['took_micros']),
    status: Number(row['status']),
    method: String(row['method']),
    path: String(row['path']),
    dialect: String(row['dialect']),
    operation: String(row['operation']),
    refusal: String(row['refusal']),
  };
}

/** With a version, as all JSON that is stored. */
function writeWire({ query, headers, body, replyHeaders, reply, claimed }: LoggedRequest): string {
  return JSON.stringify({ v: 1, query, headers, body, replyHeaders, reply, claimed });
}

function readWire(row: Row): RequestWire {
  const { v, ...wire } = JSON.parse(String(row['wire'])) as RequestWire & { readonly v: number };
  if (v !== 1) throw new Error(`a line of the request log has version ${v}`);
  return wire;
}

function writeSum(row: MinuteSumRow): Statement {
  const { minute, place, dialect, processor, operation, count, refused, failed, took } = row;
  const names = [minute, place, dialect, processor, operation];
  return { text: PUT_SUM, values: [...names, count, refused, failed, took.join(' ')] };
}

function readSum(row: Row): MinuteSumRow {
  return {
    minute: Number(row['minute']),
    place: Number(row['place']),
    dialect: String(row['dialect']),
    processor: String(row['processor']),
    operation: String(row['operation']),
    count: Number(row['total']),
    refused: Number(row['refused']),
    failed: Number(row['failed']),
    took: String(row['took']).split(' ').map(Number),
  };
}
