// Every documented reply comes to what its document says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Attempt, Refused } from '../../processor.ts';
import { askOf } from './fixtures/question.ts';
import {
  AUTHORIZED_BANK,
  CAPTURED_CARD,
  CAPTURED_UPI,
  collectionOf,
  CREATED_ORDER,
  FAILED_UPI,
  PARTLY_REFUNDED,
  REFUND_OF_OURS,
  WITH_FEE,
} from './fixtures/entities.ts';
import { attemptsIn, EXCHANGES, type Name, readAll, refundsIn, say } from './fixtures/read.ts';
import { bad, FIXTURES, ok } from './fixtures/replies.ts';
import { itemsOf, parseEntity } from './reply.ts';

for (const { exchange, name, ask, replies, says } of FIXTURES) {
  test(`${exchange}: ${name}`, () => {
    assert.equal(say(readAll(exchange, ask, replies)), says);
  });
}

const UPI = askOf(100, { theirOrder: 'order_N8FRN5zTm5S3wx' });
const PARTLY = askOf(500000, { theirOrder: PARTLY_REFUNDED.order_id, attempt: PARTLY_REFUNDED.id });

function inquireUpi(...payments: readonly unknown[]): readonly Attempt[] {
  return attemptsIn(readAll('inquire', UPI, [ok(collectionOf(...payments))]));
}

test('an attempt says what paid, and the bank’s own name for it', () => {
  const [failed, captured] = inquireUpi(FAILED_UPI, CAPTURED_UPI);
  assert.deepEqual(captured, {
    theirs: 'pay_N8FVRD1DzYzBh1',
    state: 'captured',
    raw: 'status=captured captured=true refund_status=null amount_refunded=0',
    amountMinor: 100,
    currency: 'INR',
    instrument: { method: 'upi', vpa: 'success@razorpay' },
    bankReference: '267567962619',
    decline: null,
  });
  const [nameless] = inquireUpi({ ...CAPTURED_UPI, vpa: null, upi: undefined });
  assert.deepEqual(nameless?.instrument, { method: 'upi', vpa: null });
  assert.match(failed?.raw ?? '', /^status=failed .*payment_failed gateway Payment was unsuccess/);
  const [bank] = attemptsIn(
    readAll('inquire', askOf(100, { theirOrder: AUTHORIZED_BANK.order_id }), [
      ok(collectionOf(AUTHORIZED_BANK)),
    ]),
  );
  assert.deepEqual(bank?.instrument, { method: 'netbanking', bank: 'HDFC', bankName: 'HDFC Bank' });
  assert.equal(bank?.bankReference, '0125836177');
});

test('an authorization lapses when its order says, counted from the payment', () => {
  const until = (captureWithinMs?: number): number | undefined => {
    const { order } = askOf(100);
    const more = { theirOrder: AUTHORIZED_BANK.order_id };
    const own = captureWithinMs === undefined ? order : { ...order, captureWithinMs };
    const replies = [ok(collectionOf(AUTHORIZED_BANK))];
    return attemptsIn(readAll('inquire', askOf(100, { ...more, order: own }), replies))[0]?.until;
  };
  assert.equal(until(), (1567674599 + 5 * 86_400) * 1000);
  assert.equal(until(3_600_000), (1567674599 + 3600) * 1000);
});

test('attempts are told oldest first', () => {
  const theirs = inquireUpi(CAPTURED_UPI, FAILED_UPI).map((each) => each.theirs);
  assert.deepEqual(theirs, [FAILED_UPI.id, CAPTURED_UPI.id]);
});

test('a payment of another order is no attempt at ours', () => {
  assert.equal(
    inquireUpi({ ...CAPTURED_UPI, order_id: 'order_AAAAAAAAAAAAAA' })[0]?.state,
    'unknown',
  );
});

