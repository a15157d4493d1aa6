// Drives PayU's official Node SDK (npm `payu-websdk`) through the life of payments.
import http from 'node:http';
import https from 'node:https';
import { browse, type Calls, call, control, inputs, KEY, loadSdk, pay } from './report.ts';
import { SECRET, text, URL_HERE } from './report.ts';

type Client = Calls & {
  credes: { paymentURL: string };
  paymentInitiate: (order: object) => string;
  hasher: { validateResponseHash: (brought: object) => boolean };
};

// The SDK asks port 443 of a host of its own, which leads here under `dubash run`. Else the program
// sends every such request here.
const isLed = 'DUBASH_RUN_PORT' in process.env;
const { hostname, port } = new URL(URL_HERE);
const request = (options: object, onReply: (reply: http.IncomingMessage) => void) =>
  http.request({ ...options, protocol: 'http:', agent: undefined, hostname, port }, onReply);
if (!isLed) https.request = request as typeof https.request;

const Payu = loadSdk() as new (keys: object, environment: string) => Client;

function open(salt: string): Client {
  const client = new Payu({ key: KEY, salt }, 'TEST');
  if (!isLed) client.credes.paymentURL = `${URL_HERE}/_payment`;
  return client;
}

const client = open(SECRET);
const verify = (txnid: string) => () => client['verifyPayment']?.(txnid);

function start(txnid: string) {
  const page = client.paymentInitiate({
    ...{ txnid, amount: '500.00', productinfo: 'Shoes', firstname: 'Asha', udf1: 'shop 7' },
    ...{ email: 'asha@example.com', phone: '9876543210' },
    ...{ surl: 'https://shop.example/success', furl: 'https://shop.example/failure' },
  });
  return browse(client.credes.paymentURL, inputs(page));
}

async function drivePayment(): Promise<string> {
  const opened = await call('paymentInitiate, sent by a browser', () => start('TXN1'), {
    page: (page: unknown) => String(page).includes('500'),
  });
  const number = text(await pay('TXN1', 'card'), 'number');
  await call('verifyPayment', verify('TXN1'), {
    status: 1,
    'transaction_details.TXN1.status': 'success',
    'transaction_details.TXN1.unmappedstatus': 'captured',
    'transaction_details.TXN1.mihpayid': number,
    'transaction_details.TXN1.amt': '500.00',
    'transaction_details.TXN1.mode': 'CC',
    'transaction_details.TXN1.udf1': 'shop 7',
  });
  await call(
    'hasher.validateResponseHash',
    async () => {
      const { page } = await browse(`${text(opened, 'address')}/return?now`);
      return { valid: client.hasher.validateResponseHash(inputs(page)) };
    },
    { valid: true },
  );
  return number;
}

async function driveRefunds(number: string): Promise<void> {
  const name = 'cancelRefundTransaction';
  const refund = (token: string, amount: string) => () => client[name]?.(number, token, amount);
  const made = await call(`${name} (partial)`, refund('tok-1', '100.00'), {
    ...{ status: 1, msg: 'Refund Request Queued', error_code: 102, request_id: Boolean },
  });
  const id = text(made, 'request_id');
  await call(`${name} (same token)`, refund('tok-1', '100.00'), { status: 0 });
  await call(`${name} (too much)`, refund('tok-2', '400.01'), { status: 0 });
  await call(`${name} (the rest)`, refund('tok-3', '400.00'), { status: 1 });
  await control('settle', {});
  const action = `transaction_details.${id}.${id}`;
  await call('checkActionStatus', () => client['checkActionStatus']?.(id), {
    status: 1,
    [`${action}.action`]: 'refund',
    [`${action}.status`]: 'success',
    [`${action}.amt`]: '100.00',
  });
  await call('checkActionStatus (unknown)', () => client['checkActionStatus']?.('1'), {
    status: 0,
    'transaction_details.1': 'No action status found',
  });
}

async function driveRest(): Promise<void> {
  await call('paymentInitiate (another)', () => start('TXN2'), { address: Boolean });
  await pay('TXN2', 'upi', { outcome: 'failure' });
  await call('verifyPayment (failed)', verify('TXN2'), {
    'transaction_details.TXN2.status': 'failure',
    'transaction_details.TXN2.unmappedstatus': 'failed',
  });
  await call('verifyPayment (unknown)', verify('NONE'), {
    status: 0,
    'transaction_details.NONE.mihpayid': 'Not Found',
  });
  const wrong = () => open('wrong')['verifyPayment']?.('TXN1');
  await call('verifyPayment (wrong salt)', wrong, { status: 0, msg: 'Invalid Hash.' });
  const day = new Date(Date.now() + 5.5 * 3_600_000).toISOString().slice(0, 10);
  await call('getTransactionDetails', () => client['getTransactionDetails']?.(day, day), {
    status: 1,
  });
  await call('validateVPA', () => client['validateVPA']?.('success@upi'), { isVPAValid: 1 });
  await call('checkIsDomestic', () => client['checkIsDomestic']?.('512345'), { isDomestic: 'Y' });
}

await driveRefunds(await drivePayment());
await driveRest();
