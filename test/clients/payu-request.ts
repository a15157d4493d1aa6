// Sends the requests that PayU's documents and SDKs print, with values of our own.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { bodyWith, type DocumentedRequest } from '../support/documented-request.ts';
import { type Answered, ask, type TestServer } from '../support/server.ts';
import { type Json, KEY, orderOf, pay, SALT } from './payu-stage.ts';

type Texts = Readonly<Record<string, string>>;
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

const sha512 = (parts: readonly string[]): string =>
  createHash('sha512').update(parts.join('|')).digest('hex');

let names = 0;
const fresh = (): string => {
  names += 1;
  return `doc-${names}`;
};

/** Values of our own. What is not here is a text. */
const VALUES: Texts = {
  lastname: 'Rao',
  curl: 'https://shop.example/cart',
  zipcode: '560001',
  pg: 'NB',
  bankcode: 'HDFB',
  enforce_paymethod: 'netbanking|upi',
  drop_category: 'NB|AXIB',
  vpa: 'asha@upi',
  ccnum: '5123456789012346',
  ccname: 'Asha Rao',
  ccvv: '123',
  ccexpmon: '05',
  ccexpyr: '2045',
  store_card: '1',
  s2s_client_ip: '127.0.0.1',
  pre_authorize: '1',
  service_provider: 'payu_paisa',
  user_credentials: `${KEY}:asha`,
  splitRequest: '{"type":"absolute","splitInfo":{"one":{"aggregatorSubAmt":"1.00"}}}',
  additional_charges: 'CC:12',
  extra_charges: '{"CC":"12"}',
  si_details: '{"billingAmount":"10.00"}',
  beneficiarydetail: '{"beneficiaryAccountNumber":"1234567890"}',
  offer_auto_apply: '1',
  expiry_time: '600',
};
/** The code of each way to pay. */
const BANKCODE: Texts = { CC: 'CC', NB: 'HDFB', CASH: 'PHONEPE', EMI: 'EMI3', BNPL: 'LAZYPAY' };

const SIGNED = ['key', 'txnid', 'amount', 'productinfo', 'firstname', 'email'];
const UDFS = ['udf1', 'udf2', 'udf3', 'udf4', 'udf5'];
const LATER = ['udf6', 'udf7', 'udf8', 'udf9', 'udf10'];
const OF_19 = ['user_token', 'offer_key', 'offer_auto_apply', 'cart_details', 'extra_charges'];

/** As "Generate Hash" says of each product. */
function signForm(form: Texts): string {
  const text = (name: string): string => form[name] ?? '';
  const head = [...SIGNED, ...UDFS].map(text);
  if (form['api_version'] === '19') {
    return sha512([...head, ...[...LATER, ...OF_19, 'phone'].map(text), SALT]);
  }
  const before = ['si_details', 'beneficiarydetail'].flatMap((name) => form[name] ?? []);
  const after = ['splitRequest', 'additional_charges'].flatMap((name) => form[name] ?? []);
  return sha512([...head, '', '', '', '', '', ...before, SALT, ...after]);
}

function formOf(fields: readonly string[]): Texts {
  const own: Texts = { ...(orderOf(fresh()) as Texts), key: KEY };
  const form: Record<string, string> = {};
  for (const field of fields) {
    const [name = '', given] = field.split('=');
    form[name] = given ?? own[name] ?? VALUES[name] ?? 'seven';
  }
  const isNamed = fields.some((field) => field.startsWith('bankcode='));
  const code = BANKCODE[form['pg'] ?? ''];
  if (form['bankcode'] !== undefined && !isNamed && code !== undefined) form['bankcode'] = code;
  return { ...form, hash: signForm(form) };
}

async function order(server: TestServer, more: Texts = {}): Promise<string> {
  const form: Texts = { ...(orderOf(fresh()) as Texts), ...more, key: KEY };
  const body = new URLSearchParams({ ...form, hash: signForm(form) });
  const made = await ask(`${server.url}/_payment`, { headers: FORM, body: body.toString() });
  assert.equal(made.status, 303, made.text);
  return form['txnid'] ?? '';
}

async function command(server: TestServer, where: string, vars: Texts): Promise<Answered> {
  const hash = sha512([KEY, vars['command'] ?? '', vars['var1'] ?? '', SALT]);
  const body = new URLSearchParams({ key: KEY, ...vars, hash }).toString();
  return ask(server.url + where, { headers: FORM, body });
}

/** What an invoice's JSON names besides. */
const INVOICE: Texts = {
  ...{ productinfo: 'Tea', firstname: 'Asha', email: 'asha@example.com', phone: '9876543210' },
  ...{ validation_period: '6', time_unit: 'H', zipcode: '560001' },
};

const indian = (): string => new Date(Date.now() + 19_800_000).toISOString();

