// The documented Pine Labs paths against the specification's examples, both proofs, and every
// refusal.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Request } from '../../../core/command.ts';
import { type Failure, isFailure } from '../../../core/failure.ts';
import type { Aggregate, Order } from '../../../core/order.ts';
import {
  ACCOUNT,
  buildCall,
  buildOrder,
  buildOutcome,
  buildPayment,
  buildRequest,
  CREDENTIALS,
  parseBy,
  renderBy,
} from '../../../../test/support/call.ts';
import type { Call, Reply } from '../../dialect.ts';
import { sha512Hex } from '../../kit/proof.ts';
import { pinelabs } from './index.ts';

type Body = Readonly<Record<string, unknown>>;

// pinelabs.md §0, Create Order.
const CREATE = {
  merchant_txn_id: 'PINE123456',
  amount: 50000,
  currency: 'INR',
  customer_name: 'John Doe',
  customer_email: 'john@example.com',
  customer_mobile: '9876543210',
  callback_url: 'https://merchant.com/callback',
};
const FETCH = { merchant_txn_id: 'PINE123456' };
// paytring.md §1.4, vector V7: the create above with key test_123, secret secret_123.
const V7 =
  'c5118aa694b892cc0e99fa02155001f9bf1d90070210045227f48ef1275f7a06' +
  '1eec2978e8a74c81cbda79a04ec7f170fe20622422128049e318c61c5f07add8';
const BASIC = { authorization: 'Basic dGVzdF8xMjM6c2VjcmV0XzEyMw==' };

const familyOf = (version: 'v1' | 'v2') => {
  const base = `/api/${version}/order/via/pinelabs`;
  const family = pinelabs.families.find(({ bases }) => bases.includes(base));
  assert.ok(family);
  return { base, family };
};

const operationOf = (path: string) => {
  const operation = familyOf('v2').family.operations.find((each) => each.path === path);
  assert.ok(operation);
  return operation;
};

/** The road up to parse: identify, open, parse. */
function walk(
  version: 'v1' | 'v2',
  path: string,
  body: Body | string,
  headers: Readonly<Record<string, string>> = {},
): Request | Failure {
  const { base, family } = familyOf(version);
  const request = buildRequest({ base, path, body, headers });
  const identification = family.identify(request);
  if (isFailure(identification)) return identification;
  assert.equal(identification.key, CREDENTIALS.key);
  const fields = family.open(request, identification, ACCOUNT, CREDENTIALS);
  if (isFailure(fields)) return fields;
  return parseBy(operationOf(path), { ...buildCall({ path }), request, fields });
}

function bodyOf(reply: Reply, status: number): unknown {
  assert.ok(reply.kind === 'json');
  assert.equal(reply.status, status);
  return JSON.parse(JSON.stringify(reply.body));
}

const CREATED = {
  kind: 'createOrder',
  dialect: 'pinelabs',
  reference: 'PINE123456',
  repeat: 'renew',
  amountMinor: 50000,
  currency: 'INR',
  amountText: null,
  capture: 'automatic',
  description: null,
  customer: { id: null, name: 'John Doe', email: 'john@example.com', phone: '9876543210' },
  notes: {},
  returns: {
    success: 'https://merchant.com/callback',
    failure: 'https://merchant.com/callback',
    cancel: 'https://merchant.com/callback',
    notify: 'https://merchant.com/callback',
  },
  wire: {},
  expiresAt: null,
};
const FOUND = { kind: 'findOrder', order: [{ by: 'reference', reference: 'PINE123456' }] };
const FETCH_HASHED = { ...FETCH, key: 'test_123' };
// As docs/gateways/pinelabs.md §0.3 has it.
const FETCH_HASH = sha512Hex('test_123|PINE123456|secret_123');

test('the specification create, V2 proof', () => {
  assert.deepEqual(walk('v2', '/create', CREATE, BASIC), CREATED);
});

test('the specification create, V1 proof (vector V7); one flipped byte fails', () => {
  assert.deepEqual(walk('v1', '/create', { ...CREATE, key: 'test_123', hash: V7 }), CREATED);
  const flipped = V7.replace('c5', 'c4');
  const refused = walk('v1', '/create', { ...CREATE, key: 'test_123', hash: flipped });
  assert.deepEqual(refused, { failure: 'credentials_wrong' });
});

