// One question to a processor: how many requests, for how long, what is read of their replies, what
// is told of it, and that no secret comes back with it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder, buildPayment } from '../../../test/support/call.ts';
import { NOBODY } from '../../core/order.ts';
import type {
  Connection,
  Exchange,
  Processor,
  Refused,
  TokenExchange,
  Unknown,
  WireReply,
  WireRequest,
} from '../../gateways/processor.ts';
import { createCall, nameOf, type ProcessorSend } from './call.ts';
import { manyOf } from './many.ts';
import type { Heard } from './transcript.ts';

const START = 1_800_000_000_000;
const SECRET = 'canary-secret-1';
const FORMER = 'canary-former-2';
const shownAs = { connection: 'conn_1', account: 'shop' };
const CONNECTION: Connection = {
  ...{ id: 3, account: 1, processor: 'bank', mode: 'test', baseUrl: null, shownAs },
  credentials: [{ secret: SECRET }, { secret: FORMER }],
};

type Done = { readonly kind: 'done'; readonly raw: string };
type Exchanged = Exchange<unknown, Done | Refused | Unknown>;
type Sent = Parameters<ProcessorSend>[0];
type SentReply = Awaited<ReturnType<ProcessorSend>>;

function requestOf(url: string): WireRequest {
  return { method: 'POST', url, headers: { a: 'b' }, body: SECRET };
}

/** A reply `more` asks for another request. */
function exchangeOf(seen: unknown[] = []): Exchanged {
  return {
    request: (ask, side) => {
      seen.push(['request', ask, side.credentials, side.now]);
      return requestOf('https://bank.example/0');
    },
    read: ({ status, body }, ask, side, step, earlier) => {
      seen.push(['read', status, body, ask, side.now, step, earlier.map((each) => each.body)]);
      if (!body.startsWith('more')) return { kind: 'done', raw: body };
      return { kind: 'then', request: requestOf(`https://bank.example/${step + 1}`) };
    },
  };
}

const FIELDS: Processor['credentialFields'] = [
  { name: 'secret', label: 'Secret', secret: true, required: true },
];

/** Each reply takes as long as it says, of a clock that may be put back. */
function open(
  replies: readonly (SentReply & { readonly tookMs?: number })[],
  token?: TokenExchange,
) {
  const clock = { now: START };
  const sent: Sent[] = [];
  const heard: Heard[] = [];
  const warned: unknown[] = [];
  const exchange = exchangeOf();
  const probe = exchangeOf() as unknown as Processor['probe'];
  const table = { credentialFields: FIELDS, probe, inquire: exchange };
  const bank = { ...table, ...(token ? { token } : {}) };
  const call = createCall({
    send: async (request) => {
      sent.push(request);
      const { tookMs = 0, ...reply } = replies[sent.length - 1] ?? assert.fail('one too many');
      clock.now += tookMs;
      return reply as SentReply;
    },
    processors: new Map([['bank', bank]]),
    now: () => clock.now,
    log: { info: assert.fail, error: assert.fail, warn: (...line) => warned.push(line) },
    transcribe: (each) => heard.push(each),
  });
  return { call, sent, heard, warned, exchange };
}

const ok = (body: string, tookMs = 0) =>
  ({ kind: 'answered', status: 200, body, isCut: false, tookMs }) as const;

test('one question is three requests at most, each read with the replies before it', async () => {
  const seen: unknown[] = [];
  const { call, sent } = open([ok('more1', 5), ok('more2'), ok('end')]);
  const asked = { what: 'x' };
  const result = await call(exchangeOf(seen), asked, CONNECTION);
  assert.deepEqual(result, { kind: 'done', raw: 'end' });
  assert.deepEqual(
    sent.map(({ url }) => url),
    ['0', '1', '2'].map((each) => `https://bank.example/${each}`),
  );
  // The newest credentials sign.
  assert.deepEqual(seen, [
    ['request', asked, { secret: SECRET }, START],
    ['read', 200, 'more1', asked, START, 0, []],
    ['read', 200, 'more2', asked, START, 1, ['more1']],
    ['read', 200, 'end', asked, START, 2, ['more1', 'more2']],
  ]);
});

