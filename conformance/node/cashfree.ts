// Drives Cashfree's official Node SDK (npm `cashfree-pg`, 3 to 6) through the life of orders.
import { beyond, type Calls, call, control, KEY, loadSdk, pay, refused, say } from './report.ts';
import { SECRET, text, URL_HERE, VERSION } from './report.ts';

type Settings = { basePath: string; XClientId: string; XClientSecret: string };
type Class = Calls & Settings & (new (...given: readonly unknown[]) => Calls & Settings);

const sdk = loadSdk() as { Cashfree: Class; CFEnvironment: Readonly<Record<string, unknown>> };
const MAJOR = Number(VERSION.split('.')[0]);
const API_VERSION = MAJOR === 3 ? '2022-09-01' : '2023-08-01';

/** Versions 5 and 6 are instances; before, the class itself was the client. */
function open(secret: string): Calls {
  const Client = sdk.Cashfree;
  const args = [sdk.CFEnvironment['SANDBOX'], KEY, secret, undefined, undefined, undefined, false];
  const client = MAJOR >= 5 ? new Client(...args) : Client;
  client.basePath = `${URL_HERE}/cashfree/pg`;
  client.XClientId = KEY;
  client.XClientSecret = secret;
  Object.assign(client, { XEnableErrorAnalytics: false });
  return client;
}

/** Before version 5 each call begins with the version of the API. */
async function ask(name: string, ...given: readonly unknown[]): Promise<unknown> {
  return askAs(SECRET, name, ...given);
}

async function askAs(secret: string, name: string, ...given: readonly unknown[]) {
  const client = open(secret);
  const answer = await client[name]?.(...(MAJOR >= 5 ? given : [API_VERSION, ...given]));
  return (answer as { data: unknown }).data;
}

const customer = { customer_id: 'c_1', customer_phone: '9876543210' };
const newOrder =
  (order_id: string, order_amount = 500.5) =>
  () => {
    const order = { order_id, order_amount, order_currency: 'INR', customer_details: customer };
    return ask('PGCreateOrder', order);
  };
const fetchOrder = (id: string) => () => ask('PGFetchOrder', id);
const fetchPayments = (id: string) => () => ask('PGOrderFetchPayments', id);
const refund = (order: string, refund_id: string, refund_amount: number) => () =>
  ask('PGOrderCreateRefund', order, { refund_id, refund_amount, refund_note: 'a return' });

async function payOrder(id: string, payment_method: object): Promise<unknown> {
  const payment_session_id = text(await newOrder(id)(), 'payment_session_id');
  return ask('PGPayOrder', { payment_session_id, payment_method });
}

async function driveOrder(): Promise<void> {
  const kind = MAJOR === 3 ? 'number' : 'string';
  await call('PGCreateOrder', newOrder('order_a'), {
    ...{ order_id: 'order_a', entity: 'order', order_amount: 500.5, order_status: 'ACTIVE' },
    cf_order_id: (name: unknown) => typeof name === kind,
    payment_session_id: (name: unknown) => String(name).startsWith('session_'),
    'customer_details.customer_id': 'c_1',
  });
  await call('PGFetchOrder', fetchOrder('order_a'), { order_status: 'ACTIVE' });
  await call('PGOrderFetchPayments (none)', fetchPayments('order_a'), { length: 0 });
  await refused('PGOrderCreateRefund (not paid)', refund('order_a', 'f_0', 1), 'order_id_not_paid');
  await pay('order_a', 'upi');
  await call('PGFetchOrder (paid)', fetchOrder('order_a'), { order_status: 'PAID' });
  const paid = await call('PGOrderFetchPayments', fetchPayments('order_a'), {
    ...{ '0.payment_status': 'SUCCESS', '0.payment_amount': 500.5, '0.payment_group': 'upi' },
    ...{ '0.is_captured': true, '0.entity': 'payment' },
    '0.cf_payment_id': (name: unknown) => typeof name === kind,
  });
  const number = text(paid, '0.cf_payment_id');
  await call('PGOrderFetchPayment', () => ask('PGOrderFetchPayment', 'order_a', number), {
    payment_status: 'SUCCESS',
    cf_payment_id: (name: unknown) => String(name) === number,
  });
}