test('the specification create as a form, V1 proof', () => {
  const form = new URLSearchParams({ ...CREATE, amount: '50000', key: 'test_123', hash: V7 });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  assert.deepEqual(walk('v1', '/create', form.toString(), headers), CREATED);
});

test('the specification fetch, both proofs', () => {
  assert.deepEqual(walk('v2', '/fetch', FETCH, BASIC), FOUND);
  assert.deepEqual(walk('v1', '/fetch', { ...FETCH_HASHED, hash: FETCH_HASH }), FOUND);
});

test('no or wrong credentials', () => {
  const missing = { failure: 'credentials_missing' };
  const wrong = { failure: 'credentials_wrong' };
  assert.deepEqual(walk('v2', '/create', CREATE), missing);
  assert.deepEqual(walk('v1', '/create', CREATE), missing);
  assert.deepEqual(walk('v1', '/create', { ...CREATE, key: 'test_123' }), missing);
  const basic = `Basic ${Buffer.from('test_123:other').toString('base64')}`;
  assert.deepEqual(walk('v2', '/create', CREATE, { authorization: basic }), wrong);
});

test('a body with __proto__ is refused before it is looked at', () => {
  const proto = '{"__proto__":{"amount":1},"key":"test_123","hash":"x"}';
  for (const version of ['v1', 'v2'] as const) {
    const failure = walk(version, '/create', proto, BASIC);
    assert.ok(isFailure(failure) && failure.failure === 'body_malformed');
  }
});

test('a refusal names each wrong field as the specification shows', () => {
  const failure = walk('v2', '/create', { ...CREATE, amount: '', customer_email: 'john' }, BASIC);
  assert.ok(isFailure(failure));
  const request = buildRequest({ path: '/create' });
  assert.deepEqual(bodyOf(familyOf('v2').family.renderFailure(failure, request), 400), {
    status: 'ERROR',
    code: 'VALIDATION_ERROR',
    message: 'Invalid request parameters',
    errors: { amount: ['Amount is required'], customer_email: ['Invalid email format'] },
  });
});

test('a repeated id that is paid or differs is a field error', () => {
  const request = buildRequest({ path: '/create' });
  const reply = familyOf('v1').family.renderFailure({ failure: 'order_reference_taken' }, request);
  assert.deepEqual(bodyOf(reply, 400), {
    status: 'ERROR',
    code: 'VALIDATION_ERROR',
    message: 'Invalid request parameters',
    errors: { merchant_txn_id: ['Merchant txn id has already been used'] },
  });
});

const CALL: Call = buildCall({ path: '/' });

function render(path: string, aggregate: Partial<Aggregate> & { order: Order }): unknown {
  return bodyOf(renderBy(operationOf(path), buildOutcome(aggregate), CALL), 200);
}

// pinelabs.md §0, both responses: exactly these keys in this order.
test('the specification create response', () => {
  const order = buildOrder({ reference: 'PINE123456', amountMinor: 50000 });
  const expected = {
    response_code: 1,
    response_message: 'SUCCESS',
    ppc_MerchantTxnId: 'PINE123456',
    ppc_PinelabsTxnId: 'order_ABC123def456GH',
    redirect_url: 'http://127.0.0.1:8080/pay/ABC123def456GHPAGE',
  };
  assert.equal(JSON.stringify(render('/create', { order })), JSON.stringify(expected));
});

test('the specification fetch response', () => {
  const order = buildOrder({ reference: 'PINE123456', amountMinor: 50000, status: 'paid' });
  const expected = {
    response_code: 1,
    response_message: 'SUCCESS',
    ppc_MerchantTxnId: 'PINE123456',
    ppc_Amount: 50000,
    ppc_TxnStatus: 'SUCCESS',
    ppc_PaymentMode: 'CREDIT_CARD',
  };
  const payments = [buildPayment({ amountMinor: 50000, capturedMinor: 50000 })];
  assert.equal(JSON.stringify(render('/fetch', { order, payments })), JSON.stringify(expected));
});
