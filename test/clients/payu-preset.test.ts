// A form that names what pays (`pg`, `bankcode`, `vpa`, `upiAppName`): one button is left to press.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ask } from '../support/server.ts';
import { detailsOf, type Json, KEY, openStage, orderOf, type Stage } from './payu-stage.ts';

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.stop());

type Texts = Readonly<Record<string, string>>;

/** What the page offers and holds, and how it is sent. */
type Shown = { readonly methods: readonly string[]; readonly typed: Texts; readonly url: string };

/** Choices are options or radio buttons, as the page likes. */
async function show(url: string): Promise<Shown> {
  const { status, text } = await ask(url);
  assert.equal(status, 200, text);
  const methods = [...text.matchAll(/type="radio" name="method" value="(\w+)"/g)];
  const typed: Record<string, string> = {};
  for (const select of text.split('<select ').slice(1)) {
    const [, name = ''] = /name="(\w+)"/.exec(select) ?? [];
    const [, value] =
      /<option value="([^"]+)" selected/.exec(select.split('</select>')[0] ?? '') ?? [];
    if (value !== undefined) typed[name] = value;
  }
  for (const [input] of text.matchAll(/<input [^>]*>/g)) {
    const [, name = ''] = /name="(bank|wallet|vpa)"/.exec(input) ?? [];
    const [, value = ''] = /value="([^"]*)"/.exec(input) ?? [];
    const isChosen = name === 'vpa' || /\schecked/.test(input);
    if (name !== '' && value !== '' && isChosen) typed[name] = value;
  }
  return { methods: methods.map(([, name = '']) => name), typed, url };
}

/** Brings the form as a browser does and opens the page that it leads to. */
async function open(txnid: string, named: Texts): Promise<Shown> {
  const order = { ...orderOf(txnid), key: KEY };
  const hash = stage.payu().hasher.generatePaymentHash(order);
  const body = new URLSearchParams({ ...order, hash, ...named } as Texts).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const sent = await ask(`${stage.server.url}/_payment`, { headers, body });
  assert.equal(sent.status, 303, sent.text);
  return show(sent.headers.get('location') ?? '');
}

async function press({ url, methods, typed }: Shown): Promise<string> {
  const body = new URLSearchParams({ method: methods[0] ?? '', ...typed }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const sent = await ask(url, { headers, body });
  assert.equal(sent.status, 303, sent.text);
  return sent.headers.get('location') ?? '';
}

async function told(txnid: string): Promise<Json> {
  return detailsOf(await stage.payu().verifyPayment(txnid), txnid);
}

const ALL = ['upi', 'card', 'netbanking', 'wallet'];
const ROWS: readonly (readonly [Texts, string, Texts, string])[] = [
  [{ pg: 'NB', bankcode: 'HDFB' }, 'netbanking', { bank: 'HDFC' }, 'HDFB'],
  [{ pg: 'nb', bankcode: '162B' }, 'netbanking', { bank: 'KKBK' }, '162B'],
  [{ pg: 'UPI', bankcode: 'UPI', vpa: 'any@payu' }, 'upi', { vpa: 'any@payu' }, 'UPI'],
  [{ pg: 'UPI', bankcode: 'INTENT' }, 'upi', { vpa: 'intent@upi.invalid' }, 'INTENT'],
  [{ pg: '', upiAppName: 'phonepe' }, 'upi', { vpa: 'intent@upi.invalid' }, 'INTENT'],
  [{ pg: 'CASH', bankcode: 'PHONEPE' }, 'wallet', { wallet: 'phonepe' }, 'PHONEPE'],
];
for (const [index, [named, method, typed, bankcode]] of ROWS.entries()) {
  test(`${JSON.stringify(named)}: chosen already, and PayU’s code comes back`, async () => {
    const page = await open(`preset-${index}`, named);
    assert.deepEqual([page.methods, page.typed], [[method], typed]);
    await press(page);
    const details = await told(`preset-${index}`);
    assert.deepEqual([details['status'], details['bankcode']], ['pending', bankcode]);
  });
}

test('what still has to be typed is asked for, and nothing else', async () => {
  const card = await open('preset-card', { pg: 'CC', bankcode: 'CC' });
  assert.deepEqual([card.methods, card.typed], [['card'], {}]);
  const collect = await open('preset-collect', { pg: 'UPI', bankcode: 'UPI' });
  assert.deepEqual([collect.methods, collect.typed], [['upi'], {}]);
  const bank = await open('preset-bank', { pg: 'NB', bankcode: 'NOWHERE' });
  assert.deepEqual([bank.methods, bank.typed], [['netbanking'], {}]);
});

test('without a name, or with one that is none of ours, everything is offered', async () => {
  for (const [index, named] of [{}, { pg: 'X' }, { bankcode: 'X' }].entries()) {
    assert.deepEqual((await open(`preset-none-${index}`, named)).methods, ALL);
  }
});

test('after a failure the customer may pay in any way; a new form chooses anew', async () => {
  const named = { pg: 'UPI', bankcode: 'UPI', vpa: 'failure@upi' };
  const page = await open('preset-again', named);
  assert.deepEqual(page.methods, ['upi']);
  const next = await show(new URL(await press(page), stage.server.url).href);
  assert.deepEqual(next.methods, ALL);
});
