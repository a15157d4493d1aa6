// The signed generations' webhooks: names, codes and fields as published, verified as the pages do.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  about,
  failed,
  isSignatureGood,
  KEY,
  only,
  paid,
  part,
  readJson,
  reversed,
  type Row,
  renderWebhooks,
  type Texts,
  tried,
  V2,
  voided,
} from '../../../../../../test/support/pinelabs-event.ts';
import { NOW } from '../../../../../../test/support/call.ts';
import type { Refund } from '../../../../../core/refund.ts';
import type { Webhook } from '../../../../dialect.ts';
import { indianTime } from '../../../time.ts';
import { pinelabs } from '../../index.ts';

const left = { ...failed, decline: 'cancelled_by_customer' } as const;

// §2.4's codes of returns; those of refunds, and the names, from the page "Available Events".
const PAYMENT_ROWS: readonly Row[] = [
  ['payment.captured', 'payment.captured', '4/1 SUCCESS', about(paid, {})],
  ['order.paid', 'payment.completion', '4/1 SUCCESS', about(paid, {})],
  ['payment.failed', 'payment.failed', '-7/-1 FAILURE', about(tried, failed)],
  ['payment.failed', 'payment.failed', '-7/-1 FAILURE', about(tried, left)],
  ['payment.failed', 'payment.failed', '-7/-1 FAILURE', about(paid, failed)],
  [
    'payment.pending',
    'payment.pending',
    '1/0 INITIATED',
    about(tried, { status: 'pending', capturedMinor: 0 }),
  ],
  ['payment.authorized', null, '', about(tried, { status: 'authorized' })],
  ['payment.voided', null, '', about(tried, voided)],
  ['order.expired', null, '', about({ status: 'expired' })],
  ['order.cancelled', null, '', about({ status: 'cancelled' })],
  ['refund.created', null, '', about(paid, reversed, {})],
  ['refund.processed', 'payment.refund.success', '6/1 SUCCESS', about(paid, reversed, part)],
  [
    'refund.failed',
    'payment.refund.failed',
    '-7/-1 FAILURE',
    about(paid, {}, { status: 'failed' }),
  ],
  [
    'refund.cancelled',
    'payment.refund.failed',
    '-7/-1 FAILURE',
    about(paid, {}, { status: 'cancelled' }),
  ],
];

function readPayment(webhook: Webhook): Texts {
  const { event_name, merchant_response, ...rest } = readJson(webhook);
  assert.deepEqual(rest, {});
  assert.equal(event_name, webhook.event);
  return merchant_response as Texts;
}

