// Paying from the merchant's own page: how the session proves itself, what each method may hold.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  buildCall,
  buildOrder,
  buildOutcome,
  buildPayment,
  buildRequest,
} from '../../../../../test/support/call.ts';
import { type Failure, isFailure } from '../../../../core/failure.ts';
import { TRAITS, type Traits } from '../../version.ts';
import { viewPay } from './pay.ts';
import { identifySession, parsePay, renderSessionRefusal } from './session.ts';

const NEW: Traits = TRAITS['2025-01-01'];
const OLD = TRAITS['2022-01-01'];
const PAGE = 'ABC123def456GHPAGE';
const SESSION = `session_${PAGE}`;
const UPI = { upi: { channel: 'collect', upi_id: 'a@b' } };

function pay(payment_method: unknown) {
  const body = { payment_session_id: SESSION, payment_method };
  return parsePay(buildCall({ path: '/orders/sessions', body }), NEW);
}

test('a session is a page’s name: it needs no other proof', () => {
  const identification = (body: Record<string, unknown>, traits = NEW) =>
    identifySession(buildRequest({ path: '/orders/sessions', body }), traits);
  const page = { key: PAGE, proof: null, by: 'page' };
  assert.deepEqual(identification({ payment_session_id: SESSION }), page);
  assert.deepEqual(identification({ order_token: `token_${PAGE}` }, OLD), page);
  for (const payment_session_id of [PAGE, 7, {}, `token_${PAGE}`]) {
    assert.deepEqual(identification({ payment_session_id }), { failure: 'credentials_wrong' });
  }
  for (const payment_session_id of [undefined, null, '']) {
    const failure = identification({ payment_session_id });
    assert.ok(isFailure(failure) && failure.failure === 'request_invalid');
  }
  const broken = identifySession(buildRequest({ path: '/', body: '{' }), NEW);
  assert.ok(isFailure(broken) && broken.failure === 'body_malformed');
});

test('the older versions name their token', () => {
  const body = { order_token: `token_${PAGE}`, payment_method: UPI };
  const command = parsePay(buildCall({ path: '/orders/pay', body }), OLD);
  assert.ok(!isFailure(command));
  assert.deepEqual(command.order, [{ by: 'token', token: PAGE.slice(0, 14) }]);
  const reply = renderSessionRefusal({ failure: 'credentials_wrong' }, OLD);
  assert.ok(reply.kind === 'json');
  assert.equal((reply.body as { code: string }).code, 'order_token_invalid');
});

test('each method becomes an entry', () => {
  const card = { card_number: '4111 1111-1111 1111', card_expiry_mm: '6', card_expiry_yy: '2030' };
  const rows = [
    [UPI, { method: 'upi', vpa: 'a@b' }],
    [{ upi: { channel: 'link', upi_id: 'a@b' } }, { method: 'upi', vpa: 'link@upi.invalid' }],
    [{ upi: { channel: 'qrcode' } }, { method: 'upi', vpa: 'qrcode@upi.invalid' }],
    [
      { card: { channel: 'post', ...card, card_cvv: 123, card_holder_name: 'A B' } },
      {
        method: 'card',
        cardNumber: '4111111111111111',
        cardExpiry: '6/2030',
        cardCvv: '123',
        cardName: 'A B',
      },
    ],
    [
      { netbanking: { channel: 'link', netbanking_bank_code: 3087 } },
      { method: 'netbanking', bank: '3087' },
    ],
    [
      { netbanking: { channel: 'link', netbanking_bank_code: 3021 } },
      { method: 'netbanking', bank: 'HDFC' },
    ],
    [
      { netbanking: { channel: 'link', netbanking_bank_name: 'TESTR' } },
      { method: 'netbanking', bank: '3333' },
    ],
    [
      { app: { channel: 'link', provider: 'amazon', phone: 9999999999 } },
      { method: 'wallet', wallet: 'amazonpay' },
    ],
  ] as const;
  for (const [method, entry] of rows) {
    const command = pay(method);
    assert.ok(!isFailure(command), JSON.stringify(method));
    assert.deepEqual(command.entry, entry);
  }
});