test('a fourth request is not sent: nothing is known then', async () => {
  const { call, warned } = open([ok('more1'), ok('more2'), ok('more3')]);
  const why = 'the processor asked for more requests than are sent';
  assert.deepEqual(await call(exchangeOf(), null, CONNECTION), { kind: 'unknown', raw: why });
  assert.deepEqual(warned, [[{ processor: 'bank', ...shownAs, why }, 'a processor did not say']]);
});

test('what is known without a request sends none', async () => {
  const { call, sent } = open([]);
  const known: Exchanged = { ...exchangeOf(), request: () => ({ kind: 'done', raw: SECRET }) };
  assert.deepEqual(await call(known, null, CONNECTION), { kind: 'done', raw: '…' });
  assert.equal(sent.length, 0);
});

test('no reply, or one that is too long, says nothing', async () => {
  const failed = { kind: 'failed', reason: 'timeout', detail: 'x'.repeat(400) } as const;
  const first = open([failed]);
  const result = await first.call(exchangeOf(), null, CONNECTION);
  const raw = `timeout: ${'x'.repeat(400)}`.slice(0, 300);
  assert.deepEqual(result, { kind: 'unknown', raw });
  const cut = open([{ ...ok('end'), isCut: true }]);
  assert.deepEqual(await cut.call(exchangeOf(), null, CONNECTION), {
    kind: 'unknown',
    raw: 'the reply is longer than is read',
  });
  assert.equal(cut.sent[0]?.replyBytesMax, 1_000_000);
});

test('each request has twenty seconds, or what is left of the bound of all of them', async () => {
  const replies = [ok('more1', 3_000), ok('more2', 3_000), ok('end')];
  const timeouts = async (withinMs?: number) => {
    const { call, sent } = open(replies);
    const more = withinMs === undefined ? {} : { withinMs };
    const { raw } = (await call(exchangeOf(), null, CONNECTION, more)) as Done;
    return [raw, ...sent.map(({ timeoutMs }) => timeoutMs)];
  };
  assert.deepEqual(await timeouts(), ['end', 20_000, 20_000, 20_000]);
  assert.deepEqual(await timeouts(22_000), ['end', 20_000, 19_000, 16_000]);
  assert.deepEqual(await timeouts(6_001), ['end', 6_001, 3_001, 1]);
  // Whether what was begun came about is for a question of its own.
  assert.deepEqual(await timeouts(6_000), ['not sent: its time was over', 6_000, 3_000]);
});

test('a reply that was told already is read first, and counts as the first request', async () => {
  const told: WireReply = { status: 200, body: 'told' };
  const seen: unknown[] = [];
  const none = open([]);
  const result = await none.call(exchangeOf(seen), 'x', CONNECTION, { told });
  assert.deepEqual(result, { kind: 'done', raw: 'told' });
  const first = ['read', 200, 'told', 'x', START, 0, []];
  assert.deepEqual(seen, [first]);
  seen.length = 0;
  const more = open([ok('more1'), ok('more2')]);
  const { raw } = await more.call(exchangeOf(seen), 'x', CONNECTION, {
    told: { ...told, body: 'more' },
  });
  assert.equal(raw, 'the processor asked for more requests than are sent');
  assert.deepEqual(seen, [
    ['read', 200, 'more', 'x', START, 0, []],
    ['read', 200, 'more1', 'x', START, 1, ['more']],
    ['read', 200, 'more2', 'x', START, 2, ['more', 'more1']],
  ]);
});

