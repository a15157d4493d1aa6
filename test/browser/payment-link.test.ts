// A payment link's page while its merchant withdraws the link: before the customer pays, at the
// bank's step, after a declined attempt.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { SKIP_REASON } from '../support/browser.ts';
import { ask, KEY } from '../support/server.ts';
import {
  awaitWords,
  CARD,
  CARD_REFUSED,
  openPage,
  openStage,
  payByCard,
  payByUpi,
  press,
  SECRET,
  type Stage,
} from './stage.ts';

type Json = Readonly<Record<string, unknown>>;
type Link = {
  readonly page: string;
  /** The link's state, in the words of its dialect. */
  readonly state: () => Promise<unknown>;
  /** The status of the answer, or what it says where that is always 200. */
  readonly withdraw: () => Promise<unknown>;
};
type Driver = {
  readonly title: string;
  readonly make: (reference: string) => Promise<Link>;
  /** Open, paid and withdrawn, and what withdrawing a link that is being paid is told. */
  readonly words: readonly [open: unknown, paid: unknown, withdrawn: unknown, busy: unknown];
};

let stage: Stage;

async function send(path: string, headers: Readonly<Record<string, string>>, body?: object) {
  const method = body === undefined ? {} : { method: 'POST' };
  const { status, json } = await ask(`${stage.server.url}${path}`, { headers, ...method, body });
  return { status, json: json as Json };
}

const CASHFREE = {
  'x-client-id': KEY,
  'x-client-secret': SECRET,
  'x-api-version': '2023-08-01',
};
const BASIC = { authorization: `Basic ${Buffer.from(`${KEY}:${SECRET}`).toString('base64')}` };

const cashfree: Driver = {
  title: 'cashfree',
  make: async (link_id) => {
    const { json } = await send('/pg/links', CASHFREE, {
      ...{ link_id, link_amount: 500.5, link_currency: 'INR', link_purpose: 'Room 7' },
      customer_details: { customer_phone: '9876543210' },
    });
    return {
      page: String(json['link_url']),
      state: async () => (await send(`/pg/links/${link_id}`, CASHFREE)).json['link_status'],
      withdraw: async () => (await send(`/pg/links/${link_id}/cancel`, CASHFREE, {})).status,
    };
  },
  words: ['ACTIVE', 'PAID', 'CANCELLED', 409],
};

const razorpay: Driver = {
  title: 'razorpay',
  make: async (reference_id) => {
    const wish = { amount: 50050, currency: 'INR', reference_id, description: 'Room 7' };
    const { json } = await send('/v1/payment_links', BASIC, wish);
    const one = `/v1/payment_links/${String(json['id'])}`;
    return {
      page: String(json['short_url']),
      state: async () => (await send(one, BASIC)).json['status'],
      withdraw: async () => (await send(`${one}/cancel`, BASIC, {})).status,
    };
  },
  words: ['created', 'paid', 'cancelled', 400],
};

async function command(name: string, var1: string): Promise<Json> {
  const hash = createHash('sha512').update([KEY, name, var1, SECRET].join('|')).digest('hex');
  const body = new URLSearchParams({ key: KEY, command: name, var1, hash }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const { json } = await ask(`${stage.server.url}/merchant/postservice`, { headers, body });
  return json as Json;
}

const payu: Driver = {
  title: 'payu',
  make: async (txnid) => {
    const details = { txnid, amount: '500.50', productinfo: 'Room 7', firstname: 'Asha' };
    const reach = { email: 'asha@example.com', phone: '9876543210' };
    const made = await command('create_invoice', JSON.stringify({ ...details, ...reach }));
    return {
      page: String(made['URL']),
      state: async () => {
        const told = await command('verify_payment', txnid);
        const all = told['transaction_details'] as Readonly<Record<string, Json>>;
        return all[txnid]?.['unmappedstatus'];
      },
      withdraw: async () => (await command('expire_invoice', txnid))['msg'],
    };
  },
  words: ['initiated', 'captured', 'dropped', 'Transaction is in progress'],
};

const pinelabs: Driver = {
  title: 'pinelabs',
  make: async (merchant_payment_link_reference) => {
    const who = { client_id: KEY, client_secret: SECRET, grant_type: 'client_credentials' };
    const { json: token } = await send('/api/auth/v1/token', {}, who);
    const bearer = { authorization: `Bearer ${String(token['access_token'])}` };
    const amount = { value: 50050, currency: 'INR' };
    const wish = { merchant_payment_link_reference, amount, description: 'Room 7' };
    const { json } = await send('/api/pay/v1/paymentlink', bearer, wish);
    const one = `/api/pay/v1/paymentlink/${String(json['payment_link_id'])}`;
    return {
      page: String(json['payment_link']),
      state: async () => (await send(one, bearer)).json['status'],
      withdraw: async () => {
        const url = `${stage.server.url}${one}/cancel`;
        return (await ask(url, { method: 'PUT', headers: bearer })).status;
      },
    };
  },
  words: ['CREATED', 'PROCESSED', 'CANCELLED', 409],
};

describe('a payment link that its merchant withdraws', { skip: SKIP_REASON }, () => {
  before(async () => {
    stage = await openStage();
  });
  after(() => stage?.close());

  for (const { title, make, words } of [cashfree, razorpay, payu, pinelabs]) {
    const [open, paid, withdrawn, busy] = words;

    test(`${title}: refused while the customer is at the bank, who then pays it`, async () => {
      const link = await make(`LINK_${title}_1`);
      assert.equal(await link.state(), open);
      await openPage(stage, link.page, async (page) => {
        await payByCard(page, CARD);
        await awaitWords(page, 'Approve this payment?');
        assert.equal(await link.withdraw(), busy);
        await press(page, /^Approve/);
        await awaitWords(page, 'Payment received');
        await page.goto(link.page);
        await awaitWords(page, 'Sandbox shop has your payment.');
        assert.equal(await page.getByRole('button').count(), 0);
      });
      assert.equal(await link.state(), paid);
    });

    test(`${title}: withdrawn before and after an attempt, the page says so`, async () => {
      const link = await make(`LINK_${title}_2`);
      await openPage(stage, link.page, async (page) => {
        await payByCard(page, CARD_REFUSED);
        await awaitWords(page, 'The bank declined this payment.');
        await link.withdraw();
        await page.goto(link.page);
        await awaitWords(page, 'Sandbox shop withdrew this order.');
        assert.equal(await page.getByRole('button').count(), 0);
      });
      const other = await make(`LINK_${title}_3`);
      await openPage(stage, other.page, async (page) => {
        await other.withdraw();
        assert.equal(await other.state(), withdrawn);
        await payByUpi(page, 'success@upi');
        await awaitWords(page, 'Sandbox shop withdrew this order.');
      });
    });
  }
});