describe('version 2', () => {
  for (const [kind, event, told, webhookEvent] of PAYMENT_ROWS) {
    test(`v2: ${kind} is told as ${event} ${told}`, () => {
      const webhooks = renderWebhooks(kind, {
        ...webhookEvent,
        order: { ...V2, ...webhookEvent.order },
      });
      if (event === null) return assert.deepEqual(webhooks, []);
      const webhook = only(webhooks);
      assert.equal(webhook.event, event);
      assert.ok(pinelabs.webhooks.events.includes(event));
      const fields = readPayment(webhook);
      const codes = `${fields['pine_pg_txn_status']}/${fields['txn_response_code']}`;
      assert.equal(`${codes} ${fields['txn_response_msg']}`, told);
      assert.equal(fields['merchant_id'], '106598');
      assert.equal(fields['payment_mode'], 'CREDIT_DEBIT_CARD');
      assert.equal(fields['udf_field_1'], 'one');
      for (const value of Object.values(fields)) assert.equal(typeof value, 'string');
      assert.ok(isSignatureGood(fields));
      assert.ok(!isSignatureGood({ ...fields, amount_in_paisa: '1' }));
    });
  }

  test('v2: the seal is by the account’s secret, whatever the endpoint’s own is', () => {
    const own = `whsec_${Buffer.from('a secret of its own').toString('base64')}`;
    const webhook = only(
      renderWebhooks('payment.captured', about({ ...V2, ...paid }, {}), {}, own),
    );
    assert.ok(isSignatureGood(readPayment(webhook)));
  });

  test('v2: a refund has its own name and amount, and no card', () => {
    const fields = readPayment(
      only(renderWebhooks('refund.processed', about({ ...V2, ...paid }, reversed, part))),
    );
    assert.equal(fields['unique_merchant_txn_id'], 'refund_123');
    assert.equal(fields['amount_in_paisa'], '10000');
    assert.equal(fields['refund_amount_in_paisa'], '10000');
    assert.equal(fields['captured_amount_in_paisa'], '0');
    assert.equal(fields['pine_pg_transaction_id'], '4403993715527184');
    assert.ok(!('masked_card_number' in fields));
  });

  test('v2: a refund tells when it was done; one that failed moved nothing', () => {
    const tell = (kind: 'refund.processed' | 'refund.failed', refund: Partial<Refund>) =>
      readPayment(only(renderWebhooks(kind, about({ ...V2, ...paid }, reversed, refund))));
    const processedAt = Date.parse('2024-03-18T16:44:49+05:30');
    const done = tell('refund.processed', { ...part, processedAt, processorStatus: 'R1' });
    assert.deepEqual(
      [done['txn_completion_date_time'], done['Acquirer_Response_Code']],
      ['18/03/2024 04:44:49 PM', 'R1'],
    );
    assert.equal(done['Acquirer_Response_Message'], '');
    const failing = { status: 'failed', processedAt: null, processorStatus: null } as const;
    const lost = tell('refund.failed', failing);
    assert.deepEqual([lost['refund_amount_in_paisa'], lost['Acquirer_Response_Code']], ['0', '']);
    assert.equal(lost['txn_completion_date_time'], indianTime(NOW));
  });

  test('v2: an attempt that was left before anything was chosen has no mode', () => {
    const event = about({ ...V2, ...tried }, { ...left, instrument: null });
    assert.equal(readPayment(only(renderWebhooks('payment.failed', event)))['payment_mode'], '');
  });

  // §4.2's L-4: the published return of merchant 106598, as a webhook would carry it.
  test('v2: the published return L-4 is sealed as ours are', () => {
    const published = {
      merchant_id: '106598',
      merchant_access_code: KEY,
      unique_merchant_txn_id: 'TestNode3222',
      pine_pg_txn_status: '4',
      txn_completion_date_time: '18/03/2024 04:44:49 PM',
      amount_in_paisa: '1000',
      txn_response_code: '1',
      txn_response_msg: 'SUCCESS',
      acquirer_name: 'BILLDESK',
      pine_pg_transaction_id: '14635747',
      captured_amount_in_paisa: '1000',
      refund_amount_in_paisa: '0',
      payment_mode: '3',
      mobile_no: '',
      udf_field_1: '',
      udf_field_2: '',
      udf_field_3: '',
      udf_field_4: '',
      Acquirer_Response_Code: '0300',
      Acquirer_Response_Message: 'DEFAULT',
      parent_txn_status: '',
      parent_txn_response_code: '',
      parent_txn_response_message: '',
      dia_secret: '156A7BD91DCC0A7BD9D080FDC900581A7BC65D8B17A535E24CE6A042B93DF7C9',
      dia_secret_type: 'SHA256',
    };
    assert.ok(isSignatureGood(published));
    const ours = renderWebhooks(
      'payment.captured',
      about(
        {
          ...V2,
          ...paid,
          wire: { ...V2.wire, udf: [] },
          reference: 'TestNode3222',
          amountMinor: 1000,
          id: { key: 1, number: 14635747, token: 'ABC123def456GH' },
        },
        {
          instrument: { method: 'netbanking', bank: 'HDFC', bankName: 'HDFC Bank' },
          amountMinor: 1000,
          capturedMinor: 1000,
          processor: 'billdesk',
          processorStatus: '0300',
          completedAt: Date.parse('2024-03-18T16:44:49+05:30'),
        },
      ),
    );
    const { dia_secret, ...fields } = readPayment(only(ours));
    assert.deepEqual(Object.keys(published), [
      ...Object.keys(fields).slice(0, -1),
      'dia_secret',
      'dia_secret_type',
    ]);
    // A webhook spells the mode, and our sandbox has no words of an acquirer.
    const spelled = { payment_mode: '3', Acquirer_Response_Message: 'DEFAULT' };
    assert.deepEqual({ ...fields, ...spelled, dia_secret: published.dia_secret }, published);
    assert.notEqual(dia_secret, published.dia_secret);
  });
});
