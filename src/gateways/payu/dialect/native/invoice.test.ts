// The table of an invoice's details against their parser: what is enforced decides something, what
// is refused is told so, decoration changes nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NOW } from '../../../../../test/support/call.ts';
import { isFailure } from '../../../../core/failure.ts';
import { sayRefused } from '../request-field.ts';
import { INVOICE_DETAILS } from './command-field.ts';
import { parseDetails } from './invoice.ts';

const BASE: Readonly<Record<string, unknown>> = {
  amount: '100',
  txnid: 'one',
  productinfo: 'Tea',
  firstname: 'Asha',
  email: 'asha@example.com',
  phone: '9876543210',
  validation_period: '6',
};

const CHANGES: Readonly<Record<string, unknown>> = {
  amount: 100.5,
  email: 'ravi@example.com',
  phone: 9876543211,
  zipcode: 560001,
  validation_period: 5,
  time_unit: 'H',
  enforce_paymethod: 'upi',
  drop_category: 'UPI',
};

function said(changes: Readonly<Record<string, unknown>>): unknown {
  const result = parseDetails({ values: { ...BASE, ...changes }, lexemes: new Map() }, NOW);
  return isFailure(result) ? result.issues?.[0]?.message : result;
}

const of = (treatment: string): readonly string[] =>
  Object.entries(INVOICE_DETAILS.rows).flatMap(([name, each]) =>
    each.treatment === treatment ? [name] : [],
  );

test('every enforced detail decides something', () => {
  const plain = said({});
  assert.equal(typeof plain, 'object');
  for (const name of of('enforced')) {
    const changed = said({ [name]: CHANGES[name] ?? 'two' });
    assert.equal(typeof changed, 'object', name);
    assert.notDeepEqual(changed, plain, name);
  }
});

test('a detail that is refused is told so, unless it asks for nothing', () => {
  for (const name of of('refused')) {
    assert.equal(said({ [name]: '1' }), sayRefused(name));
    assert.deepEqual(said({ [name]: '0' }), said({}), name);
  }
  assert.ok(of('refused').includes('splitRequest') && of('refused').includes('si'));
});

test('decoration changes nothing', () => {
  for (const name of of('decoration')) assert.deepEqual(said({ [name]: '1' }), said({}), name);
});

test('each mandatory detail is one', () => {
  for (const name of ['amount', 'txnid', 'productinfo', 'firstname', 'email', 'phone']) {
    assert.equal(said({ [name]: undefined }), `Invalid ${name}`);
  }
});
