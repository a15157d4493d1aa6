// What people are shown of every dialect: each has a row that tells an order, whichever it is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { viewInDialects } from '../../src/engine/orders/dialect-view.ts';
import { ACCOUNT, ADDRESSES, buildOrder, buildPayment, NOW, parseBy } from '../support/call.ts';
import { buildCall } from '../support/call.ts';
import { DIALECTS } from '../support/fixture.ts';
import { aggregatesOf, refundedOf } from './state.ts';

const parts = {
  dialects: new Map(DIALECTS.map((dialect) => [dialect.name, dialect])),
  addresses: () => ADDRESSES,
  now: () => NOW,
};
const ASHA = { id: 'c_77', name: 'Asha Rao', email: 'asha@shop.example', phone: '+919876543210' };
const PERSONAL = /asha|rao@|98765|MG Road|560001/i;

test('every dialect tells an order by a row that fetches one', () => {
  for (const { name, families } of DIALECTS) {
    const rows = families.flatMap(({ operations }) => operations);
    const telling = rows.filter(({ tellsOrder }) => tellsOrder !== undefined);
    assert.ok(telling.length > 0, name);
    for (const row of telling) {
      assert.equal(row.rate, 'fetch', `${name}: ${row.path}`);
      const params = { id: 'order_ABC123def456GH' };
      const parsed = parseBy(row, buildCall({ method: row.method, path: row.path }, params));
      assert.ok('failure' in parsed || parsed.kind === 'findOrder', `${name}: ${row.path}`);
    }
  }
});

test('an order of any dialect is told by each of them in every state, and says no person', () => {
  const wire = { billing_address: { line1: '1 MG Road', zipcode: '560001' }, who: ASHA.name };
  for (const dialect of DIALECTS.map(({ name }) => name)) {
    const of = { dialect, customer: ASHA, wire };
    const all = [...aggregatesOf(of), ...refundedOf(of)].map((aggregate) => ({
      ...aggregate,
      payments: aggregate.payments.map((payment) => ({ ...payment, customer: ASHA })),
    }));
    for (const aggregate of all) {
      const views = viewInDialects(parts, ACCOUNT, aggregate);
      assert.deepEqual([...new Set(views.map((view) => view.dialect))], [...parts.dialects.keys()]);
      for (const { asked, body } of views) {
        assert.equal(typeof JSON.parse(body), 'object', asked);
        assert.doesNotMatch(body, PERSONAL, `${asked}: ${body}`);
      }
    }
  }
});

test('what is left out is the person: amounts, states and names of ours stand', () => {
  const order = buildOrder({ status: 'paid', amountPaidMinor: 50050, customer: ASHA });
  const payments = [buildPayment({ instrument: { method: 'upi', vpa: 'asha@upi' } })];
  const views = viewInDialects(parts, ACCOUNT, { order, payments, refunds: [] });
  assert.equal(new Set(views.map(({ asked }) => asked)).size, views.length);
  for (const { asked, body } of views) {
    assert.match(body, /REF_1|ABC123def456GH/, asked);
    assert.match(body, /50050|500\.50?/, asked);
  }
});