test('a processor that repeats a secret, or its token, gives neither away', async () => {
  const grant: TokenExchange = {
    request: () => requestOf('https://bank.example/token'),
    read: ({ body }) => ({ kind: 'granted', token: body, until: START + 3_600_000 }),
    isRefused: () => false,
  };
  const { call, heard, sent } = open(
    [ok('canary-token-3'), ok(`no ${SECRET} ${FORMER} canary-token-3`)],
    grant,
  );
  const result = await call(exchangeOf(), null, CONNECTION);
  assert.deepEqual(result, { kind: 'done', raw: 'no … … …' });
  assert.equal(sent[1]?.headers['authorization'], 'Bearer canary-token-3');
  // The request for the token is nobody's to read, and the token is no part of the next one.
  assert.equal(heard.length, 1);
  const [{ request, reply } = assert.fail()] = heard;
  assert.deepEqual(request, requestOf('https://bank.example/0'));
  assert.equal(reply, `no ${SECRET} ${FORMER} …`, 'the others are hidden where it is written');
});

test('what was said is told with whom it is about and how long it took', async () => {
  const order = buildOrder({ customer: { ...NOBODY, name: 'Asha' } });
  const payment = buildPayment();
  const failed = { kind: 'failed', reason: 'reset', detail: 'x', tookMs: 7 } as const;
  const { call, heard, exchange } = open([ok('more', 5), failed]);
  await call(exchange, { order, payment }, CONNECTION);
  const about = {
    ...{ orderKey: order.id.key, paymentKey: payment.id.key, customer: order.customer },
    ...{ connection: CONNECTION, operation: 'inquire', direction: 'out', event: null },
  };
  assert.deepEqual(heard, [
    {
      ...{ ...about, request: requestOf('https://bank.example/0'), at: START, durationMs: 5 },
      ...{ status: 200, reply: 'more', error: null },
    },
    {
      ...{ ...about, request: requestOf('https://bank.example/1'), at: START + 5, durationMs: 7 },
      ...{ status: null, reply: null, error: 'reset: x' },
    },
  ]);
});

test('a question about nobody is told so; a customer of its own goes before any', async () => {
  const { call, heard } = open([ok('a'), ok('b'), ok('c', -50)]);
  const customer = { ...NOBODY, name: 'Other' };
  await call(exchangeOf(), null, CONNECTION);
  await call(exchangeOf(), { order: buildOrder(), customer }, CONNECTION);
  // A clock that was put right meanwhile makes no time negative.
  await call(exchangeOf(), { customer }, CONNECTION);
  assert.deepEqual(
    heard.map((each) => [each.orderKey, each.paymentKey, each.customer, each.durationMs]),
    [
      [null, null, {}, 0],
      [buildOrder().id.key, null, customer, 0],
      [null, null, customer, 0],
    ],
  );
});

test('a question has the name that its processor’s table has for it', () => {
  const [inquire, capture] = [exchangeOf(), exchangeOf()];
  const inquireMany = { request: () => requestOf('x'), max: 2 };
  const bank = {
    title: 'Bank',
    nothing: null,
    inquire,
    capture,
    inquireMany,
  } as unknown as Processor;
  assert.equal(nameOf(bank, inquire), 'inquire');
  assert.equal(nameOf(bank, capture), 'capture');
  // One that is read like another has its own name all the same; of two names the first counts.
  const twin = { ...inquire };
  const twins = { ...bank, twin, again: twin } as unknown as Processor;
  assert.deepEqual([nameOf(twins, twin), nameOf(twins, { ...twin })], ['twin', 'inquire']);
  // A copy reads as the processor does.
  assert.equal(nameOf(bank, { ...capture }), 'capture');
  assert.equal(nameOf(bank, manyOf(bank) ?? assert.fail()), 'inquireMany');
  for (const other of [exchangeOf(), {}, { read: undefined }]) {
    assert.equal(nameOf(bank, other), 'call');
  }
  assert.equal(nameOf(undefined, inquire), 'call');
});