test('two orders under our name are both told of', () => {
  const order = { ...CREATED_ORDER, amount: 100, payments: collectionOf() };
  const other = {
    ...order,
    id: UPI.theirOrder,
    status: 'paid',
    payments: collectionOf(CAPTURED_UPI),
  };
  const result = readAll('inquire', askOf(100), [ok(collectionOf(order, other))]);
  assert.equal(say(result), 'open captured:100');
});

test('a list that was not searched by our name says nothing', () => {
  const order = { ...CREATED_ORDER, receipt: 'of-another', payments: collectionOf() };
  assert.equal(say(readAll('inquire', askOf(5000), [ok(collectionOf(order))])), 'unknown');
});

test('amounts are read as they are written, and never taken from the question', () => {
  const raw = (amount: string): string => {
    const body = JSON.stringify(collectionOf(CAPTURED_UPI)).replace('"amount":100', amount);
    return say(readAll('inquire', UPI, [{ status: 200, body }]));
  };
  assert.equal(raw('"amount":99'), 'closed captured:99');
  assert.equal(raw('"amount":101'), 'closed captured:101');
  for (const amount of ['100.0', '1e2', '"100"', '100.5', '-100', 'null', '9007199254740993']) {
    assert.equal(raw(`"amount":${amount}`), 'open unknown', amount);
  }
});

test('an amount with a fee that is not told yet says nothing of the order’s part', () => {
  const held = { ...WITH_FEE, status: 'authorized', captured: false, fee: null };
  assert.deepEqual(
    inquireUpi(held).map(({ state, amountMinor }) => [state, amountMinor]),
    [['authorized', null]],
  );
  assert.equal(inquireUpi({ ...WITH_FEE, fee: 235 })[0]?.amountMinor, 336);
});

test('what cannot be read of a second reply takes nothing from the first', () => {
  const first = ok(collectionOf(PARTLY_REFUNDED));
  const html = { status: 502, body: '<html>' };
  const found = readAll('inquire', PARTLY, [first, html]);
  assert.equal(say(found), 'closed captured:500000');
  assert.deepEqual(refundsIn(found), []);
  const isAgain = (second: typeof html) => {
    const read = readAll('inquire', PARTLY, [first, second]);
    return read.kind === 'found' && read.areRefundsUnread === true;
  };
  assert.ok(isAgain(html) && isAgain(ok({})) && isAgain({ status: 200, body: '{' }));
  assert.equal(isAgain(ok(collectionOf())), false);
});

test('no inquiry asks more than twice again', () => {
  const order_id = UPI.theirOrder;
  const many = ['a', 'b', 'c', 'd'].map((letter) => ({
    ...PARTLY_REFUNDED,
    id: `pay_${letter.repeat(14)}`,
    order_id,
  }));
  const card = { ...CAPTURED_CARD, card: undefined, order_id };
  const first = ok(collectionOf(...many, card));
  assert.equal(readAll('inquire', UPI, [first]).kind, 'then');
  assert.equal(readAll('inquire', UPI, [first, ok(collectionOf())]).kind, 'then');
  assert.equal(
    readAll('inquire', UPI, [first, ok(collectionOf()), ok(collectionOf())]).kind,
    'found',
  );
});

test('a refund in a list that is not whole is not absent', () => {
  const { ask } = { ask: PARTLY };
  const other = { ...REFUND_OF_OURS, receipt: 'of-another' };
  const hundred = collectionOf(...Array.from({ length: 100 }, () => other));
  assert.equal(say(readAll('inquireRefund', ask, [ok(hundred)])), 'unknown');
  assert.equal(
    say(readAll('inquireRefund', ask, [ok({ ...collectionOf(), count: 1 })])),
    'unknown',
  );
  const silent = collectionOf({ ...other, receipt: undefined });
  assert.equal(say(readAll('inquireRefund', ask, [ok(silent)])), 'unknown');
});

const NAMES = Object.keys(EXCHANGES) as readonly Name[];

