// Who reads which lines of the request log: an account its own and nobody else's, the operator all
// of them; and what each question is to the store.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT, buildOrder, buildPayment, buildRefund } from '../../../test/support/call.ts';
import type { Locator } from '../../core/id.ts';
import type { LoggedRequest, RequestFilters } from '../../core/request-log.ts';
import { createRequestList, createRequestRoom, type RequestListParts } from './request-list.ts';

const OTHER = { ...ACCOUNT, id: 2, key: 'other' };
const ACCOUNTS = [ACCOUNT, OTHER];

function lineOf(key: number, account: number, requestId = `r${key}`): LoggedRequest {
  const id = { key, number: key, token: `TOKEN${key}` };
  return { id, requestId, account, at: 0 } as unknown as LoggedRequest;
}

const byToken = (key: number): readonly Locator[] => [{ by: 'token', token: `TOKEN${key}` }];
const byNumber = (key: number): readonly Locator[] => [{ by: 'number', number: key }];

function open(lines: readonly LoggedRequest[] = [], isOrderThere = false) {
  const asked: unknown[] = [];
  const order = buildOrder({ reference: 'INV-1' });
  const payments = [buildPayment({ id: { key: 30, number: 30, token: 'PAY' } })];
  const refund = { id: { key: 40, number: 40, token: 'RFD' }, reference: 'RF-1' };
  const unnamed = { id: { key: 41, number: 41, token: 'RFE' }, reference: null };
  const aggregate = { order, payments, refunds: [buildRefund(refund), buildRefund(unnamed)] };
  const found = isOrderThere ? { aggregate } : { failure: 'order_not_found' };
  let looked = 0;
  const parts: RequestListParts = {
    requests: {
      listRequests: async (filter, limit) => {
        asked.push(['all', filter, limit]);
        const own = lines.filter(({ account }) => (filter.account ?? account) === account);
        return own.filter(({ requestId }) => (filter.requestId ?? requestId) === requestId);
      },
      listMarkedRequests: async (marks, filter, limit) => {
        asked.push([marks, filter, limit]);
        return lines;
      },
      findRequest: async (key) => lines.find(({ id }) => id.key === key) ?? null,
      listSums: async (from, until) => {
        asked.push(['sums', from, until]);
        return [];
      },
    },
    ids: {
      keyOf: (locator) =>
        locator.by === 'number'
          ? locator.number
          : locator.by === 'token' && /\d$/.test(locator.token)
            ? Number(locator.token.replace(/\D/g, ''))
            : null,
      firstKeyAt: (at) => at * 10,
    },
    marks: {
      ofKey: (account, key) => `${account} key ${key}`,
      ofReference: (account, reference) => `${account} name ${reference}`,
      ofPerson: () => '',
    },
    accounts: {
      findFresh: async (key: string) => known(ACCOUNTS.find((each) => each.key === key)),
      findById: async (id: number) => {
        looked += 1;
        return known(ACCOUNTS.find((each) => each.id === id));
      },
    } as unknown as RequestListParts['accounts'],
    engine: { find: async () => found } as unknown as RequestListParts['engine'],
    orderOfPage: () => null,
    catchUp: async () => void asked.push('caught up'),
  };
  const list = createRequestList(parts);
  const room = createRequestRoom(list, parts.accounts);
  return { list, room, asked, parts, looks: () => looked };
}

const known = (account: typeof ACCOUNT | undefined) => (account === undefined ? null : { account });
const LINES = [lineOf(1, 1), lineOf(2, 2), lineOf(3, -1), lineOf(4, 0), lineOf(5, 1)];
const keysOf = (lines: unknown) => (lines as readonly LoggedRequest[]).map(({ id }) => id.key);