async function driveRefunds(): Promise<void> {
  const part = refund('order_a', 'f_1', 100.25);
  await call('PGOrderCreateRefund (partial)', part, {
    ...{ refund_id: 'f_1', refund_amount: 100.25, refund_status: 'PENDING', entity: 'refund' },
  });
  await refused('PGOrderCreateRefund (same refund_id)', part, '400', 'refund_id');
  const tooMuch = refund('order_a', 'f_9', 400.26);
  await refused('PGOrderCreateRefund (too much)', tooMuch, '400', 'refund_post_failed');
  await call('PGOrderCreateRefund (the rest)', refund('order_a', 'f_2', 400.25), {
    refund_amount: 400.25,
  });
  await control('settle', {});
  await call('PGOrderFetchRefund', () => ask('PGOrderFetchRefund', 'order_a', 'f_1'), {
    refund_status: 'SUCCESS',
    refund_arn: Boolean,
  });
  await call('PGOrderFetchRefunds', () => ask('PGOrderFetchRefunds', 'order_a'), { length: 2 });
  const unknown = () => ask('PGOrderFetchRefund', 'order_a', 'f_x');
  await refused('PGOrderFetchRefund (unknown)', unknown, '404', 'refund_not_found');
  const settlement = () => ask('PGOrderFetchSettlement', 'order_a');
  await refused('PGOrderFetchSettlement (not settled)', settlement, '404');
}

async function driveRest(): Promise<void> {
  const link = { upi: { channel: 'link' } };
  await call('PGPayOrder (upi link)', () => payOrder('order_u', link), {
    channel: 'link',
    payment_amount: 500.5,
  });
  const collect = { upi: { channel: 'collect', upi_id: 'success@upi' } };
  await call('PGPayOrder (upi collect)', () => payOrder('order_v', collect), {
    channel: 'collect',
    action: 'custom',
  });
  const bank = { netbanking: { channel: 'link', netbanking_bank_code: 3333 } };
  await call('PGPayOrder (netbanking)', () => payOrder('order_n', bank), {
    action: 'link',
    'data.url': (url: unknown) => String(url).startsWith('http'),
  });
  await call('PGCreateOrder (another)', newOrder('order_b'), { order_id: 'order_b' });
  await pay('order_b', 'upi', { outcome: 'failure' });
  await call('PGOrderFetchPayments (failed)', fetchPayments('order_b'), {
    '0.payment_status': 'FAILED',
    '0.error_details.error_code': Boolean,
  });
  const end = () => ask('PGTerminateOrder', 'order_b', { order_status: 'TERMINATED' });
  if (open(SECRET)['PGTerminateOrder'] === undefined) {
    say('PGTerminateOrder', 'not supported', 'the SDK has it since 2023-08-01');
  } else await call('PGTerminateOrder', end, { order_status: 'TERMINATED' });
  const exists = 'order_already_exists';
  await refused('PGCreateOrder (same order_id)', newOrder('order_a'), '409', exists);
  await refused('PGCreateOrder (amount)', newOrder('order_z', -5), '400', 'order_amount');
  await refused('PGFetchOrder (unknown)', fetchOrder('order_x'), '404', 'order_not_found');
  const wrong = () => askAs('wrong', 'PGFetchOrder', 'order_a');
  await refused('PGFetchOrder (wrong secret)', wrong, '401', 'authentication Failed');
  const wish = { link_id: 'l_1', link_amount: 10, link_currency: 'INR', link_purpose: 'a test' };
  const newLink = () => ask('PGCreateLink', { ...wish, customer_details: customer });
  await call('PGCreateLink', newLink, { link_id: 'l_1', link_amount: 10, link_status: 'ACTIVE' });
  await call('PGFetchLink', () => ask('PGFetchLink', 'l_1'), {
    'customer_details.customer_phone': '9876543210',
    link_url: (url: unknown) => String(url).startsWith('http'),
  });
  await call('PGCancelLink', () => ask('PGCancelLink', 'l_1'), { link_status: 'CANCELLED' });
  const queries = { amount: 100 };
  const eligible = () => ask('PGEligibilityFetchPaymentMethods', { queries });
  await call('PGEligibilityFetchPaymentMethods', eligible, { '0.eligibility': true });
  const offers = () => ask('PGFetchOffer', 'offer_x');
  // No account here has offers: an id of one is unknown, as the gateway says.
  await beyond('PGFetchOffer', offers, 'offer not found');
}

await driveOrder();
await driveRefunds();
await driveRest();
