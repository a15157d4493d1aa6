// The forms of `dubash sign` and `dubash verify` are what the dialects sign: each webhook and each
// way back is found good by a form, and requests by the formulas of the documents.
import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { test } from 'node:test';
import { findSigned, judge } from '../../src/cli/signature.ts';
import { decodeMessage, signedFormsByDialect } from '../../src/command-engine.ts';
import type { EventKind } from '../../src/core/decision.ts';
import type { Aggregate, Order } from '../../src/core/order.ts';
import type { Dialect, Return, SignedForm, SignedMessage } from '../../src/gateways/dialect.ts';
import { standardHeaders } from '../../src/engine/webhooks/standard-headers.ts';
import { ACCOUNT, ADDRESSES, NOW } from '../support/call.ts';
import { DIALECTS } from '../support/fixture.ts';
import { listOrders, MERCHANT } from '../support/sample-command.ts';
import { aggregatesOf, ONE_INSTRUMENT, refundedOf } from './state.ts';

const ADDRESS = 'https://shop.example/back?from=here';
const EVERYWHERE = { success: ADDRESS, failure: ADDRESS, cancel: ADDRESS, notify: ADDRESS };
const { key: KEY, secret: SECRET } = MERCHANT;
const KINDS: readonly EventKind[] = [
  ...(['order.paid', 'order.expired', 'payment.captured', 'payment.failed'] as const),
  ...(['refund.created', 'refund.processed', 'refund.failed'] as const),
];
/** The last address is one where a gateway's plugin for shops listens. */
const SUBSCRIBERS = [
  ...[null, { version: 'v2' }, { version: 'v3' }, {}].map((body) => ({ url: ADDRESS, body })),
  { url: 'https://shop.example/module/cashfree/notify', body: null },
];
const FORMS = signedFormsByDialect();

type Told = { readonly message: SignedMessage; readonly text: string };

function statesOf(order: Order): readonly Aggregate[] {
  const whole = { ...order, returns: EVERYWHERE };
  return [...aggregatesOf(whole, ONE_INSTRUMENT), ...refundedOf(whole, ONE_INSTRUMENT)];
}

/** Of those that differ in what a signature may ask for, a few. */
function ordersOf(dialect: Dialect): readonly Order[] {
  const byForm = Map.groupBy(listOrders(dialect), ({ wire, link }) =>
    JSON.stringify([Object.keys(wire), wire['hashForm'], wire['hashAlso'], wire['hash'], !link]),
  );
  return [...byForm.values()].flatMap((each) => each.slice(0, 1));
}

function messageOf(back: Return): Told {
  const text =
    back.kind === 'browserPost' ? new URLSearchParams(Object.fromEntries(back.fields)) : null;
  const given = text === null ? back.url : text.toString();
  return { message: decodeMessage(given, {}), text: given };
}

/** All that the dialect sends with a signature of its own, in each state of its orders. */
function listTold({ handback, webhooks }: Dialect, orders: readonly Order[]): readonly Told[] {
  return orders.flatMap(statesOf).flatMap((aggregate) => {
    const [payment = null, refund = null] = [aggregate.payments.at(-1), aggregate.refunds[0]];
    const context = { aggregate, credentials: MERCHANT, now: NOW, addresses: ADDRESSES };
    const back = handback({ ...context, payment });
    const side = { account: ACCOUNT, credentials: MERCHANT, addresses: ADDRESSES };
    const needed = (kind: EventKind) => (kind.startsWith('refund.') ? refund : payment);
    const told = KINDS.filter((kind) => kind === 'order.expired' || needed(kind) !== null).flatMap(
      (kind) =>
        SUBSCRIBERS.flatMap((subscriber) => {
          const event = { kind, at: NOW, token: 'EVT123def456GH', aggregate, payment, refund };
          return webhooks.render(event, { ...subscriber, secret: SECRET }, side);
        }),
    );
    return [
      ...(back === null ? [] : [messageOf(back)]),
      ...told.map(({ url, body, headers }) => {
        const text = body === '' ? url : body;
        return { message: decodeMessage(text, headers), text };
      }),
    ];
  });
}

const isGood = (form: SignedForm, message: SignedMessage, secret: string): boolean => {
  const given = form.signatureOf(message);
  return given !== null && findSigned(form, message, given, secret) !== null;
};

/** Those that merchants send; all others are ours to send, and are sent here. */
const OF_MERCHANTS = new Set(['request', 'command', 'v1', 'standard']);