/** What the placeholders of a command stand for. */
async function prepare(server: TestServer, fields: readonly string[]): Promise<Texts> {
  const asked = fields.join(' ');
  const given: Record<string, string> = {
    token: fresh(),
    amount: '500.00',
    part: '1.00',
    web: 'https://shop.example/told',
    user: `${KEY}:asha`,
    split: '{"one":{"amount":"1.00"}}',
    day: indian().slice(0, 10),
    moment: indian().slice(0, 19).replace('T', ' '),
    ...INVOICE,
    checkout: JSON.stringify({
      ...{ requestId: 'r-1', transactionDetails: { amount: 8000 } },
      useCase: { getExtendedPaymentDetails: true, checkDownStatus: true },
    }),
  };
  if (/\{(txnids?|payuid|request|json:txnid)\b/.test(asked)) {
    const txnid = await order(server);
    const payuid = await pay(server, txnid);
    Object.assign(given, { txnid, payuid, txnids: `${txnid}|${await order(server)}` });
    if (asked.includes('{request}')) {
      const vars = { command: 'cancel_refund_transaction', var1: payuid, var2: fresh(), var3: '1' };
      const refund = await command(server, '/merchant/postservice', vars);
      given['request'] = String((refund.json as Json)['request_id']);
    }
  }
  if (asked.includes('create_invoice')) given['txnid'] = fresh();
  if (asked.includes('expire_invoice')) {
    const txnid = fresh();
    const var1 = JSON.stringify({ ...INVOICE, amount: '100', txnid });
    await command(server, '/merchant/postservice', { command: 'create_invoice', var1 });
    given['txnid'] = txnid;
  }
  if (asked.includes('{authorized}')) {
    const txnid = await order(server, { pre_authorize: '1' });
    given['authorized'] = await pay(server, txnid);
  }
  return given;
}

function fill(text: string, given: Texts): string {
  const json = /^\{json:(.+)\}$/.exec(text)?.[1];
  if (json !== undefined) {
    const fields = json.split(',').map((name) => [name, given[name] ?? 'seven']);
    return JSON.stringify(Object.fromEntries(fields));
  }
  return text.replace(/^\{(\w+)\}$/, (_, name: string) => given[name] ?? assert.fail(name));
}

async function askCommand(
  server: TestServer,
  where: string,
  fields: readonly string[],
): Promise<string> {
  const given = await prepare(server, fields);
  const [first, ...rest] = fields;
  const vars = (first === 'multipart' ? rest : fields).map((field) => {
    const at = field.indexOf('=');
    return [field.slice(0, at), fill(field.slice(at + 1), given)] as const;
  });
  const body = Object.fromEntries(vars);
  if (first !== 'multipart') return judge(await command(server, where, body));
  const form = new FormData();
  const hash = sha512([KEY, body['command'] ?? '', body['var1'] ?? '', SALT]);
  for (const [name, value] of Object.entries({ ...body, key: KEY, hash })) form.append(name, value);
  const sent = await fetch(server.url + where, { method: 'POST', body: form });
  return judge({ status: sent.status, json: await sent.json() });
}

/** PayU refuses with 200 and `status` 0. */
function judge({ status, json }: Pick<Answered, 'status' | 'json'>): string {
  if (typeof json === 'string') return `refused: ${json}`;
  const { status: word, msg } = json as { readonly status?: unknown; readonly msg?: string };
  if (status !== 200) return `${status}: ${msg}`;
  if (word !== 0 && word !== '0') return 'served';
  return /^Command \w+ is not supported$/.test(msg ?? '') ? 'not served' : `refused: ${msg}`;
}

async function askForm(
  server: TestServer,
  where: string,
  fields: readonly string[],
): Promise<string> {
  const form = formOf(fields);
  const body = new URLSearchParams(form).toString();
  const { status, text, json, headers } = await ask(server.url + where, { headers: FORM, body });
  const isServer = form['txn_s2s_flow'] !== undefined;
  if (!isServer) {
    if (status === 303 && headers.get('location')?.includes('/pay/')) return 'served';
    return `refused: ${/<pre[^>]*>([^<]+)</.exec(text)?.[1] ?? text}`;
  }
  const told = (json ?? JSON.parse(Buffer.from(text, 'base64').toString())) as Json;
  assert.equal(status, 200, text);
  const { error = null, message } = told;
  return error === null ? 'served' : `refused: ${String(message).split('\n').at(-1)}`;
}

/** What comes of a request, as the table says it. */
export async function askDocumented(
  server: TestServer,
  { method, path: where, fields }: DocumentedRequest,
): Promise<string> {
  if (where.startsWith('/_payment')) return askForm(server, where, fields);
  if (where.startsWith('/merchant/')) return askCommand(server, where, fields);
  // PayU has its other services on hosts of their own; here only this place is PayU's alone.
  const query = fields.filter((field) => field.startsWith('?'));
  const search =
    query.length === 0 ? '' : `?${query.map((each) => `${each.slice(1)}=1`).join('&')}`;
  const named = where.replaceAll(/:\w+/g, 'none123') + search;
  const names = fields.filter((field) => !/^[?]|^header:/.test(field));
  const body = bodyWith(
    names.map((name) => name.replace(/^form:/, '')),
    () => 'seven',
  );
  const { status } = await ask(`${server.url}/payu${named}`, {
    method,
    ...(method === 'GET' ? {} : { body }),
  });
  return status === 404 ? 'not served' : status === 200 ? 'served' : `${status}`;
}
