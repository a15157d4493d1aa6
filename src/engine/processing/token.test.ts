// Bearer tokens: one for each connection, renewed once, and seen by nobody but the processor.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
  Connection,
  Exchange,
  Granted,
  Probed,
  Refused,
  TokenExchange,
  Unknown,
  WireReply,
} from '../../gateways/processor.ts';
import { type Call, createCall, type ProcessorSend } from './call.ts';

const START = 1_780_000_000_000;
const HOUR_MS = 3_600_000;
const NAME = 'tokenbank';

const CONNECTION: Connection = {
  ...{ id: 3, account: 1, processor: NAME, mode: 'test', baseUrl: null },
  credentials: [{ secret: 'first' }],
};

const refusal = (raw: string): Refused => ({
  ...{ kind: 'refused', why: 'credentials', again: 'later', raw },
});

const grant: TokenExchange = {
  request: (_ask, { credentials }) => ({
    ...{ method: 'POST', url: 'https://bank.example/token', headers: {} },
    body: credentials['secret'] ?? '',
  }),
  read: ({ status, body }): Granted | Refused | Unknown => {
    if (status !== 200) return refusal(body);
    const [token = '', lastsMs = '0'] = body.split(' ');
    return { kind: 'granted', token, until: START + Number(lastsMs) };
  },
  isRefused: ({ status, body }) => status === 401 && body === 'token',
};

type Done = { readonly kind: 'done'; readonly raw: string };

/** Of two requests where the first is answered `more`. */
const work: Exchange<string, Done | Refused | Unknown> = {
  request: (name) => ({
    ...{ method: 'POST', url: `https://bank.example/${name}`, headers: { a: 'b' }, body: name },
  }),
  read: ({ status, body }, name, side) => {
    if (status === 401) return refusal(body);
    if (body !== 'more') return { kind: 'done', raw: body };
    return { kind: 'then', request: work.request(`${name}2`, side) as never };
  },
};

const probe: Exchange<null, Probed | Refused | Unknown> = {
  request: () => work.request('probe', {} as never) as never,
  read: ({ body }) => ({ kind: 'accepted', raw: body }),
};

type Sent = Parameters<ProcessorSend>[0];

/** What came is kept as `path bearer`; `reply` says what each is answered. */
function openWorld(reply: (path: string, bearer: string, nth: number) => WireReply | null) {
  const seen: string[] = [];
  const logged: string[] = [];
  const clock = { now: START };
  const send: ProcessorSend = async ({ url, headers, isOnce }: Sent) => {
    assert.equal(isOnce, true);
    const path = url.replace('https://bank.example/', '');
    const bearer = (headers['authorization'] ?? '').replace('Bearer ', '');
    seen.push(`${path} ${bearer}`.trim());
    await new Promise((resolve) => setImmediate(resolve));
    const said = reply(path, bearer, seen.filter((each) => each.startsWith(path)).length);
    if (said === null) return { kind: 'failed', reason: 'timeout', detail: 'no reply' };
    return { kind: 'answered', ...said, isCut: false };
  };
  const note = (fields: object): void => void logged.push(JSON.stringify(fields));
  const call: Call = createCall({
    send,
    processors: new Map([[NAME, { token: grant, probe, credentialFields: [] }]]),
    now: () => clock.now,
    log: { info: note, warn: note, error: note },
  });
  return { call, seen, logged, clock };
}

const ok = (body: string): WireReply => ({ status: 200, body });
const STALE: WireReply = { status: 401, body: 'token' };

/** Tokens `t1`, `t2` … of an hour; everything else is done. */
const usual = (path: string, _bearer: string, nth: number): WireReply =>
  path === 'token' ? ok(`t${nth} ${HOUR_MS}`) : ok('done');

test('one token serves many questions, and those that are asked at once wait for one', async () => {
  const { call, seen, clock } = openWorld(usual);
  await Promise.all([call(work, 'a', CONNECTION), call(work, 'b', CONNECTION)]);
  await call(work, 'c', CONNECTION);
  assert.deepEqual(seen.toSorted(), ['a t1', 'b t1', 'c t1', 'token']);
  assert.equal(seen[0], 'token');
  clock.now += HOUR_MS - 59_000;
  await call(work, 'd', CONNECTION);
  assert.deepEqual(seen.slice(4), ['token', 'd t2'], 'none runs out on its way');
});

