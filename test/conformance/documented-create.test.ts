// What a gateway's own orders obey or refuse, its documented creates obey or refuse as well:
// whoever adds such a field natively is asked here what becomes of it there.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as cashfree from '../../src/gateways/cashfree/dialect/request-field.ts';
import type { FieldTable } from '../../src/gateways/kit/request-field.ts';
import * as payu from '../../src/gateways/payu/dialect/request-field.ts';
import * as pinelabsToken from '../../src/gateways/pinelabs/dialect/native/plural/request-field.ts';
import * as pinelabs from '../../src/gateways/pinelabs/dialect/request-field.ts';
import * as razorpay from '../../src/gateways/razorpay/dialect/documented-field.ts';
import * as razorpayNative from '../../src/gateways/razorpay/dialect/native/request-field.ts';
import * as worldline from '../../src/gateways/worldline/dialect/request-field.ts';

/** Why a field of this name means nothing there; names with blanks between them. */
type Exceptions = Readonly<Record<string, string>>;

const ROWS: readonly (readonly [string, FieldTable, FieldTable, Exceptions])[] = [
  [
    'Razorpay',
    razorpay.CREATE_TABLE,
    razorpayNative.ORDER_FIELDS,
    {
      'a repeated receipt is refused there whatever it says': 'unique_receipt',
      'fills the page in, and binds nobody':
        'customer_details.name customer_details.email customer_details.contact',
    },
  ],
  [
    'PayU',
    payu.DOCUMENTED_FIELDS,
    payu.FORM_FIELDS,
    {
      'how the hash of a form is made': 'api_version',
      'of a payment that a server makes, which is refused': 's2s_client_ip',
      'ours: the page around ours': 'bolt_origin',
    },
  ],
  [
    'Cashfree',
    cashfree.DOCUMENTED_ORDER_FIELDS,
    cashfree.ORDER_FIELDS,
    {
      'kept for the merchant to read': 'cart_details terminal customer_details.customer_uid',
      'a product of the page: the same order without it': 'products.one_click_checkout',
    },
  ],
  [
    'Cashfree, refunds',
    cashfree.DOCUMENTED_REFUND_FIELDS,
    cashfree.REFUND_FIELDS,
    { 'echoed there alone; the specification has no such answer': 'refund_speed' },
  ],
  [
    'Pine Labs',
    pinelabs.CREATE_TABLE,
    pinelabsToken.ORDER_FIELDS,
    {
      'the same has another name there': `merchant_order_reference order_amount.value
        order_amount.currency purchase_details.customer.customer_id
        purchase_details.customer.first_name purchase_details.customer.last_name
        purchase_details.customer.email_id purchase_details.customer.mobile_number`,
      'kept for the merchant to read': 'notes purchase_details.merchant_metadata',
      'holds the customer alone; a split in it is refused': 'purchase_details',
      'one address is the way back, whatever comes of it': 'failure_callback_url',
      'which page is shown, and there is one': 'integration_mode',
    },
  ],
  [
    'Worldline',
    worldline.CREATE_TABLE,
    worldline.CHECKOUT_TABLE,
    {
      'the same has another name there': `merchantId txnId items returnUrl consumerId
        consumerMobileNo consumerEmailId`,
      'how the checkout proves itself': 'deviceId token',
      'which request of the service it is': 'txnType txnSubType',
      'kept for the merchant to read': 'cartDescription',
      'ours: who opens the page': 'embedder',
    },
  ],
];

/** Obeyed or refused there, by its own name or by that of what it stands in. */
function isSettled(name: string, { rows }: FieldTable): boolean {
  const parts = name.split('.');
  const around = parts.map((_, at) => parts.slice(0, at + 1).join('.'));
  const names = [...around, ...around.slice(0, -1).map((each) => `${each}.*`)];
  return names.some((each) => rows[each] !== undefined && rows[each].treatment !== 'decoration');
}

for (const [title, documented, native, exceptions] of ROWS) {
  test(`${title}: what its own orders do or refuse is not passed over`, () => {
    const decides = Object.entries(native.rows).flatMap(([name, { treatment }]) =>
      treatment === 'decoration' ? [] : [name],
    );
    const passed = decides.filter((name) => !isSettled(name, documented));
    const excused = Object.values(exceptions).flatMap((names) => names.split(/\s+/));
    assert.ok(decides.length > 3);
    assert.deepEqual(passed.toSorted(), excused.toSorted());
  });
}
