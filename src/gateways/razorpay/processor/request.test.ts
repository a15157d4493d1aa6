// What is sent to Razorpay: addresses, proof and bodies, and what the customer's page is told.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Order } from '../../../core/order.ts';
import type { Connection, Step, WireRequest } from '../../processor.ts';
import {
  type Ask,
  askOf,
  CONNECTION,
  NAME,
  ORDER,
  REFUND_NAME,
  sideOf,
} from './fixtures/question.ts';
import { collectionOf, CREATED_ORDER } from './fixtures/entities.ts';
import { EXCHANGES, type Name, readAll } from './fixtures/read.ts';
import { bad, ok } from './fixtures/replies.ts';
import { razorpay } from './index.ts';

const ATTEMPT = 'pay_N8FVRD1DzYzBh1';
const STARTED = askOf(5000, { theirOrder: CREATED_ORDER.id, attempt: ATTEMPT });

function write(name: Name, ask: Ask, connection: Connection = CONNECTION): WireRequest {
  const request = EXCHANGES[name].request(ask, sideOf(connection));
  assert.ok('url' in request, JSON.stringify(request));
  return request;
}

const bodyOf = ({ body }: WireRequest): unknown => JSON.parse(body ?? 'null');
const OTHER = { ...CONNECTION, baseUrl: 'http://localhost:4100/razorpay/' };

test('every request proves itself with the newest credentials', () => {
  const pair = Buffer.from('rzp_test_A1b2C3d4E5f6G7:made-up-secret').toString('base64');
  for (const name of Object.keys(EXCHANGES) as readonly Name[]) {
    assert.equal(write(name, STARTED).headers['authorization'], `Basic ${pair}`, name);
  }
});

test('addresses, at the gateway and at what stands for it', () => {
  const urls = (connection: Connection): readonly string[] =>
    (Object.keys(EXCHANGES) as readonly Name[]).map((name) => {
      const { method, url } = write(name, STARTED, connection);
      return `${method} ${url}`;
    });
  assert.deepEqual(urls(CONNECTION), [
    'POST https://api.razorpay.com/v1/orders',
    `GET https://api.razorpay.com/v1/orders/${CREATED_ORDER.id}/payments`,
    `POST https://api.razorpay.com/v1/payments/${ATTEMPT}/capture`,
    `POST https://api.razorpay.com/v1/payments/${ATTEMPT}/refund`,
    `GET https://api.razorpay.com/v1/payments/${ATTEMPT}/refunds?count=100`,
  ]);
  assert.equal(urls(OTHER)[0], 'POST http://localhost:4100/razorpay/v1/orders');
  assert.equal(
    write('inquire', askOf(5000)).url,
    `https://api.razorpay.com/v1/orders?receipt=${NAME}&count=100&expand[]=payments.card`,
  );
  const probe = razorpay.probe.request(null, sideOf());
  assert.equal('url' in probe && probe.url, 'https://api.razorpay.com/v1/orders?count=1');
});

test('an order under our name, which says who captures it', () => {
  const own = (order: Partial<Order>): unknown => {
    return bodyOf(write('start', askOf(5000, { order: { ...ORDER, ...order } })));
  };
  assert.deepEqual(own({}), {
    amount: 5000,
    currency: 'INR',
    receipt: NAME,
    payment: {
      capture: 'automatic',
      capture_options: {
        automatic_expiry_period: 12,
        manual_expiry_period: 7200,
        refund_speed: 'normal',
      },
    },
    notes: { dubash: NAME },
  });
  const paymentOf = (order: Partial<Order>) => (own(order) as { payment: unknown }).payment;
  assert.deepEqual(paymentOf({ capture: 'manual', captureWithinMs: 60_000 * 90 }), {
    capture: 'manual',
    capture_options: { manual_expiry_period: 90, refund_speed: 'normal' },
  });
  const limits = { autoCaptureMs: 60_000 * 30, captureWithinMs: 60_000 * 20 };
  assert.deepEqual(paymentOf(limits), {
    capture: 'automatic',
    capture_options: {
      automatic_expiry_period: 20,
      manual_expiry_period: 20,
      refund_speed: 'normal',
    },
  });
});

