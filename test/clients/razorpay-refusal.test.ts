// Every refusal as the official SDKs see it: status, code and the gateway's own sentence.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type Razorpay from 'razorpay';
import { startServer, type TestServer } from '../support/server.ts';
import { open28, open29, pay, refusalOf, saysOf } from './razorpay-client.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

const SDKS = [
  { name: '2.9.8', open: (secret?: string, key?: string) => open29(server.url, secret, key) },
  {
    name: '2.8.6',
    open: (secret?: string, key?: string) => open28(`${server.url}/v1/`, secret, key),
  },
] as const;
const NOWHERE = 'ABCDEF12345678';
const MISSING = 'The id provided does not exist';
const order = (more: object) => ({ amount: 50000, currency: 'INR', ...more }) as never;

async function captured({ orders }: Razorpay): Promise<string> {
  const { id } = await orders.create(order({}));
  return (await pay(server, id)).id;
}

for (const { name, open } of SDKS) {
  describe(`SDK ${name}`, () => {
    test('an order that cannot be is refused by its field', async () => {
      const { orders } = open();
      const tooLong = 'x'.repeat(41);
      const pairs = (count: number) =>
        Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'v']));
      const cases: readonly (readonly [object, string, string])[] = [
        [{ amount: 99 }, 'The amount must be at least INR 1.00', 'amount'],
        [{ amount: -5 }, 'The amount must be at least INR 1.00', 'amount'],
        [{ amount: 100.5 }, 'The amount must be an integer.', 'amount'],
        [{ amount: 'ten' }, 'The amount must be an integer.', 'amount'],
        [{ amount: undefined }, 'The amount field is required.', 'amount'],
        [{ currency: 'XYZ' }, 'The currency is not supported.', 'currency'],
        [{ receipt: tooLong }, 'receipt: the length must be no more than 40.', 'receipt'],
        [
          { notes: pairs(16) },
          'Number of fields in notes should be less than or equal to 15.',
          'notes',
        ],
        [
          { notes: { a: 'x'.repeat(513) } },
          'Notes value cannot be greater than 512 characters.',
          'notes',
        ],
        [
          { notes: { ['x'.repeat(256)]: 'a' } },
          'Notes key cannot be greater than 255 characters.',
          'notes',
        ],
        [{ colour: 'red' }, 'colour is/are not required and should not be sent', 'colour'],
      ];
      for (const [change, says, field] of cases) {
        const { statusCode, error } = await refusalOf(orders.create(order(change)));
        assert.equal(statusCode, 400);
        assert.deepEqual(error, {
          code: 'BAD_REQUEST_ERROR',
          description: says,
          source: 'business',
          step: 'payment_initiation',
          reason: field === 'colour' ? 'extra_field_sent' : 'input_validation_failed',
          metadata: {},
          field,
        });
      }
    });

    test('names that are wrong or unknown', async () => {
      const { orders, payments, refunds, customers } = open();
      assert.equal(await saysOf(orders.fetch(`order_${NOWHERE}`)), MISSING);
      assert.equal(await saysOf(payments.fetch(`pay_${NOWHERE}`)), MISSING);
      assert.equal(await saysOf(refunds.fetch(`rfnd_${NOWHERE}`)), MISSING);
      assert.equal(await saysOf(customers.fetch(`cust_${NOWHERE}`)), MISSING);
      assert.equal(await saysOf(orders.edit(`order_${NOWHERE}`, { notes: { a: 'b' } })), MISSING);
      assert.equal(await saysOf(payments.capture(`pay_${NOWHERE}`, 100, 'INR')), MISSING);
      assert.equal(await saysOf(payments.refund(`pay_${NOWHERE}`, {})), MISSING);
      assert.equal(await saysOf(payments.fetchMultipleRefund(`pay_${NOWHERE}`)), MISSING);
      for (const id of ['nonsense', 'order_short', `pay_${NOWHERE}`, 'order_ABCDEF123456789']) {
        const { error } = await refusalOf(orders.fetch(id));
        assert.equal(error.description, `${id} is not a valid id`);
        assert.equal(error.field, undefined);
      }
    });

    test('keys that are wrong', async () => {
      for (const { orders } of [open('wrong'), open('secret_123x'), open(undefined, 'nobody')]) {
        const { statusCode, error } = await refusalOf(orders.all());
        assert.equal(statusCode, 401);
        assert.equal(error.code, 'BAD_REQUEST_ERROR');
        assert.equal(error.description, 'Authentication failed');
      }
      // Blanks that were pasted with a key do not count.
      const pasted = open('secret_123 ', ' test_123');
      assert.equal((await pasted.orders.all()).entity, 'collection');
    });

    test('lists out of range', async () => {
      const { orders, payments } = open();
      const cases: readonly (readonly [object, string])[] = [
        [{ count: 101 }, 'The count may not be greater than 100.'],
        [{ count: -1 }, 'The count must be at least 1.'],
        [{ count: 1.5 }, 'The count must be an integer.'],
        [{ skip: -1 }, 'The skip must be at least 0.'],
        [{ skip: 0.5 }, 'The skip must be an integer.'],
        [{ skip: 100_001 }, 'The skip may not be greater than 100000.'],
        [{ from: 5 }, 'from must be between 946684800 and 4765046400'],
        [{ to: 4765046401 }, 'to must be between 946684800 and 4765046400'],
        [{ from: 1e9 + 0.5 }, 'from must be an integer.'],
      ];
      for (const [query, says] of cases) {
        assert.equal(await saysOf(orders.all(query)), says);
        assert.equal(await saysOf(payments.all(query)), says);
      }
      const expand = await refusalOf(payments.all({ 'expand[]': 'colour' } as never));
      assert.equal(
        expand.error.description,
        'Value of each expand must be one of following types: card, emi, transaction, ' +
          'transaction.settlement, refunds, offers, token',
      );
      assert.equal(expand.error.field, 'expand.0');
    });

    test('captures that cannot be', async () => {
      const sdk = open();
      const { orders, payments } = sdk;
      const { id } = await orders.create(order({ payment_capture: 0 }));
      const held = await pay(server, id);
      const short = 'Capture amount must be equal to the amount authorized.';
      assert.equal(await saysOf(payments.capture(held.id, 49999, 'INR')), short);
      const currency = 'Capture request currency must be same as payment currency.';
      assert.equal(await saysOf(payments.capture(held.id, 50000, 'USD')), currency);
      const fraction = 'The amount must be an integer.';
      assert.equal(await saysOf(payments.capture(held.id, 499.5, 'INR')), fraction);
      await payments.capture(held.id, 50000, 'INR');
      const again = 'This payment has already been captured';
      assert.equal(await saysOf(payments.capture(held.id, 50000, 'INR')), again);
      const { id: other } = await orders.create(order({}));
      const failed = await pay(server, other, { method: 'upi', instrument: 'failure@razorpay' });
      assert.equal(
        await saysOf(payments.capture(failed.id, 50000, 'INR')),
        'Only payments which have been authorized and not yet captured can be captured.',
      );
      const notCaptured = 'The payment status should be captured for action to be taken.';
      assert.equal(await saysOf(payments.refund(failed.id, {})), notCaptured);
    });

    test('refunds that cannot be', async () => {
      const sdk = open();
      const { payments } = sdk;
      const id = await captured(sdk);
      const cases: readonly (readonly [object, string])[] = [
        [{ amount: 50001 }, 'The refund amount provided is greater than amount captured.'],
        [{ amount: 99 }, 'The amount must be at least INR 1.00'],
        [{ amount: 0 }, 'Amount cannot be blank.'],
        [{ amount: '' }, 'Amount cannot be blank.'],
        [{ amount: 100.5 }, 'The amount must be an integer.'],
        [{ speed: 'fast' }, 'The selected speed is invalid.'],
        [{ colour: 'red' }, 'colour is/are not required and should not be sent.'],
      ];
      for (const [wish, says] of cases) {
        assert.equal(await saysOf(payments.refund(id, wish)), says);
      }
      await payments.refund(id, { amount: 1000, receipt: 'refund-1', speed: 'optimum' });
      const repeated = 'Duplicate receipt found for this refund request.';
      assert.equal(await saysOf(payments.refund(id, { receipt: 'refund-1' })), repeated);
      // A receipt is used once for each payment, not once for all.
      const other = await captured(sdk);
      assert.equal((await payments.refund(other, { receipt: 'refund-1' })).receipt, 'refund-1');
      assert.equal(await saysOf(payments.refund(other, { receipt: 'refund-1' })), repeated);
      assert.equal(
        await saysOf(payments.refund(other, {})),
        'The payment has been fully refunded already',
      );
    });

    test('what is no card payment, and what cannot be changed', async () => {
      const sdk = open();
      const id = await captured(sdk);
      const noCard = 'Payment was not done using card';
      assert.equal(await saysOf(sdk.payments.fetchCardDetails(id)), noCard);
    });

    test('calls that we do not serve are told as the gateway tells unknown addresses', async () => {
      const { plans, invoices, payments } = open();
      const unknown = 'The requested URL was not found on the server.';
      const calls = [
        () => plans.create({ period: 'weekly', interval: 1, item: {} } as never),
        () => invoices.create({ type: 'link' } as never),
      ];
      // One after the other: a refusal that nobody waits for yet would end the test.
      for (const call of calls) {
        const { statusCode, error } = await refusalOf(call());
        assert.equal(statusCode, 400);
        assert.equal(error.description, unknown);
        assert.equal(error.source, 'NA');
      }
      assert.equal(await saysOf(payments.bankTransfer('pay_1')), unknown);
    });
  });
}

test('SDK 2.9.8: payments and refunds take other notes, and nothing else', async () => {
  const sdk = open29(server.url);
  const id = await captured(sdk);
  assert.equal(
    await saysOf(sdk.payments.edit(id, { amount: 5 } as never)),
    'amount is/are not required and should not be sent.',
  );
  const missing = 'The notes field is required';
  assert.equal(await saysOf(sdk.payments.edit(id, {} as never)), missing);
  assert.equal(
    await saysOf(sdk.payments.edit(id, { notes: { a: ['b'] } } as never)),
    'Notes values themselves should not be an array.',
  );
  assert.equal(
    await saysOf(sdk.payments.capture(id, 'x', 'INR')),
    'The amount must be an integer.',
  );
});