for (const dialect of DIALECTS) {
  const { name, signedForms } = dialect;
  test(`${name}: whatever it signs is good by a form, and by no other secret`, () => {
    const used = new Set<string>();
    const all = listTold(dialect, ordersOf(dialect));
    const signed = all.filter(({ message }) =>
      signedForms.some(
        (form) => form.signatureOf(message) !== null && form.list(message).length > 0,
      ),
    );
    assert.ok(signed.length > 0);
    for (const { message, text } of signed) {
      const good = signedForms.filter((form) => isGood(form, message, SECRET));
      assert.ok(good.length > 0, `no form of ${text}`);
      for (const form of good) used.add(form.name);
      assert.ok(
        signedForms.every((form) => !isGood(form, message, `${SECRET}x`)),
        text,
      );
    }
    const ours = signedForms.map((form) => form.name).filter((each) => !OF_MERCHANTS.has(each));
    assert.deepEqual(
      ours.filter((each) => !used.has(each)),
      [],
    );
  });

  test(`${name}: each form says what it is, and what is missing is no text`, () => {
    const forms = FORMS.get(name) ?? [];
    const names = forms.map((form) => form.name);
    assert.ok(forms.length > 1 && new Set(names).size === names.length);
    for (const form of forms) {
      assert.match(form.name, /^[a-z][a-z0-9-]*$/);
      assert.ok(form.says !== '' && form.carrier !== '' && form.needs !== '');
      assert.deepEqual(form.list(decodeMessage('', {})), []);
      assert.equal(form.signatureOf(decodeMessage('', {})), null);
      for (const hostile of ['[]', 'null', '{"a":{"toString":1}}', '\u0000', '{"msg":7}', '=']) {
        form.list(decodeMessage(hostile, {}));
        form.signatureOf(decodeMessage(hostile, {}));
      }
    }
  });
}

const sha = (algorithm: string, text: string): string =>
  createHash(algorithm).update(text).digest('hex');

function check(dialect: string, name: string, text: string, given: string, headers = {}): void {
  const form = FORMS.get(dialect)?.find((each) => each.name === name);
  assert.ok(form !== undefined, `${dialect} ${name}`);
  const message = decodeMessage(text, headers);
  assert.equal(judge(form, message, given, SECRET).isGood, true, `${dialect} ${name}`);
  assert.equal(judge(form, message, given, 'another').isGood, false, `${dialect} ${name}`);
}

// docs/gateways: payu.md §1.2 and §1.5, worldline.md §3.1, pinelabs.md §2.1, paytring.md §1.1.
test('requests are signed as the documents have it', () => {
  const bought = 'txnid=T1&amount=10.00&productinfo=Shoes&firstname=Jo&email=jo@x.in&udf1=u';
  const text = `${KEY}|T1|10.00|Shoes|Jo|jo@x.in|u||||||||||${SECRET}`;
  check('payu', 'request', `key=${KEY}&${bought}`, sha('sha512', text));
  const command = `key=${KEY}&command=verify_payment&var1=T1`;
  check('payu', 'command', command, sha('sha512', `${KEY}|verify_payment|T1|${SECRET}`));
  const data = {
    merchantId: KEY,
    txnId: 'T1',
    totalamount: '10',
    consumerId: 'c1',
    deviceId: 'WEBSH2',
  };
  const token = [KEY, 'T1', '10', '', 'c1', ...Array(11).fill(''), SECRET].join('|');
  const items = [{ itemId: 'x', amount: '10', comAmt: '0' }];
  const request = JSON.stringify({ consumerData: { ...data, items } });
  check('worldline', 'request', request, sha('sha512', token));
  check('worldline', 'request', JSON.stringify(data), sha('sha512', token));
  const hmac = (signed: string) =>
    createHmac('sha256', Buffer.from(SECRET, /^([0-9a-f]{2})+$/i.test(SECRET) ? 'hex' : 'utf8'))
      .update(signed)
      .digest('hex')
      .toUpperCase();
  check('pinelabs', 'request', '{"request":"e30="}', hmac('e30='));
  check(
    'pinelabs',
    'fields',
    'b=2&a=1&ppc_DIA_SECRET=x&ppc_DIA_SECRET_TYPE=SHA256',
    hmac('a=1&b=2'),
  );
  const hash = sha('sha512', `500|${KEY}|r1|${SECRET}`);
  for (const dialect of [
    'paytring request',
    'razorpay v1',
    'payu v1',
    'pinelabs v1',
    'worldline v1',
  ]) {
    const [owner = '', name = ''] = dialect.split(' ');
    check(owner, name, JSON.stringify({ receipt_id: 'r1', key: KEY, amount: 500 }), hash);
  }
});

test('the headers that every webhook has are a form of every dialect', () => {
  const body = '{"a":1}';
  const headers = standardHeaders(
    { token: 'T', request: { body } } as never,
    SECRET,
    1_700_000_000,
  );
  for (const [dialect, forms] of FORMS) {
    const form = forms.find(({ name }) => name === 'standard') ?? assert.fail(dialect);
    const message = decodeMessage(body, headers);
    assert.ok(isGood(form, message, SECRET) && !isGood(form, message, 'another'));
  }
});
