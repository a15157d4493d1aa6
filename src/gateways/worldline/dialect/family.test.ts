// Who may do what on Worldline's three documented families: Basic, key and hash, and none.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { isFailure } from '../../../core/failure.ts';
import type { Family, Fields, RawRequest } from '../../dialect.ts';
import {
  ACCOUNT,
  buildCall,
  buildRequest,
  CREDENTIALS,
  parseBy,
} from '../../../../test/support/call.ts';
import { worldline } from './index.ts';

// worldline.md §0, "Request".
const CREATE = {
  merchant_id: 'MID123',
  order_id: 'WL_ORDER_123',
  amount: '500.00',
  currency: 'INR',
  customer_name: 'John Doe',
  customer_email: 'john@example.com',
  customer_phone: '9876543210',
  return_url: 'https://merchant.com/return',
};
const UNSIGNED_ACCOUNT = { ...ACCOUNT, settings: { ...ACCOUNT.settings, unsignedCreate: true } };
const UNSIGNED_CREATE = { ...CREATE, merchant_id: ACCOUNT.key };
const BASIC = { authorization: 'Basic dGVzdF8xMjM6c2VjcmV0XzEyMw==' };

const documented = worldline.families.filter(({ name }) => name.startsWith('documented'));

type Sent = { path: string; headers?: Record<string, string>; body: Record<string, unknown> };

function buildV1(sent: Sent): RawRequest {
  return buildRequest({ base: '/api/v1/order/via/worldline', ...sent });
}

/** The family as the road picks it: of those at the base, the first whose `when` holds. */
function pickFamily(base: string, request: RawRequest): Family {
  const family = worldline.families.find(
    (each) => each.bases.includes(base) && (each.when?.(request) ?? true),
  );
  assert.ok(family);
  return family;
}

function enter(base: string, request: RawRequest, account = ACCOUNT): Fields | string {
  const family = pickFamily(base, request);
  const identification = family.identify(request);
  if (isFailure(identification)) return identification.failure;
  if (identification.key !== account.key) return 'unknown key';
  const fields = family.open(request, identification, account, CREDENTIALS);
  return isFailure(fields) ? fields.failure : fields;
}

const enterV1 = (sent: Sent, account = ACCOUNT): Fields | string =>
  enter('/api/v1/order/via/worldline', buildV1(sent), account);
const enterV2 = (sent: Sent): Fields | string =>
  enter('/api/v2/order/via/worldline', buildRequest(sent));

function hashOf(preImage: string): string {
  return createHash('sha512').update(preImage).digest('hex');
}
const CREATE_HASH = hashOf(
  '500.00|INR|john@example.com|John Doe|9876543210|test_123|MID123|WL_ORDER_123|' +
    'https://merchant.com/return|secret_123',
);
const FETCH_HASH = hashOf('test_123|WL_ORDER_123|secret_123');
const SIGNED_CREATE = { ...CREATE, key: 'test_123', hash: CREATE_HASH };
const SIGNED_FETCH = { order_id: 'WL_ORDER_123', key: 'test_123', hash: FETCH_HASH };

function assertEntered(entered: Fields | string, body: Record<string, unknown>): void {
  assert.ok(typeof entered !== 'string', `refused: ${entered}`);
  assert.deepEqual(entered.values, body);
}

test('V2: Basic credentials open creation and fetching', () => {
  assertEntered(enterV2({ path: '/create', headers: BASIC, body: CREATE }), CREATE);
  const fetch = { order_id: 'WL_ORDER_123' };
  assertEntered(enterV2({ path: '/fetch', headers: BASIC, body: fetch }), fetch);
});

test('every way in leads to the same command', () => {
  const doors = [
    enterV2({ path: '/create', headers: BASIC, body: CREATE }),
    enterV1({ path: '/create', body: SIGNED_CREATE }),
    enterV1({ path: '/create', body: UNSIGNED_CREATE }, UNSIGNED_ACCOUNT),
  ];
  for (const fields of doors) {
    assert.ok(typeof fields !== 'string');
    for (const family of documented) {
      const create = family.operations.find(({ path }) => path === '/create');
      const command = parseBy(create, {
        ...buildCall({ path: '/create' }),
        fields,
      });
      assert.ok(!isFailure(command) && command.kind === 'createOrder');
      assert.deepEqual([command.reference, command.amountMinor], ['WL_ORDER_123', 50000]);
    }
  }
});

test('V2: no and wrong credentials are refused, whatever the account allows', () => {
  assert.equal(enterV2({ path: '/create', body: UNSIGNED_CREATE }), 'credentials_missing');
  const headers = {
    authorization: `Basic ${Buffer.from('test_123:secret_124').toString('base64')}`,
  };
  assert.equal(enterV2({ path: '/create', headers, body: CREATE }), 'credentials_wrong');
});