test('three decimals end in 0, as the gateway asks; a yen has none', () => {
  const inquire = (amountMinor: number, currency: string) => {
    const ask = askOf(amountMinor);
    return EXCHANGES.start.request({ ...ask, payment: { ...ask.payment, currency } }, sideOf());
  };
  assert.deepEqual(inquire(295991, 'KWD'), {
    kind: 'refused',
    why: 'input',
    again: 'never',
    raw: 'the last digit of an amount in KWD must be 0',
  });
  assert.ok('url' in inquire(295990, 'KWD'));
  assert.ok('url' in inquire(295, 'JPY'));
});

test('capture and refund name their amounts; our name stands in the header and as receipt', () => {
  assert.deepEqual(bodyOf(write('capture', STARTED)), { amount: 5000, currency: 'INR' });
  const refund = write('refund', STARTED);
  assert.deepEqual(bodyOf(refund), {
    amount: 5000,
    receipt: REFUND_NAME,
    notes: { dubash: REFUND_NAME },
  });
  assert.equal(refund.headers['x-refund-idempotency'], REFUND_NAME);
});

test('without a payment nothing is captured or refunded', () => {
  for (const name of ['capture', 'refund', 'inquireRefund'] as const) {
    for (const attempt of [null, 'pay_../orders', 'rfnd_N8FVRD1DzYzBh1']) {
      const result = EXCHANGES[name].request(askOf(5000, { attempt }), sideOf());
      assert.equal('kind' in result && result.kind, 'refused', name);
    }
  }
});

type Script = Extract<Step, { kind: 'script' }>;

function stepOf(more: Partial<Ask> = {}, connection: Connection = CONNECTION): Script {
  const ask = askOf(5000, more);
  const started = EXCHANGES.start.read(ok(CREATED_ORDER), ask, sideOf(connection), 0, []);
  assert.ok(started.kind === 'started' && started.step.kind === 'script');
  return started.step;
}

test('the page is told the order and who pays, and nothing that is secret', () => {
  const { source, options } = stepOf();
  assert.equal(source, 'https://checkout.razorpay.com/v1/checkout.js');
  assert.deepEqual(options, {
    key: 'rzp_test_A1b2C3d4E5f6G7',
    order_id: CREATED_ORDER.id,
    amount: 5000,
    currency: 'INR',
    name: 'Chai House',
    description: 'Tea, Earl Grey',
    prefill: { name: 'Asha Rao', email: 'asha@example.com', contact: '+919000090000' },
    notes: { dubash: NAME },
    callback_url: 'https://pay.example.in/pay/x/back',
    redirect: true,
  });
  assert.doesNotMatch(JSON.stringify(options), /secret|hook/);
});

test('its script opens the form, and who closes the form comes back', () => {
  const { run, options } = stepOf();
  const seen: unknown[] = [];
  class Razorpay {
    readonly #given: Readonly<Record<string, unknown>>;
    constructor(given: Readonly<Record<string, unknown>>) {
      this.#given = given;
    }
    open(): void {
      const { modal, ...others } = this.#given;
      seen.push(others);
      (modal as { ondismiss: () => void }).ondismiss();
    }
  }
  const page = { location: { assign: (address: string) => seen.push(address) } };
  new Function('options', 'Razorpay', 'window', run)(options, Razorpay, page);
  assert.deepEqual(seen, [options, options['callback_url']]);
});

