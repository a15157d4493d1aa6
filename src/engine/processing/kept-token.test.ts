// How long a bearer token is used, which of them may be repeated by replies, and that what is
// refused or fails is not kept.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
  Connection,
  Granted,
  Refused,
  TokenExchange,
  Unknown,
  WireReply,
  WireRequest,
} from '../../gateways/processor.ts';
import { createTokens } from './token.ts';

const NOW = 1_800_000_000_000;
const MINUTE_MS = 60_000;
const CONNECTION: Connection = {
  ...{ id: 3, account: 1, processor: 'bank', mode: 'test', baseUrl: null },
  credentials: [{ secret: 'first' }],
};
const REQUEST: WireRequest = {
  ...{ method: 'POST', url: 'https://bank.example/a', headers: { a: 'b' }, body: null },
};
const STALE: WireReply = { status: 401, body: 'token' };
const SOURCE = { isRefused: (reply: WireReply) => reply === STALE } as unknown as TokenExchange;
type Answer = Granted | Refused | Unknown;

/** `answer` says what each asking for a token comes to, counted from 1. */
function open(answer: (nth: number) => Answer | Error, reply: (bearer: string) => WireReply) {
  const clock = { now: NOW };
  let asked = 0;
  const sent: WireRequest[] = [];
  const tokens = createTokens(
    async () => {
      asked += 1;
      const said = answer(asked);
      if (said instanceof Error) throw said;
      return said;
    },
    () => clock.now,
  );
  const send = (connection = CONNECTION) =>
    tokens.bear(SOURCE, connection, async (request) => {
      sent.push(request);
      return reply(request.headers['authorization'] ?? '');
    })(REQUEST);
  return { tokens, clock, sent, send, count: () => asked };
}

const granted = (nth: number, lastsMs = 60 * MINUTE_MS): Granted => ({
  ...{ kind: 'granted', token: `t${nth}`, until: NOW + lastsMs },
});
const ok = (): WireReply => ({ status: 200, body: 'ok' });

test('it is added to the request alone, and used until a minute before its end', async () => {
  const { send, clock, sent, count } = open(granted, ok);
  await send();
  assert.deepEqual(sent, [{ ...REQUEST, headers: { a: 'b', authorization: 'Bearer t1' } }]);
  assert.deepEqual(REQUEST.headers, { a: 'b' });
  clock.now = NOW + 59 * MINUTE_MS - 1;
  await send();
  assert.equal(count(), 1);
  clock.now = NOW + 59 * MINUTE_MS;
  // The next one lasts as long from the beginning on: it is asked for anew each time from here.
  await send();
  assert.equal(count(), 2);
});

test('a refusal, or a failure, is not kept', async () => {
  const refused: Refused = { kind: 'refused', why: 'credentials', again: 'later', raw: 'no' };
  const unknown: Unknown = { kind: 'unknown', raw: 'gone' };
  for (const first of [refused, unknown, new Error('no network')]) {
    const { send, sent, count } = open((nth) => (nth === 1 ? first : granted(nth)), ok);
    const said = await send().catch((error: unknown) => error);
    assert.equal(said, first);
    assert.equal(sent.length, 0, 'nothing was sent without one');
    await send();
    assert.deepEqual([count(), sent.length], [2, 1]);
  }
});

test('one that is refused is renewed once, and no second refusal asks for a third', async () => {
  const { send, sent, count } = open(granted, () => STALE);
  assert.equal(await send(), STALE);
  assert.deepEqual(
    sent.map(({ headers }) => headers['authorization']),
    ['Bearer t1', 'Bearer t2'],
  );
  assert.equal(count(), 2);
  const unknown: Unknown = { kind: 'unknown', raw: 'gone' };
  const other = open(
    (nth) => (nth === 1 ? granted(nth) : unknown),
    () => STALE,
  );
  assert.equal(await other.send(), unknown);
  assert.equal(other.sent.length, 1);
});

test('the latest three of a connection may come back in a reply, each once', async () => {
  const { tokens, send } = open(
    (nth) => granted(Math.ceil(nth / 2)),
    () => STALE,
  );
  assert.deepEqual(tokens.grantedTo(CONNECTION), []);
  await send();
  assert.deepEqual(tokens.grantedTo(CONNECTION), ['t1']);
  await send();
  assert.deepEqual(tokens.grantedTo(CONNECTION), ['t2', 't1']);
  for (let round = 0; round < 3; round += 1) await send();
  assert.deepEqual(tokens.grantedTo(CONNECTION).length, 3);
  assert.deepEqual(tokens.grantedTo(CONNECTION)[0], 't3');
  for (const other of [{ id: 4 }, { account: 2 }]) {
    assert.deepEqual(tokens.grantedTo({ ...CONNECTION, ...other }), []);
  }
});

test('other credentials, another connection, and a forgotten one have their own', async () => {
  const { tokens, send, count } = open(granted, ok);
  await send();
  await send({ ...CONNECTION, credentials: [{ secret: 'first' }, { secret: 'former' }] });
  assert.equal(count(), 1, 'the newest ones are the same');
  await send({ ...CONNECTION, credentials: [{ secret: 'second' }] });
  await send({ ...CONNECTION, id: 4 });
  await send({ ...CONNECTION, account: 2 });
  assert.equal(count(), 4);
  await send({ ...CONNECTION, id: 4 });
  assert.equal(count(), 4);
  tokens.forget({ ...CONNECTION, id: 4 });
  await send({ ...CONNECTION, id: 4 });
  await send({ ...CONNECTION, account: 2 });
  assert.equal(count(), 5);
  await send({ ...CONNECTION, id: 9, credentials: [] });
  await send({ ...CONNECTION, id: 9, credentials: [] });
  assert.equal(count(), 6, 'without credentials there is one all the same');
});

test('however many connections there are, each is served', async () => {
  const { tokens, send, count } = open(granted, ok);
  for (let id = 1; id <= 10_001; id += 1) await send({ ...CONNECTION, id });
  assert.equal(count(), 10_001);
  await send({ ...CONNECTION, id: 10_001 });
  assert.equal(count(), 10_001);
  assert.equal(tokens.grantedTo({ ...CONNECTION, id: 10_001 })[0], 't10001');
  // Those before were forgotten together.
  await send({ ...CONNECTION, id: 1 });
  assert.equal(count(), 10_002);
});