test('V1 with key and hash: both operations, with and without the setting', () => {
  for (const account of [ACCOUNT, UNSIGNED_ACCOUNT]) {
    const create = { ...CREATE, key: 'test_123' };
    assertEntered(enterV1({ path: '/create', body: SIGNED_CREATE }, account), create);
    const fetch = { order_id: 'WL_ORDER_123', key: 'test_123' };
    assertEntered(enterV1({ path: '/fetch', body: SIGNED_FETCH }, account), fetch);
  }
});

test('V1: the family with a proof has both operations, the one without creation alone', () => {
  const base = '/api/v1/order/via/worldline';
  const signed = pickFamily(base, buildV1({ path: '/fetch', body: SIGNED_FETCH }));
  const unsigned = pickFamily(base, buildV1({ path: '/create', body: UNSIGNED_CREATE }));
  assert.deepEqual(
    signed.operations.map(({ path }) => path),
    ['/create', '/fetch'],
  );
  assert.deepEqual(
    unsigned.operations.map(({ path }) => path),
    ['/create'],
  );
});

test('V1 with a wrong or half proof never falls back to none', () => {
  const flipped = `${CREATE_HASH.startsWith('0') ? '1' : '0'}${CREATE_HASH.slice(1)}`;
  const unsigned = UNSIGNED_CREATE;
  const rows: readonly (readonly [Record<string, unknown>, string])[] = [
    [{ ...SIGNED_CREATE, hash: flipped }, 'credentials_wrong'],
    [{ ...SIGNED_CREATE, amount: '1.00' }, 'credentials_wrong'],
    [{ ...unsigned, key: 'test_123', hash: 'none' }, 'credentials_wrong'],
    [{ ...unsigned, key: 'test_123' }, 'credentials_missing'],
    [{ ...unsigned, hash: CREATE_HASH }, 'credentials_missing'],
    [{ ...unsigned, key: 'test_123', hash: 7 }, 'credentials_missing'],
    [{ ...unsigned, key: ['test_123'], hash: { a: 1 } }, 'credentials_missing'],
  ];
  for (const [body, failure] of rows) {
    assert.equal(enterV1({ path: '/create', body }, UNSIGNED_ACCOUNT), failure);
  }
});

test('V1 without a proof: creation only, and only where the account allows it', () => {
  const create = { path: '/create', body: UNSIGNED_CREATE };
  assertEntered(enterV1(create, UNSIGNED_ACCOUNT), UNSIGNED_CREATE);
  assert.equal(enterV1(create), 'credentials_wrong');
  const empty = { ...UNSIGNED_CREATE, key: '', hash: null };
  assertEntered(enterV1({ path: '/create', body: empty }, UNSIGNED_ACCOUNT), empty);
});

test('V1 without a proof: nothing is read, however the account is named', () => {
  const bodies = [
    { order_id: 'WL_ORDER_123' },
    { order_id: 'WL_ORDER_123', merchant_id: 'test_123' },
  ];
  for (const path of ['/fetch', '/fetch/', '/create/fetch', '/create/../fetch', '//fetch']) {
    for (const body of bodies) {
      assert.equal(enterV1({ path, body }, UNSIGNED_ACCOUNT), 'credentials_missing');
    }
  }
});

test('V1 without a proof: the account must be named, in text', () => {
  for (const merchantId of [undefined, null, '', 7, ['test_123'], { a: 1 }]) {
    const body = { ...UNSIGNED_CREATE, merchant_id: merchantId };
    assert.equal(enterV1({ path: '/create', body }, UNSIGNED_ACCOUNT), 'credentials_missing');
  }
});

test('V1: a body that does not decode is refused as such', () => {
  const request = buildRequest({ path: '/create', body: '{"merchant_id":"a","merchant_id":"b"}' });
  assert.equal(enter('/api/v1/order/via/worldline', request), 'body_malformed');
});

test('every documented family answers failures in the documented shape', () => {
  const request = buildRequest({ path: '/create' });
  for (const family of documented) {
    assert.deepEqual(family.renderFailure({ failure: 'credentials_wrong' }, request), {
      kind: 'json',
      status: 401,
      body: {
        status: 'ERROR',
        code: 'AUTHENTICATION_FAILED',
        message: 'Invalid API credentials',
      },
    });
    assert.deepEqual(family.renderFailure({ failure: 'order_not_found' }, request), {
      kind: 'json',
      status: 404,
      body: { status: 'ERROR', code: 'ORDER_NOT_FOUND', message: 'Order not found' },
    });
    const taken = family.renderFailure({ failure: 'order_reference_taken' }, request);
    assert.ok(taken.kind === 'json');
    assert.equal(taken.status, 400);
    assert.deepEqual(taken.body, {
      status: 'ERROR',
      code: 'VALIDATION_ERROR',
      message: 'Invalid request parameters',
      errors: { order_id: ['Order id has already been used'] },
    });
  }
});