test('an order that names methods shows these alone', () => {
  const config = (order: Partial<Order>) => {
    return stepOf({ order: { ...ORDER, ...order } }).options['config'];
  };
  assert.equal(config({}), undefined);
  assert.deepEqual(config({ methods: ['upi', 'card'] }), {
    display: {
      blocks: { taken: { name: 'Pay with', instruments: [{ method: 'upi' }, { method: 'card' }] } },
      sequence: ['block.taken'],
      preferences: { show_default_blocks: false },
    },
  });
  const only = [
    { method: 'card', kind: 'debit', network: 'mastercard' },
    { bank: 'HDFC' },
    { wallet: 'payzapp' },
  ];
  assert.deepEqual(config({ methods: ['card', 'netbanking'], instruments: { only } }), {
    display: {
      blocks: {
        taken: {
          name: 'Pay with',
          instruments: [
            { method: 'card', types: ['debit'], networks: ['MasterCard'] },
            { method: 'netbanking', banks: ['HDFC'] },
          ],
        },
      },
      sequence: ['block.taken'],
      preferences: { show_default_blocks: false },
    },
  });
  assert.deepEqual(config({ instruments: { never: [{ method: 'wallet' }] } }), {
    display: { hide: [{ method: 'wallet' }] },
  });
});

test('the page may use the gateway’s hosts, or the one that stands for them', () => {
  const { origins } = stepOf();
  assert.ok(origins.script.includes('https://checkout.razorpay.com'));
  assert.ok(origins.frame.includes('https://api.razorpay.com'));
  assert.deepEqual(origins.form, ['https://pay.example.in', 'https://api.razorpay.com', 'https:']);
  const other = stepOf({}, OTHER);
  assert.equal(other.source, 'http://localhost:4100/razorpay/v1/checkout.js');
  const all = Object.values(other.origins).flat();
  const known = ['http://localhost:4100', 'https://pay.example.in', "'unsafe-inline'"];
  assert.deepEqual(
    all.filter((each) => !known.includes(each)),
    [],
  );
});

test('no page is shown for an order of another amount, currency or name', () => {
  for (const other of [
    { amount: 50000 },
    { currency: 'USD' },
    { receipt: 'another' },
    { id: 'x' },
  ]) {
    const started = readAll('start', askOf(5000), [ok({ ...CREATED_ORDER, ...other })]);
    assert.equal(started.kind, 'unknown', JSON.stringify(other));
  }
});

test('credentials are probed by a list', () => {
  const read = (reply: ReturnType<typeof ok>) => {
    return razorpay.probe.read(reply, null, sideOf(), 0, []).kind;
  };
  assert.equal(read(ok(collectionOf())), 'accepted');
  assert.equal(read(bad('Authentication failed', undefined, 401)), 'refused');
  assert.equal(read(ok({ message: 'Welcome to Razorpay API.' })), 'unknown');
});

test('keys fit their mode', () => {
  const { checkCredentials } = razorpay;
  const check = (key_id: string, mode: Connection['mode'], more = {}): string | null =>
    checkCredentials({ key_id, key_secret: 's', ...more }, mode);
  assert.equal(check('rzp_test_A1b2C3d4E5f6G7', 'test'), null);
  assert.equal(check('rzp_live_A1b2C3d4E5f6G7', 'live'), null);
  // What stands for the gateway has keys of its own, and is refused in live mode anyway.
  assert.equal(check('key_of_another_server', 'test'), null);
  assert.match(check('rzp_live_A1b2C3d4E5f6G7', 'test') ?? '', /live mode/);
  assert.match(check('rzp_test_A1b2C3d4E5f6G7', 'live') ?? '', /rzp_live_/);
  assert.match(check('key_of_another_server', 'live') ?? '', /rzp_live_/);
  assert.match(check(' rzp_test_A1b2C3d4E5f6G7', 'test') ?? '', /blanks/);
  assert.match(check('rzp_test_A:b', 'test') ?? '', /colon/);
  assert.match(check('rzp_test_A1b2C3d4E5f6G7', 'test', { key_secret: '' }) ?? '', /missing/);
});