test('other credentials and other connections get a token of their own', async () => {
  const { call, seen } = openWorld(usual);
  await call(work, 'a', CONNECTION);
  await call(work, 'b', { ...CONNECTION, credentials: [{ secret: 'second' }] });
  await call(work, 'c', { ...CONNECTION, id: 4 });
  await call(work, 'd', { ...CONNECTION, account: 2 });
  assert.deepEqual(
    seen.map((each) => each.replace(/^token$/, 'T')).join(', '),
    'T, a t1, T, b t2, T, c t3, T, d t4',
  );
});

test('a processor without tokens is asked as it is', async () => {
  const { call, seen } = openWorld(usual);
  await call(work, 'a', { ...CONNECTION, processor: 'other' });
  assert.deepEqual(seen, ['a']);
});

test('one that ends in the middle is renewed once; what was refused is sent again', async () => {
  const { call, seen } = openWorld((path, bearer, nth) => {
    if (path === 'token') return ok(`t${nth} ${HOUR_MS}`);
    if (path === 'a') return ok('more');
    return bearer === 't1' ? STALE : ok('done');
  });
  assert.deepEqual(await call(work, 'a', CONNECTION), { kind: 'done', raw: 'done' });
  assert.deepEqual(seen, ['token', 'a t1', 'a2 t1', 'token', 'a2 t2']);
});

test('whoever is refused at the same time shares the new one', async () => {
  const { call, seen } = openWorld((path, bearer, nth) => {
    if (path === 'token') return ok(`t${nth} ${HOUR_MS}`);
    return bearer === 't1' ? STALE : ok('done');
  });
  await Promise.all(['a', 'b', 'c'].map((name) => call(work, name, CONNECTION)));
  assert.equal(seen.filter((each) => each === 'token').length, 2);
  assert.deepEqual(seen.filter((each) => each.endsWith('t2')).toSorted(), ['a t2', 'b t2', 'c t2']);
});

test('a second refusal is what it is: credentials', async () => {
  const { call, seen } = openWorld((path, _bearer, nth) => {
    return path === 'token' ? ok(`t${nth} ${HOUR_MS}`) : STALE;
  });
  const told = await call(work, 'a', CONNECTION);
  assert.equal(told.kind === 'refused' && told.why, 'credentials');
  assert.deepEqual(seen, ['token', 'a t1', 'token', 'a t2']);
});

test('a 401 that is not of the token sends nothing again', async () => {
  const { call, seen } = openWorld((path) => {
    return path === 'token' ? ok(`t ${HOUR_MS}`) : { status: 401, body: '<html>' };
  });
  await call(work, 'a', CONNECTION);
  assert.deepEqual(seen, ['token', 'a t']);
});

test('without a token nothing is asked, and the next question tries again', async () => {
  const { call, seen } = openWorld((path, _bearer, nth) => {
    if (path !== 'token') return ok('done');
    return nth === 1 ? { status: 401, body: 'who?' } : nth === 2 ? null : ok(`t ${HOUR_MS}`);
  });
  const first = await call(work, 'a', CONNECTION);
  assert.equal(first.kind === 'refused' && first.why, 'credentials');
  assert.equal((await call(work, 'a', CONNECTION)).kind, 'unknown');
  assert.equal((await call(work, 'a', CONNECTION)).kind, 'done');
  assert.deepEqual(seen, ['token', 'token', 'token', 'a t']);
});

test('what was asked for before is not refused because a token is', async () => {
  const { call } = openWorld((path, _bearer, nth) => {
    if (path === 'token') return nth === 1 ? ok(`t ${HOUR_MS}`) : { status: 401, body: 'who?' };
    return path === 'a' ? ok('more') : STALE;
  });
  assert.equal((await call(work, 'a', CONNECTION)).kind, 'unknown');
});

test('a token of which nobody said how long it lasts serves one question', async () => {
  const { call, seen } = openWorld((path) => ok(path === 'token' ? 't 0' : 'done'));
  await call(work, 'a', CONNECTION);
  await call(work, 'b', CONNECTION);
  assert.deepEqual(seen, ['token', 'a t', 'token', 'b t']);
});

test('the check of credentials asks for a token of its own', async () => {
  const { call, seen } = openWorld(usual);
  await call(work, 'a', CONNECTION);
  await call(probe, null, CONNECTION);
  assert.deepEqual(seen, ['token', 'a t1', 'token', 'probe t2']);
});

test('no token and no secret is logged or told', async () => {
  const { call, logged } = openWorld((path) => {
    return path === 'token' ? ok(`canary-token ${HOUR_MS}`) : null;
  });
  const told = await call(work, 'a', {
    ...CONNECTION,
    credentials: [{ secret: 'canary-secret' }],
  });
  assert.equal(told.kind, 'unknown');
  assert.equal(logged.length, 1);
  assert.doesNotMatch(JSON.stringify([told, logged]), /canary/);
});
