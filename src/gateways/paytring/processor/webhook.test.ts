// What Paytring tells by itself: located by either name, signed by the rule of an official README,
// and a reason to ask where it is not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sha512Hex } from '../../kit/proof.ts';
import { CONNECTION, CREDENTIALS } from './fixtures/question.ts';
import { NAME, ORDER } from './fixtures/replies.ts';
import { paytring } from './index.ts';

const { webhook } = paytring;
/** `order_id` is observed; the README's sample has the next two (§5.2). */
const BODY = { order_id: ORDER, status: 'success', amount: '118' };
const HEADER = 'x-paytring-signature';

function signed(body: Readonly<Record<string, unknown>>, secret = CREDENTIALS.secret) {
  const values = Object.keys(body)
    .sort()
    .map((name) => body[name]);
  const hash = sha512Hex([...values, secret].join('|'));
  return { headers: { [HEADER]: hash }, body: JSON.stringify(body) };
}

const verify = (request: ReturnType<typeof signed>, connection = CONNECTION): boolean =>
  webhook.verify(request, connection, 0);

test('it is located by its order, and by ours where it names that', () => {
  const located = webhook.locate(signed(BODY));
  assert.deepEqual([located?.name, located?.theirOrder, located?.attempt], [null, ORDER, ORDER]);
  assert.equal(webhook.locate(signed({ ...BODY, receipt_id: NAME }))?.name, NAME);
  for (const body of ['', '[]', '{}', '"x"', 'order_id=1', '{"orderId":"1"}', '{"order_id":{}}']) {
    assert.equal(webhook.locate({ headers: {}, body }), null, body);
  }
});

test('the same told again is the same event, and news of it is another', () => {
  const [one, again] = [webhook.locate(signed(BODY)), webhook.locate(signed(BODY))];
  assert.equal(one?.event, again?.event);
  const news = webhook.locate(signed({ ...BODY, status: 'failed' }));
  assert.notEqual(one?.event, news?.event);
});

test('it is signed over all of its fields, by any secret of the connection', () => {
  assert.ok(verify(signed(BODY)));
  assert.ok(verify(signed({ ...BODY, amount: 118 })));
  const upper = signed(BODY);
  assert.ok(
    verify({ ...upper, headers: { [HEADER]: upper.headers[HEADER]?.toUpperCase() ?? '' } }),
  );
  const rotated = { ...CONNECTION, credentials: [{ key: 'k', secret: 'new' }, CREDENTIALS] };
  assert.ok(verify(signed(BODY), rotated));
  assert.ok(!verify(signed(BODY, 'another')));
  assert.ok(!verify(signed(BODY, '')));
  assert.ok(!verify({ ...signed(BODY), body: JSON.stringify({ ...BODY, amount: '119' }) }));
  assert.ok(!verify({ ...signed(BODY), headers: { [HEADER]: '' } }));
  const none = { ...CONNECTION, credentials: [{ key: 'k', secret: '' }] };
  assert.ok(!verify(signed(BODY, ''), none));
});

test('blanks around a signature count for nothing; without a secret nothing is signed', () => {
  const { headers, body } = signed(BODY);
  assert.ok(verify({ headers: { [HEADER]: ` ${headers[HEADER]}\t` }, body }));
  const bare = { ...CONNECTION, credentials: [{ key: 'k' }] };
  for (const guess of ['', '~', 'undefined', 'null']) {
    assert.ok(!verify(signed(BODY, guess), bare), guess);
  }
});

test('what is not signed by that rule is a hint all the same, if it is JSON', () => {
  assert.equal(webhook.isUnsigned?.(signed(BODY, 'another')), true);
  assert.equal(webhook.isUnsigned?.({ headers: {}, body: JSON.stringify(BODY) }), true);
  assert.equal(webhook.isUnsigned?.({ headers: {}, body: 'order_id=1' }), false);
});
