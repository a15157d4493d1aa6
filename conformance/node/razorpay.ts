// Drives Razorpay's official Node SDK (npm `razorpay`, 2.8 and 2.9) through the life of orders.
import { beyond, browse, type Calls, call, control, inputs, KEY } from './report.ts';
import { loadSdk, pay, read, refused, SECRET, text, URL_HERE, VERSION } from './report.ts';

type Sdk = Readonly<Record<'orders' | 'payments' | 'refunds' | 'customers', Calls>> &
  Readonly<Record<'paymentLink' | 'subscriptions', Calls>>;
type Made = Sdk & { api: { rq: { defaults: unknown } } };
type Class = (new (
  keys: object,
) => Made) & {
  validateWebhookSignature: (body: string, signature: string, secret: string) => boolean;
};

const Razorpay = loadSdk() as Class;
const BASE = `${URL_HERE}/razorpay`;

/** No setting exists: the base is put into the SDK's own client of HTTP (axios or `request`). */
function open(secret: string): Sdk {
  const sdk = new Razorpay({ key_id: KEY, key_secret: secret });
  const { rq } = sdk.api;
  if (VERSION.startsWith('2.8')) {
    const settled = rq as { defaults: (settings: object) => typeof rq };
    sdk.api.rq = settled.defaults({ baseUrl: `${BASE}/v1/` });
  } else {
    (rq.defaults as { baseURL: string }).baseURL = BASE;
  }
  return sdk;
}

const sdk = open(SECRET);
const { orders, payments, refunds, customers } = sdk;
const UNKNOWN = 'The id provided does not exist';
const NO_URL = 'The requested URL was not found on the server.';
const newOrder = (more: object) => orders['create']?.({ amount: 50000, currency: 'INR', ...more });

/** What the browser of a customer who pays by card on the page brings back to the shop. */
async function payOnPage(address: string): Promise<Record<string, string>> {
  await browse(address, {
    ...{ method: 'card', card_number: '4111111111111111', card_expiry: '12/45' },
    ...{ card_cvv: '123', card_name: 'A Customer' },
  });
  return inputs((await browse(`${address}/bank`, { outcome: 'success' })).page);
}

async function driveOrder(): Promise<string> {
  const order = await call(
    'orders.create',
    () => newOrder({ receipt: 'r-1', notes: { shop: '7' } }),
    {
      ...{ entity: 'order', amount: 50000, amount_paid: 0, amount_due: 50000, currency: 'INR' },
      ...{ receipt: 'r-1', status: 'created', notes: { shop: '7' } },
    },
  );
  const id = text(order, 'id');
  await call('orders.fetch', () => orders['fetch']?.(id), { id });
  await call('orders.edit', () => orders['edit']?.(id, { notes: { a: 'b' } }), {
    notes: { a: 'b' },
  });
  await call('orders.all', () => orders['all']?.({ receipt: 'r-1' }), {
    count: 1,
    'items.0.id': id,
  });
  const back = { key_id: KEY, order_id: id, callback_url: 'https://shop.example/back' };
  const opened = await call(
    'checkout/embedded, opened by a browser',
    () => browse(`${BASE}/v1/checkout/embedded`, back),
    { page: (page: unknown) => String(page).includes('500') },
  );
  const brought = await payOnPage(text(opened, 'address'));
  const payment = brought['razorpay_payment_id'] ?? '';
  await call(
    'validateWebhookSignature of what the browser brings back',
    () => {
      const { razorpay_order_id, razorpay_payment_id, razorpay_signature = '' } = brought;
      const signed = `${razorpay_order_id}|${razorpay_payment_id}`;
      return { valid: Razorpay.validateWebhookSignature(signed, razorpay_signature, SECRET) };
    },
    { valid: true },
  );
  await call('orders.fetch (paid)', () => orders['fetch']?.(id), {
    status: 'paid',
    amount_paid: 50000,
  });
  await call('orders.fetchPayments', () => orders['fetchPayments']?.(id), {
    'items.0.id': payment,
  });
  await call('payments.fetch', () => payments['fetch']?.(payment), {
    ...{ status: 'captured', captured: true, method: 'card', order_id: id },
    ...{ amount_refunded: 0, refund_status: null },
  });
  const card = { 'expand[]': 'card' };
  await call('payments.fetch (expand card)', () => payments['fetch']?.(payment, card));
  await call('payments.all', () => payments['all']?.({}), { count: 1, 'items.0.id': payment });
  await call('payments.fetchCardDetails', () => payments['fetchCardDetails']?.(payment), {
    entity: 'card',
  });
  const notes = { k: 'v' };
  await call('payments.edit', () => payments['edit']?.(payment, { notes }), { notes });
  await call('payments.fetchPaymentMethods', () => payments['fetchPaymentMethods']?.(), {
    entity: 'methods',
  });
  await call('payments.fetchPaymentDowntime', () => payments['fetchPaymentDowntime']?.(), {
    entity: 'collection',
  });
  return payment;
}