test('the lines of all, with the keys of their accounts, each looked for once', async () => {
  const { list, looks, asked } = open(LINES);
  const shown = await list.list({ account: null, limit: 9 });
  const keys = shown.map(({ account }) => account);
  assert.deepEqual(keys, [ACCOUNT.key, OTHER.key, null, 'operator', ACCOUNT.key]);
  assert.equal(looks(), 2);
  // What this process has gathered is there to be read.
  assert.deepEqual(asked, ['caught up', ['all', {}, 9]]);
  const gone = open([lineOf(1, 9)]).list;
  assert.equal((await gone.list({ account: null, limit: 1 }))[0]?.account, null);
  const { parts } = open(LINES);
  const { catchUp: _, ...bare } = parts;
  assert.equal((await createRequestList(bare).list({ account: null, limit: 9 })).length, 5);
});

test('an account is asked for by its number, whatever else is', async () => {
  const page = { orderName: null, before: null, count: 5 };
  const none: RequestFilters = {
    ...{ requestId: null, status: null, dialect: null, operation: null },
    ...{ isRefused: null, since: null, until: null },
  };
  const { room, asked } = open(LINES);
  const own = { ...page, ...none, kind: 'listOwnRequests' } as const;
  const all = { ...page, ...none, kind: 'listRequests', account: null } as const;
  assert.deepEqual(keysOf(await room.listOwn(ACCOUNT, own)), [1, 5]);
  assert.deepEqual(keysOf(await room.list({ ...all, account: OTHER.key })), [2]);
  assert.deepEqual(keysOf(await room.list({ ...all, account: 'operator' })), [4]);
  assert.equal(keysOf(await room.list(all)).length, 5);
  assert.deepEqual(await room.list({ ...all, account: 'nobody' }), { failure: 'record_not_found' });
  const filters = asked.filter((each) => each !== 'caught up');
  assert.deepEqual(filters, [
    ['all', { account: 1 }, 5],
    ['all', { account: 2 }, 5],
    ['all', { account: 0 }, 5],
    ['all', {}, 5],
  ]);
});

test('each filter is handed on, a status as the hundred that it may stand for', async () => {
  const { list, asked } = open();
  const filters = { requestId: 'r', dialect: 'd', operation: 'o', isRefused: false, until: 9 };
  await list.list({ account: null, filters: { ...filters, since: 7 }, limit: 1 });
  await list.list({ account: null, filters: { status: '4xx' }, limit: 1 });
  await list.list({ account: null, filters: { status: '404' }, limit: 1 });
  await list.list({ account: null, filters: { status: '500', isRefused: true }, limit: 1 });
  assert.deepEqual(
    asked.filter((each) => each !== 'caught up'),
    [
      // Keys follow the time: what came before is not looked at.
      ['all', { ...filters, since: 7, fromKey: 70 }, 1],
      ['all', { statusFrom: 400, statusTo: 499 }, 1],
      ['all', { statusFrom: 404, statusTo: 404 }, 1],
      ['all', { statusFrom: 500, statusTo: 500, isRefused: true }, 1],
    ],
  );
});

test('a page begins before a line, or after one and no earlier than asked', async () => {
  const rows = [
    [{ before: byNumber(8) }, { beforeKey: 8 }],
    [{ after: byNumber(8) }, { fromKey: 9 }],
    [
      { after: byNumber(8), filters: { since: 3 } },
      { since: 3, fromKey: 30 },
    ],
    [
      { after: byNumber(50), filters: { since: 3 } },
      { since: 3, fromKey: 51 },
    ],
    [
      { before: byNumber(8), after: byNumber(5) },
      { beforeKey: 8, fromKey: 6 },
    ],
    // What names no line is before all, and after none.
    [{ before: [{ by: 'token', token: 'x' }] }, { beforeKey: 0 }],
    [{ before: [{ by: 'token', token: 'x' }, ...byNumber(8)] }, { beforeKey: 8 }],
    [{ before: [...byNumber(8), ...byNumber(9)] }, { beforeKey: 8 }],
    [{ after: [] }, { fromKey: 1 }],
    [{ before: null, after: null, filters: { since: 0 } }, { since: 0 }],
  ] as const;
  for (const [page, filter] of rows) {
    const { list, asked } = open();
    await list.list({ account: null, limit: 1, ...page });
    assert.deepEqual(asked[1], ['all', filter, 1]);
  }
});

