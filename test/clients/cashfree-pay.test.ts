// The same four majors where the merchant's own page takes the instrument: sessions, what each
// method is told to do next, one-time passwords.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ask, startServer, type TestServer } from '../support/server.ts';
import {
  type Client,
  connectClients,
  type Json,
  type PayMethod,
  refusalOf,
} from './cashfree-client.ts';
import { assertFits } from './cashfree-schema.ts';
import { CARD, card, order, paymentOf, statusOf } from './cashfree-shop.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

async function eachClient(work: (client: Client) => Promise<void>): Promise<void> {
  for (const client of connectClients(server.url)) await work(client);
}

const asJson = (data: unknown): Json => data as Json;
const BANK = /^http:\/\/127\.0\.0\.1:\d+\/pay\/[\w-]+\/bank$/;

test('every method, and what the page shall do next', async () => {
  await eachClient(async (client) => {
    const rows: readonly (readonly [PayMethod, string, string, string])[] = [
      [card('link'), 'card', 'link', 'link'],
      [card('post'), 'card', 'post', 'post'],
      [
        { netbanking: { channel: 'link', netbanking_bank_code: 3087 } },
        'netbanking',
        'link',
        'link',
      ],
      [
        { app: { channel: 'link', provider: 'phonepe', phone: '8474090512' } },
        'app',
        'link',
        'link',
      ],
      [
        { app: { channel: 'link', provider: 'amazon', phone: '8474090512' } },
        'app',
        'link',
        'link',
      ],
      [{ upi: { channel: 'link' } }, 'upi', 'link', 'custom'],
      [{ upi: { channel: 'qrcode' } }, 'upi', 'qrcode', 'custom'],
      [{ upi: { channel: 'collect', upi_id: 'testsuccess@gocash' } }, 'upi', 'collect', 'custom'],
    ];
    for (const [method, name, channel, action] of rows) {
      const { order_id, session } = await order(client);
      const { status, data } = await client.pay(session, method);
      assert.equal(status, 200);
      assertFits(client.version, 'PayOrderEntity', data);
      const pay = asJson(data);
      assert.equal(pay['payment_method'], name, client.name);
      assert.equal(pay['channel'], channel);
      assert.equal(pay['action'], action);
      assert.equal(pay['payment_amount'], 170);
      const payment = await paymentOf(client, order_id);
      assert.equal(payment['cf_payment_id'], pay['cf_payment_id']);
      const { url, payload } = pay['data'] as { url: string | null; payload: Json | null };
      if (action === 'link') assert.match(String(url), BANK);
      if (channel === 'qrcode')
        assert.match(String(payload?.['qrcode']), /^data:image\/png;base64,/);
      if (channel === 'link' && name === 'upi') {
        const apps = ['bhim', 'default', 'gpay', 'paytm', 'phonepe', 'web'];
        assert.deepEqual(Object.keys(payload ?? {}), apps);
        assert.match(String(payload?.['gpay']), BANK);
      }
      if (channel === 'collect') {
        assert.deepEqual(pay['data'], {
          url: null,
          payload: null,
          content_type: null,
          method: null,
        });
        assert.equal(payment['payment_status'], 'SUCCESS');
      } else assert.equal(payment['payment_status'], 'PENDING');
    }
  });
});

test('the bank page of a link decides the payment', async () => {
  await eachClient(async (client) => {
    const { order_id, session } = await order(client);
    const { data } = await client.pay(session, card('link'));
    const { url } = asJson(data)['data'] as { url: string };
    assert.equal((await ask(url)).status, 200);
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    await ask(url, { headers: form, body: 'outcome=success' });
    assert.equal(await statusOf(client, order_id), 'PAID');
  });
});

test('what a session refuses', async () => {
  await eachClient(async (client) => {
    const { session } = await order(client);
    const upi = (upi_id: string): PayMethod => ({ upi: { channel: 'collect', upi_id } });
    const rows = [
      [card('link', { card_cvv: '' }), 'card_cvv_missing', 'card_cvv'],
      [card('link', { card_number: '4111111111111112' }), 'card_number_invalid', 'card_number'],
      [card('link', { card_expiry_yy: '20' }), 'card_expiry_mm_invalid', 'card_expiry'],
      [upi('nobody'), 'upi_id_invalid', 'Invalid UPI ID entered'],
      [
        { netbanking: { channel: 'link', netbanking_bank_code: 9999 } },
        'netbanking_bank_code_invalid',
        'bank',
      ],
      [{ card: { ...CARD, channel: 'collect' } }, 'channel_invalid', 'channel'],
      [{ paylater: { channel: 'link' } }, 'payment_method_invalid', 'payment_method'],
    ] as const;
    for (const [method, code, says] of rows) {
      const { status, body } = await refusalOf(client.pay(session, method as PayMethod));
      assert.equal(body['code'], code, client.name);
      assert.equal(status, 400);
      assert.ok(String(body['message']).includes(says), String(body['message']));
      assert.ok(!JSON.stringify(body).includes('411111'));
      assertFits(client.version, 'BadRequestError', body);
    }
    const wrong = await refusalOf(client.pay(`${session}x`, card('link')));
    assert.equal(wrong.status, 404);
    assert.equal(wrong.body['message'], 'payment_session_id is not present or is invalid');
    assert.equal(wrong.body['code'], 'payment_session_id_invalid');
    assert.equal(wrong.body['type'], 'request_failed');
    const missing = await refusalOf(client.pay('', card('link')));
    assert.equal(missing.status, 400);
    assert.equal(missing.body['message'], 'payment_session_id is missing in the request');
  });
});

test('a one-time password: again, wrong, right', async () => {
  await eachClient(async (client) => {
    const { order_id, session } = await order(client);
    const { data } = await client.pay(session, card('post'));
    const id = String(asJson(data)['cf_payment_id']);
    const { url } = asJson(data)['data'] as { url: string };
    assert.equal(url, `${server.url}${client.base}/orders/pay/authenticate/${id}`);
    const rows = [
      [null, 'RESEND_OTP', 'SUCCESS', 'otp sent successfully'],
      ['111001', 'SUBMIT_OTP', 'FAILED', 'otp is invalid'],
      ['111000', 'SUBMIT_OTP', 'SUCCESS', 'payment successful'],
    ] as const;
    for (const [otp, action, status, says] of rows) {
      assert.equal(await statusOf(client, order_id), 'ACTIVE');
      const told = await client.authenticate(id, otp);
      assertFits(client.version, 'OrderAuthenticateEntity', told.data);
      assert.equal(asJson(told.data)['action'], action);
      assert.equal(asJson(told.data)['authenticate_status'], status, client.name);
      assert.equal(asJson(told.data)['payment_message'], says);
    }
    assert.equal(await statusOf(client, order_id), 'PAID');
    const late = await client.authenticate(id, null);
    assert.equal(asJson(late.data)['authenticate_status'], 'FAILED');
    const { status, body } = await refusalOf(client.authenticate('12345', '111000'));
    assert.equal(status, 404);
    assert.equal(body['code'], 'payment_not_found');
    assert.equal((await refusalOf(client.authenticate('x', '111000'))).status, 404);
    assert.equal((await refusalOf(client.authenticate(id, ''))).body['code'], 'otp_missing');
  });
});