// §1.1, §1.3, §8: statuses, and the one code that is a refusal.
test('wrong keys, too many requests and a switched-off product wait', () => {
  const rows: readonly (readonly [ReturnType<typeof ok>, Refused['why']])[] = [
    [bad('Authentication failed', undefined, 401), 'credentials'],
    [{ status: 401, body: '{"error":"Unauthorized"}' }, 'credentials'],
    [bad('The api key provided is invalid'), 'credentials'],
    [bad('Too many requests', undefined, 429), 'limit'],
    [{ status: 429, body: '<html>slow down</html>' }, 'limit'],
    [bad('The requested URL was not found on the server.'), 'account'],
  ];
  for (const name of NAMES) {
    for (const [reply, why] of rows) {
      assert.equal(say(readAll(name, PARTLY, [reply])), `refused ${why} later`, name);
    }
  }
});

test('an address that was not registered is told as that, in the gateway’s words', () => {
  const says =
    'Your payment was not successful as this Seller is not allowed to accept payments. ' +
    'We suggest not going ahead with this transaction.';
  const result = readAll('start', askOf(5000), [bad(says, 'payment_risk_check_failed')]);
  assert.deepEqual(result, {
    kind: 'refused',
    why: 'origin',
    again: 'later',
    raw: `${says} (payment_risk_check_failed)`,
  });
});

test('servers’ failures, firewalls’ pages and torn replies say nothing', () => {
  const body = JSON.stringify({ error: { code: 'BAD_REQUEST_ERROR', description: 'No' } });
  const wrong = [
    { status: 500, body },
    { status: 502, body: '<html><h1>Bad Gateway</h1></html>' },
    { status: 403, body: '<html>Forbidden</html>' },
    { status: 401, body: '<html>Unauthorized</html>' },
    { status: 200, body: '<html>Welcome</html>' },
    { status: 200, body: '' },
    { status: 200, body: 'null' },
    { status: 200, body: '[]' },
    { status: 200, body },
    { status: 302, body: '' },
    { status: 400, body: '{"error":{"code":"BAD_REQUEST_ERROR","descr' },
    { status: 400, body: body.replace('BAD_REQUEST_ERROR', 'GATEWAY_ERROR') },
    { status: 400, body: body.replace('BAD_REQUEST_ERROR', 'SERVER_ERROR') },
    { status: 400, body: body.replace('"No"', '"No","reason":"server_error"') },
    { status: 400, body: '{"a":1,"a":2}' },
  ];
  for (const name of NAMES) {
    for (const reply of wrong) {
      assert.equal(say(readAll(name, PARTLY, [reply])), 'unknown', `${name} ${reply.body}`);
    }
  }
});

test('an inquiry is never refused for good', () => {
  for (const name of ['inquire', 'inquireRefund'] as const) {
    assert.equal(say(readAll(name, PARTLY, [bad('order_x is not a valid id')])), 'unknown');
  }
});

test('an id that could leave its place in a path is none', () => {
  for (const id of ['pay_../../x', 'pay_', 'pay_a b', 'order_N8FVRD1DzYzBh1']) {
    const result = readAll('inquire', UPI, [ok(collectionOf({ ...CAPTURED_UPI, id }))]);
    assert.equal(say(result), 'unknown', id);
  }
  assert.equal(itemsOf(parseEntity('{"items":[1]}') ?? assert.fail()), null);
});

test('what is repeated of a reply that says nothing names no customer', () => {
  const [payment] = [{ ...CAPTURED_UPI, id: 'x', vpa: 'asha@examplebank' }];
  const whole = JSON.stringify(collectionOf(payment));
  const rows = [
    { status: 200, body: whole },
    { status: 200, body: whole.slice(0, 600) },
    { status: 500, body: whole },
    { status: 429, body: whole },
  ];
  for (const reply of rows) {
    const result = readAll('inquire', UPI, [reply]);
    const raw = 'raw' in result ? result.raw : '';
    assert.match(raw, /^\d{3} and \d+ characters$/);
  }
  const page = readAll('inquire', UPI, [{ status: 403, body: '<html>Access\n denied</html>' }]);
  assert.deepEqual(page, { kind: 'unknown', raw: '403 <html>Access denied</html>' });
});
