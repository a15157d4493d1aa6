// What is sent to Pine Labs: addresses, headers, bodies, and what is never sent.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WireRequest } from '../../processor.ts';
import { capture, release } from './capture.ts';
import { checkCredentials } from './credentials.ts';
import {
  type Ask,
  askOf,
  CONNECTION,
  MINOR,
  REFUND_MINOR,
  sideOf,
  THEIR_ORDER,
} from './fixtures/asked.ts';
import { inquire } from './inquire.ts';
import { probe } from './probe.ts';
import { inquireRefund, refund } from './refund.ts';
import { start } from './start.ts';
import { token } from './token.ts';

const UAT = 'https://pluraluat.v2.pinepg.in/api';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/;

function sent(request: unknown): WireRequest {
  assert.ok(typeof request === 'object' && request !== null && 'url' in request);
  return request as WireRequest;
}

function bodyOf({ body }: WireRequest): Readonly<Record<string, unknown>> {
  return JSON.parse(body ?? 'null') as Readonly<Record<string, unknown>>;
}

function begin(ask: Ask) {
  return start.request(ask, sideOf());
}

test('an order is made with our name, our address and what its page is held to', () => {
  const request = sent(begin(askOf()));
  assert.equal(`${request.method} ${request.url}`, `POST ${UAT}/checkout/v1/orders`);
  assert.deepEqual(bodyOf(request), {
    merchant_order_reference: askOf().name,
    order_amount: { value: MINOR, currency: 'INR' },
    integration_mode: 'REDIRECT',
    pre_auth: false,
    callback_url: 'https://pay.example.in/pay/x/back',
    failure_callback_url: 'https://pay.example.in/pay/x/back',
    allowed_payment_methods: ['CARD', 'UPI', 'NETBANKING', 'WALLET'],
    purchase_details: {
      customer: {
        email_id: 'asha@example.com',
        first_name: 'Asha',
        last_name: 'Rao',
        mobile_number: '9000090000',
        country_code: '91',
      },
    },
  });
});

test('money that is held first is held on cards', () => {
  const held = bodyOf(sent(begin(askOf({}, { capture: 'manual' }))));
  assert.deepEqual([held['pre_auth'], held['allowed_payment_methods']], [true, ['CARD']]);
  const upi = begin(askOf({}, { capture: 'manual', methods: ['upi'] }));
  assert.ok('kind' in upi && upi.kind === 'refused' && upi.again === 'never');
  const named = bodyOf(sent(begin(askOf({}, { methods: ['upi', 'wallet'] }))));
  assert.deepEqual(named['allowed_payment_methods'], ['UPI', 'WALLET']);
});

test('another currency and less than a rupee are refused before anything is sent', () => {
  for (const payment of [{ currency: 'USD' }, { amountMinor: 99 }, { amountMinor: 0.5 }]) {
    const told = begin(askOf({}, {}, payment));
    assert.ok('kind' in told && told.kind === 'refused' && told.why === 'input');
  }
  assert.ok('url' in begin(askOf({}, {}, { amountMinor: 100 })));
});

test('of the customer only what fits is sent', () => {
  const customerOf = (customer: Partial<Ask['customer']>) => {
    const empty = { id: 'shop-1', name: null, email: null, phone: null };
    return bodyOf(sent(begin(askOf({ customer: { ...empty, ...customer } }))))['purchase_details'];
  };
  assert.equal(customerOf({}), undefined);
  const long = 'x'.repeat(51);
  assert.equal(customerOf({ name: long, email: `${long}@example.com`, phone: '12' }), undefined);
  for (const phone of ['9000090000', '09000090000', '+919000090000', '91 90000-90000']) {
    const customer = { mobile_number: '9000090000', country_code: '91' };
    assert.deepEqual(customerOf({ phone }), { customer }, phone);
  }
  assert.equal(customerOf({ phone: '+447700900123' }), undefined);
  assert.deepEqual(customerOf({ name: ' Asha ' }), { customer: { first_name: 'Asha' } });
});

test('captures and refunds have names of their own, each time the same', () => {
  const { name, refundName } = askOf();
  const taken = sent(capture.request(askOf({ amountMinor: 4000 }), sideOf()));
  assert.equal(`${taken.method} ${taken.url}`, `PUT ${UAT}/pay/v1/orders/${THEIR_ORDER}/capture`);
  assert.deepEqual(bodyOf(taken), {
    merchant_capture_reference: `${name}C`,
    capture_amount: { value: 4000, currency: 'INR' },
  });
  const released = sent(release.request(askOf(), sideOf()));
  assert.equal(
    `${released.method} ${released.url}`,
    `PUT ${UAT}/pay/v1/orders/${THEIR_ORDER}/cancel`,
  );
  assert.equal(released.body, null);
  const given = sent(refund.request(askOf(), sideOf()));
  assert.equal(`${given.method} ${given.url}`, `POST ${UAT}/pay/v1/refunds/${THEIR_ORDER}`);
  assert.deepEqual(bodyOf(given), {
    merchant_order_reference: refundName,
    order_amount: { value: REFUND_MINOR, currency: 'INR' },
  });
});

test('every call has its id and its time, and none of them a secret', () => {
  const ask = askOf();
  const requests = [start, inquire, capture, release, refund, inquireRefund]
    .map((each) => each.request(ask, sideOf()))
    .concat(probe.request(null, sideOf()) as never)
    .map(sent);
  const ids = new Set(requests.map(({ headers }) => headers['request-id']));
  assert.equal(ids.size, requests.length);
  for (const { url, headers, body } of requests) {
    assert.match(headers['request-id'] ?? '', UUID);
    assert.equal(headers['request-timestamp'], '2026-09-11T08:07:55.000Z');
    assert.equal(headers['authorization'], undefined);
    assert.doesNotMatch(JSON.stringify([url, headers, body]), /made_up_secret|an_older_secret/);
    assert.ok(url.startsWith(UAT), url);
  }
});

test('the newest credentials buy the token; live mode and a base URL have their hosts', () => {
  const asked = sent(token.request(null, sideOf()));
  assert.equal(`${asked.method} ${asked.url}`, `POST ${UAT}/auth/v1/token`);
  assert.deepEqual(bodyOf(asked), {
    client_id: 'a17ce30e-made-up',
    client_secret: 'made_up_secret',
    grant_type: 'client_credentials',
  });
  const live = sent(token.request(null, sideOf({ ...CONNECTION, mode: 'live' })));
  assert.equal(live.url, 'https://api.pluralpay.in/api/auth/v1/token');
  const own = { ...CONNECTION, baseUrl: 'http://127.0.0.1:9/' };
  assert.equal(
    sent(inquire.request(askOf(), sideOf(own))).url.slice(0, 22),
    'http://127.0.0.1:9/api',
  );
});

test('credentials that cannot be are told', () => {
  const good = { client_id: 'a-1', client_secret: 'b' };
  assert.equal(checkCredentials(good, 'test'), null);
  assert.match(checkCredentials({ ...good, client_id: '' }, 'test') ?? '', /Client ID is missing/);
  assert.match(checkCredentials({ client_id: 'a' }, 'live') ?? '', /Client Secret is missing/);
  assert.match(checkCredentials({ ...good, client_secret: 'b c' }, 'test') ?? '', /no blanks/);
});