test('an order is looked for with all that belongs to it, and by the name itself', async () => {
  const { list, asked } = open(LINES, true);
  await list.list({ account: ACCOUNT, orderName: 'INV-1', limit: 3 });
  const marks = [
    ...[`1 key ${buildOrder().id.key}`, '1 key 30', '1 key 40', '1 key 41'],
    ...['1 name INV-1', '1 name RF-1'],
  ];
  assert.deepEqual(asked, ['caught up', [marks, { account: 1 }, 3]]);
  const refused = open(LINES);
  await refused.list.list({ account: ACCOUNT, orderName: '77', limit: 3 });
  assert.deepEqual(refused.asked[1], [['1 key 77', '1 name 77'], { account: 1 }, 3]);
  // Orders of different accounts may be called alike: of all of them none is meant.
  const all = open(LINES, true);
  await all.list.list({ account: null, orderName: 'INV-1', limit: 3 });
  assert.deepEqual(all.asked[1], ['all', {}, 3]);
});

test('of an order with very many refunds a hundred marks are looked for', async () => {
  const { asked, parts } = open();
  const refunds = Array.from({ length: 200 }, (_, at) =>
    buildRefund({ id: { key: 100 + at, number: 0, token: '' }, reference: null }),
  );
  const found = { aggregate: { order: buildOrder(), payments: [], refunds } };
  const engine = { find: async () => found } as unknown as RequestListParts['engine'];
  await createRequestList({ ...parts, engine }).list({
    ...{ account: ACCOUNT, orderName: '77', limit: 1 },
  });
  const [marks] = asked[1] as readonly [readonly string[]];
  assert.deepEqual([marks.length, marks[0]], [100, '1 key 77'], 'what was named goes first');
});

test('a line is found by our name for it, else by its request id, by whom it is for', async () => {
  const lines = [...LINES, lineOf(6, 2, 'chosen'), lineOf(7, 1, 'chosen')];
  const { list, room, asked } = open(lines);
  const keyOf = async (...[account, name, line]: Parameters<typeof list.find>) =>
    (await list.find(account, name, line))?.id.key ?? null;
  assert.equal(await keyOf(null, 'x', byToken(2)), 2);
  assert.equal(await keyOf(OTHER, 'x', byToken(2)), 2);
  assert.equal(await keyOf(ACCOUNT, 'x', byToken(2)), null, 'it is another account’s');
  assert.equal(await keyOf(ACCOUNT, 'x', byToken(3)), null, 'it is nobody’s');
  // A key that is counted from a token is no proof that the token is that line's.
  assert.equal(await keyOf(null, 'x', [{ by: 'token', token: 'OTHER2' }]), null);
  assert.equal(await keyOf(null, 'x', [{ by: 'token', token: 'y' }, ...byToken(1)]), 1);
  asked.length = 0;
  assert.equal(await keyOf(null, 'r4', []), 4);
  assert.deepEqual(asked, ['caught up', ['all', { requestId: 'r4' }, 1]]);
  assert.equal(await keyOf(ACCOUNT, 'r4', []), null);
  assert.equal(await keyOf(ACCOUNT, 'chosen', []), 7);
  assert.equal(await keyOf(OTHER, 'chosen', []), 6);
  const shown = await list.find(null, 'r1', []);
  assert.equal(shown?.account, ACCOUNT.key);
  const own = { kind: 'findOwnRequest', name: 'r2', line: byToken(2) } as const;
  assert.deepEqual(await room.findOwn(ACCOUNT, own), { failure: 'record_not_found' });
  assert.deepEqual(keysOf([await room.findOwn(OTHER, own)]), [2]);
  const any = { kind: 'findRequest', name: 'r2', line: [] } as const;
  assert.deepEqual(keysOf([await room.find(any)]), [2]);
  assert.deepEqual(await room.find({ ...any, name: 'x' }), { failure: 'record_not_found' });
});

test('how it went is asked for from a moment to another', async () => {
  const { list, asked } = open();
  assert.deepEqual(await list.sumsOf({ from: 5, until: 6 }), []);
  assert.deepEqual(asked, [['sums', 5, 6]]);
});