async function driveRefunds(payment: string): Promise<void> {
  const fetchPayment = () => payments['fetch']?.(payment);
  const refund = (more: object) => () => payments['refund']?.(payment, more);
  const part = refund({ amount: 10000, receipt: 'f-1' });
  const partial = await call('payments.refund (partial)', part, {
    ...{ entity: 'refund', amount: 10000, payment_id: payment, receipt: 'f-1' },
  });
  const id = text(partial, 'id');
  const partly = { amount_refunded: 10000, refund_status: 'partial' };
  await call('payments.fetch (partly refunded)', fetchPayment, partly);
  const tooMuch = 'The refund amount provided is greater than amount captured';
  await refused('payments.refund (too much)', refund({ amount: 40001 }), tooMuch);
  const duplicate = 'Duplicate receipt found for this refund request.';
  await refused('payments.refund (same receipt)', part, duplicate);
  await call('payments.refund (the rest)', refund({}), { amount: 40000 });
  await control('settle', {});
  const fully = { amount_refunded: 50000, refund_status: 'full', status: 'refunded' };
  await call('payments.fetch (refunded)', fetchPayment, fully);
  await call('refunds.fetch', () => refunds['fetch']?.(id), { amount: 10000, status: 'processed' });
  await call('refunds.all', () => refunds['all']?.({}), { count: 2 });
  await call('refunds.all (payment_id)', () => refunds['all']?.({ payment_id: payment }), {
    count: 2,
  });
  await call('refunds.edit', () => refunds['edit']?.(id, { notes: { n: '1' } }), {
    notes: { n: '1' },
  });
  await call('payments.fetchMultipleRefund', () => payments['fetchMultipleRefund']?.(payment), {
    count: 2,
  });
  await call('payments.fetchRefund', () => payments['fetchRefund']?.(payment, id), { id });
  const already = 'The payment has been fully refunded already';
  await refused('payments.refund (refunded already)', refund({}), already);
}

async function driveCapture(): Promise<void> {
  const held = await call('orders.create (manual capture)', () =>
    newOrder({ payment: { capture: 'manual' } }),
  );
  const waiting = text(await pay(text(held, 'id'), 'upi'), 'id');
  await call('payments.fetch (authorized)', () => payments['fetch']?.(waiting), {
    status: 'authorized',
  });
  const capture = (amount: number) => () => payments['capture']?.(waiting, amount, 'INR');
  const other = 'Capture amount must be equal to the amount authorized';
  await refused('payments.capture (another amount)', capture(100), other);
  await call('payments.capture', capture(50000), { status: 'captured' });
  const again = 'This payment has already been captured';
  await refused('payments.capture (again)', capture(50000), again);
  const asha = { name: 'Asha', email: 'asha@example.com' };
  const customer = await call('customers.create', () => customers['create']?.(asha), asha);
  const id = text(customer, 'id');
  await call('customers.fetch', () => customers['fetch']?.(id), asha);
  await call('customers.edit', () => customers['edit']?.(id, { name: 'B' }), { name: 'B' });
}

async function driveFailures(): Promise<void> {
  const unlucky = await call('orders.create (payment_capture)', () =>
    newOrder({ payment_capture: 1 }),
  );
  const paid = await pay(text(unlucky, 'id'), 'upi', { outcome: 'failure' });
  await call('payments.fetch (failed)', () => payments['fetch']?.(read(paid, 'id')), {
    status: 'failed',
    error_description: Boolean,
  });
  const small = 'The amount must be at least INR 1.00';
  await refused('orders.create (amount too small)', () => newOrder({ amount: 99 }), small);
  const none = '00000000000000';
  await refused('orders.fetch (unknown)', () => orders['fetch']?.(`order_${none}`), UNKNOWN);
  await refused('payments.fetch (unknown)', () => payments['fetch']?.(`pay_${none}`), UNKNOWN);
  await refused('refunds.fetch (unknown)', () => refunds['fetch']?.(`rfnd_${none}`), UNKNOWN);
  const wrong = () => open('wrong').orders['all']?.({});
  await refused('orders.all (wrong secret)', wrong, '401', 'Authentication failed');
  const subscribe = () => sdk.subscriptions['create']?.({ plan_id: 'plan_1', total_count: 1 });
  await beyond('subscriptions.create', subscribe, NO_URL);
}

async function driveLink(): Promise<void> {
  const { paymentLink } = sdk;
  const wish = { amount: 100, currency: 'INR', reference_id: 'l-1', description: 'Tea' };
  const link = await call('paymentLink.create', () => paymentLink['create']?.(wish), {
    ...{ ...wish, status: 'created', amount_paid: 0, short_url: Boolean },
  });
  const id = text(link, 'id');
  const edit = { reference_id: 'l-2', notes: { shop: '7' } };
  await call('paymentLink.fetch', () => paymentLink['fetch']?.(id), { id });
  await call('paymentLink.edit', () => paymentLink['edit']?.(id, edit), edit);
  await call('paymentLink.all', () => paymentLink['all']?.({ reference_id: 'l-2' }), {
    payment_links: Boolean,
  });
  await call('paymentLink.notifyBy', () => paymentLink['notifyBy']?.(id, 'sms'), {
    success: true,
  });
  await call('paymentLink.cancel', () => paymentLink['cancel']?.(id), { status: 'cancelled' });
  const over = 'cannot cancel or expire a cancelled link';
  await refused('paymentLink.cancel (again)', () => paymentLink['cancel']?.(id), over);
}

await driveRefunds(await driveOrder());
await driveLink();
await driveCapture();
await driveFailures();
