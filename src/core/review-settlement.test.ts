// What a settlement and our books do not agree on, put before a person: once, and of what a
// connection carries alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder, buildPayment, buildRefund } from '../../test/support/call.ts';
import { REPORT_CONTEXT, REPORTED_AT } from '../../test/support/report.ts';
import type { ReviewSettlement } from './command.ts';
import { decide } from './decide.ts';
import { isFailure } from './failure.ts';
import type { Payment } from './payment.ts';
import type { DecidedReview, Review } from './review.ts';

const REFUND = buildRefund();
const OTHER = buildRefund({ id: { key: 4, number: 40, token: 'OTHER3def456GH' }, reference: null });
const COMMAND: ReviewSettlement = {
  ...{ kind: 'reviewSettlement', orderKey: 1, paymentKey: 2, refundToken: null },
  ...{ reason: 'settled_differently', raw: 'another amount', amountMinor: 50_049 },
  ...{ currency: 'INR', reference: 'T1', bankReference: 'UTR1' },
};

function put(
  changes: Partial<ReviewSettlement> = {},
  reviews: readonly Review[] = [],
  payment: Partial<Payment> = { connection: 7 },
) {
  const order = buildOrder({ version: 4 });
  const aggregate = { order, payments: [buildPayment(payment)], refunds: [REFUND, OTHER] };
  const command = { ...COMMAND, ...changes };
  return decide({ aggregate, existingRefund: null, reviews }, command, REPORT_CONTEXT);
}

function opened(...asked: Parameters<typeof put>) {
  const decision = put(...asked);
  assert.ok(!isFailure(decision));
  // It moves nothing, and tells nobody.
  assert.deepEqual([decision.events, decision.instruction], [[], null]);
  assert.deepEqual(
    [decision.changes?.payment ?? null, decision.changes?.refund ?? null],
    [null, null],
  );
  const { reviews = [], changes } = decision;
  assert.equal(changes === null ? 0 : changes.order.version - 4, reviews.length);
  return reviews;
}

test('a payment and a refund of it are each put before somebody, with what was settled', () => {
  const said = { state: 'unknown', raw: 'another amount', amountMinor: 50_049, currency: 'INR' };
  const names = { reference: 'T1', bankReference: 'UTR1' };
  const payment = 'PAY123def456GH';
  assert.deepEqual(opened(), [
    {
      ...{ reason: 'settled_differently', paymentKey: 2, refundKey: null },
      said: { payment, refund: null, ...said, ...names },
    },
  ]);
  for (const { id } of [REFUND, OTHER]) {
    const [review = assert.fail()] = opened({ refundToken: id.token });
    assert.deepEqual([review.paymentKey, review.refundKey], [2, id.key]);
    assert.equal(review.said.refund, id.token);
  }
});

test('one that is open, or was dismissed, is not opened again; another one is', () => {
  const known: Review = {
    ...{ id: { key: 20, number: 20, token: 'REV123def456GH' }, orderKey: 1 },
    ...{ reason: 'settled_differently', paymentKey: 2, refundKey: null },
    ...{ openedAt: REPORTED_AT - 1, decided: null },
    said: { ...opened()[0]?.said } as Review['said'],
  };
  const decided: DecidedReview = { at: 1, decision: 'dismiss', by: 'asha', note: 'seen' };
  assert.deepEqual(opened({}, [known]), []);
  assert.deepEqual(opened({}, [{ ...known, decided }]), []);
  const given = { ...known, decided: { ...decided, decision: 'refund' } } as const;
  assert.equal(opened({}, [given]).length, 1);
  // The last of them counts, in whichever order they are read.
  const later = { ...known, id: { ...known.id, key: 21 } };
  assert.deepEqual(opened({}, [given, later]), []);
  assert.deepEqual(opened({}, [later, given]), []);
  assert.equal(opened({ refundToken: REFUND.id.token }, [known]).length, 1);
  assert.equal(opened({ reason: 'not_settled' }, [known]).length, 1);
});

test('where no connection carries it nobody has to look; what is not there is not found', () => {
  assert.deepEqual(opened({}, [], {}), []);
  const missing = put({ paymentKey: 9 });
  assert.ok(isFailure(missing) && missing.failure === 'payment_not_found');
});
