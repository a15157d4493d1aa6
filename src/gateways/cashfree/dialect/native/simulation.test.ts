// Passwords, simulations and settlements: whom they name, what they ask, when they are refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ACCOUNT,
  buildCall,
  buildOrder,
  buildOutcome,
  buildPayment,
  buildRequest,
  NOW,
} from '../../../../../test/support/call.ts';
import { isFailure } from '../../../../core/failure.ts';
import { TRAITS } from '../../version.ts';
import { viewSettlement } from './settlement.ts';
import {
  identifySimulation,
  parseAuthenticate,
  parseFindSimulation,
  parseSimulate,
  viewSimulation,
} from './simulation.ts';

const V2025 = TRAITS['2025-01-01'];
const LIVE = { ...ACCOUNT, mode: 'live' } as const;

test('a password is about the payment in the path', () => {
  const identification = (id: string) =>
    identifySimulation(buildRequest({ path: `/orders/pay/authenticate/${id}` }));
  assert.deepEqual(identification('12'), { key: '12', proof: null, by: 'payment' });
  for (const id of ['', 'x', '0', '-1', '1e3', '9'.repeat(16), 'pay_PAY123def456GH']) {
    assert.deepEqual(identification(id), { failure: 'payment_not_found' }, id);
  }
});

test('only the right password decides', () => {
  const parse = (body: Record<string, unknown>) =>
    parseAuthenticate(buildCall({ path: '/', body }, { cf_payment_id: '12' }));
  const payment = [{ by: 'number', number: 12 }];
  const right = { kind: 'simulatePayment', payment, choice: 'success' };
  const found = { kind: 'findPayment', order: null, payment };
  assert.deepEqual(parse({ action: 'SUBMIT_OTP', otp: '111000' }), right);
  assert.deepEqual(parse({ action: 'SUBMIT_OTP', otp: 111000 }), right);
  assert.deepEqual(parse({ action: 'SUBMIT_OTP', otp: '000000' }), found);
  assert.deepEqual(parse({ action: 'RESEND_OTP', otp: '111000' }), found);
  for (const body of [{}, { action: 'OTP' }, { action: 'SUBMIT_OTP', otp: '' }]) {
    assert.ok(isFailure(parse(body)));
  }
});

test('a simulation: what is asked, and what is not', () => {
  const parse = (change: Record<string, unknown>) => {
    const entity_simulation = { payment_status: 'FAILED' };
    const body = { entity: 'PAYMENTS', entity_id: '12', entity_simulation, ...change };
    return parseSimulate(buildCall({ path: '/simulate', body }));
  };
  const payment = [{ by: 'number', number: 12 }];
  assert.deepEqual(parse({}), { kind: 'simulatePayment', payment, choice: 'failure' });
  const rows = [
    { entity: 'SUBS_PAYMENTS' },
    { entity: undefined },
    { entity_id: 'nowhere' },
    { entity_simulation: null },
    { entity_simulation: { payment_status: 'VOID' } },
    { entity_simulation: { payment_status: 'constructor' } },
  ];
  for (const change of rows) assert.ok(isFailure(parse(change)), JSON.stringify(change));
});

test('a simulation is read again by its payment, on sandbox accounts only', () => {
  const payment = buildPayment({ status: 'failed', decline: 'declined' });
  const outcome = buildOutcome({ order: buildOrder(), payments: [payment] });
  const call = buildCall({ path: '/' }, { simulation_id: 'sim_PAY123def456GH' });
  const shown = viewSimulation(outcome, call);
  assert.equal(shown['simulation_id'], 'sim_PAY123def456GH');
  assert.deepEqual(shown['entity_simulation'], {
    payment_status: 'FAILED',
    payment_error_code: 'TRANSACTION_DECLINED',
  });
  const found = parseFindSimulation(call);
  assert.ok(!isFailure(found));
  assert.deepEqual(found.payment, [{ by: 'token', token: 'PAY123def456GH' }]);
  const refused = { failure: 'payment_not_found' };
  assert.deepEqual(parseFindSimulation({ ...call, account: LIVE }), refused);
  const entity_simulation = { payment_error_code: 'ISSUER_NOT_AVAILABLE' };
  const wished = buildCall({ path: '/', body: { entity_simulation } });
  const told = viewSimulation(outcome, wished)['entity_simulation'];
  assert.equal((told as { payment_error_code: string }).payment_error_code, 'ISSUER_NOT_AVAILABLE');
});

const DAY_MS = 86_400_000;

test('a sandbox settles a day after the payment; nobody tells us of a live account', () => {
  const payment = buildPayment({ refundedMinor: 10000, completedAt: NOW });
  const outcome = buildOutcome({ order: buildOrder(), payments: [payment] });
  const call = buildCall({ path: '/' });
  const at = (now: number, account = ACCOUNT) =>
    viewSettlement(outcome, V2025, { ...call, now, account });
  assert.equal(at(NOW + DAY_MS - 1), null);
  assert.equal(at(NOW + DAY_MS, LIVE), null);
  const text = JSON.stringify(at(NOW + DAY_MS));
  assert.match(text, /"settlement_amount":400\.50,/);
  assert.match(text, /"transfer_time":"2024-01-16T10:30:00\+05:30"/);
  const unpaid = buildOutcome({ order: buildOrder() });
  assert.equal(viewSettlement(unpaid, V2025, { ...call, now: NOW + DAY_MS }), null);
});