const told = (failure: Failure) => {
  const reply = renderSessionRefusal(failure, NEW);
  assert.ok(reply.kind === 'json');
  return reply.body as { code: string; message: string };
};

test('what is no method, or one with a wrong field, is refused by name', () => {
  const card = {
    channel: 'link',
    card_number: '4111111111111111',
    card_expiry_mm: '06',
    card_expiry_yy: '30',
    card_cvv: '123',
  };
  const rows: readonly (readonly [unknown, string])[] = [
    [undefined, 'payment_method_missing'],
    ['upi', 'payment_method_invalid'],
    [{}, 'payment_method_invalid'],
    [{ ...UPI, card }, 'payment_method_invalid'],
    [{ paylater: { channel: 'link' } }, 'payment_method_invalid'],
    [{ constructor: {} }, 'payment_method_invalid'],
    [{ upi: 'a@b' }, 'payment_method_invalid'],
    [{ upi: {} }, 'channel_missing'],
    [{ upi: { channel: 'post' } }, 'channel_invalid'],
    [{ upi: { channel: 'collect' } }, 'upi_id_missing'],
    [{ netbanking: { channel: 'link' } }, 'netbanking_bank_code_missing'],
    [{ netbanking: { channel: 'link', netbanking_bank_code: 1 } }, 'netbanking_bank_code_invalid'],
    [{ app: { channel: 'link', provider: 'paytm' } }, 'phone_missing'],
    [{ card: { ...card, card_number: '' } }, 'card_number_missing'],
    [{ card: { ...card, card_number: '41111111x' } }, 'card_number_invalid'],
    [{ card: { ...card, card_number: ['4'] } }, 'card_number_invalid'],
    [{ card: { ...card, card_expiry_mm: '13' } }, 'card_expiry_mm_invalid'],
    [{ card: { ...card, card_expiry_yy: '1' } }, 'card_expiry_yy_invalid'],
    [{ card: { ...card, card_cvv: '12345' } }, 'card_cvv_invalid'],
    [{ card: { ...card, card_cvv: null } }, 'card_cvv_missing'],
  ];
  for (const [method, code] of rows) {
    const failure = pay(method);
    assert.ok(isFailure(failure), code);
    assert.equal(told(failure).code, code);
  }
});

test('a refusal repeats nothing of a card', () => {
  const card = {
    channel: 'link',
    card_number: '4111111111111111 9876',
    card_expiry_mm: '0987',
    card_expiry_yy: '1987',
    card_cvv: '98765',
  };
  const failure = pay({ card });
  assert.ok(isFailure(failure));
  assert.equal(failure.issues?.length, 4);
  const { code, message } = told(failure);
  assert.doesNotMatch(JSON.stringify([failure, code, message]), /\d/);
});

test('a UPI payment before anybody paid it names no UPI ID of ours', () => {
  const body = { payment_session_id: SESSION, payment_method: { upi: { channel: 'link' } } };
  const call = buildCall({ path: '/orders/sessions', body });
  const payment = buildPayment({ instrument: { method: 'upi', vpa: 'link@upi.invalid' } });
  const outcome = buildOutcome({ order: buildOrder(), payments: [payment] });
  assert.doesNotMatch(JSON.stringify(viewPay(outcome, NEW, call)), /upi\.invalid/);
});

test('a payment is begun in the checkout session that cashfree.js opened for its way back', () => {
  const parse = (checkout_session: unknown) => {
    const body = { payment_session_id: SESSION, payment_method: UPI, checkout_session };
    const command = parsePay(buildCall({ path: '/orders/sessions', body }), NEW);
    assert.ok(!isFailure(command));
    return command.payer;
  };
  assert.deepEqual(parse('3wuEiYcmHwABGp'), {
    opening: { session: '3wuEiYcmHwABGp', embedder: null },
  });
  for (const none of [undefined, null, '', 5, {}, 'a b', 'a/b', 'x'.repeat(65)]) {
    assert.equal(parse(none), undefined, String(none));
  }
});
