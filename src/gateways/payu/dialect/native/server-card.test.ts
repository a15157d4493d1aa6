// `/_payment` sent by a server with a card, a bank or a wallet: flows 1 and 4, and what live does.
// Source: docs.payu.in, "Classic Integration for Cards" (sample response); payu.md §1.9.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ACCOUNT,
  buildCall,
  buildOrder,
  buildOutcome,
  buildPayment,
  parseBy,
  renderBy,
} from '../../../../../test/support/call.ts';
import { isFailure } from '../../../../core/failure.ts';
import type { Instrument, Payment } from '../../../../core/payment.ts';
import type { Call, Operation } from '../../../dialect.ts';
import { EXAMPLE } from '../fixtures/example.ts';
import { payu } from '../index.ts';

const family = payu.families.find(({ name }) => name === 'native-payment');
assert.ok(family);
const { operations } = family;

type Body = Readonly<Record<string, string>>;
const CARD: Body = {
  ...{ pg: 'CC', bankcode: 'CC', ccnum: '5123456789012346', ccname: 'Asha Rao' },
  ...{ ccvv: '123', ccexpmon: '05', ccexpyr: '2030', s2s_client_ip: '127.0.0.1' },
};

function callOf(body: Body, mode = ACCOUNT.mode): Call {
  const fields = { values: { ...EXAMPLE, ...body }, lexemes: new Map() };
  return { ...buildCall({ path: '/' }), fields, account: { ...ACCOUNT, mode } };
}

function rowFor(call: Call): Operation {
  const row = operations.find(({ when }) => when?.(call.request, call.fields) ?? true);
  return row ?? assert.fail('no row');
}

function parse(body: Body, mode = ACCOUNT.mode) {
  const call = callOf(body, mode);
  return parseBy(rowFor(call), call);
}

function paysOf(body: Body): unknown {
  const command = parse(body);
  assert.ok(!isFailure(command) && command.kind === 'createOrder', JSON.stringify(command));
  return command.pays;
}

test('flows 1 and 4 bring what pays', () => {
  const rows: readonly (readonly [Body, unknown])[] = [
    [
      CARD,
      {
        ...{ method: 'card', cardNumber: '5123456789012346', cardCvv: '123' },
        ...{ cardExpiry: '05/2030', cardName: 'Asha Rao' },
      },
    ],
    [
      { ...CARD, pg: 'dc', ccname: '' },
      { method: 'card', cardNumber: '5123456789012346', cardCvv: '123', cardExpiry: '05/2030' },
    ],
    [
      { pg: 'NB', bankcode: 'hdfb' },
      { method: 'netbanking', bank: 'HDFC' },
    ],
    [
      { pg: 'CASH', bankcode: 'PHONEPE' },
      { method: 'wallet', wallet: 'phonepe' },
    ],
  ];
  for (const [body, pays] of rows) {
    for (const txn_s2s_flow of ['1', '4']) {
      assert.deepEqual(paysOf({ ...body, txn_s2s_flow }), pays, JSON.stringify(body));
    }
    assert.equal(paysOf({ ...body, txn_s2s_flow: '2' }), undefined, 'flow 2 is a page');
  }
});

test('a card that is not whole is refused, with every part that is missing', () => {
  const refused = parse({ pg: 'CC', txn_s2s_flow: '4', ccnum: '5123456789012346', ccvv: '1' });
  assert.ok(isFailure(refused));
  assert.deepEqual(
    refused.issues?.map(({ field }) => field),
    ['ccexpmon', 'ccexpyr'],
  );
});

const ORDER = buildOrder({ reference: 'TXN123456', dialect: 'payu', amountMinor: 50000 });

function answer(body: Body, state: Partial<Payment>, mode = ACCOUNT.mode) {
  const call = callOf(body, mode);
  const payment = buildPayment({ bankReference: null, ...state });
  const outcome = { ...buildOutcome({ order: ORDER, payments: [payment] }), payment };
  return { payment, reply: renderBy(rowFor(call), outcome, call) };
}

const MASTER: Instrument = {
  ...({ method: 'card', network: 'mastercard', kind: 'credit' } as const),
  ...{ last4: '2346', holder: null },
};

test('flow 4 of a card: enrolled, with the page that goes on and what the card is', () => {
  const waiting = { status: 'pending', instrument: MASTER } as const;
  const { payment, reply } = answer({ ...CARD, txn_s2s_flow: '4' }, waiting);
  assert.ok(reply.kind === 'json');
  const { metaData, result, binData } = reply.body as Readonly<Record<string, Body>>;
  assert.deepEqual(metaData, {
    message: null,
    referenceId: String(payment.id.number),
    statusCode: null,
    txnId: 'TXN123456',
    txnStatus: 'Enrolled',
    unmappedStatus: 'pending',
  });
  assert.deepEqual(Object.keys(result ?? {}), ['otpPostUrl', 'acsTemplate']);
  const page = Buffer.from(result?.['acsTemplate'] ?? '', 'base64').toString();
  assert.match(page, /<form name="payment_post" action="http:\/\/127\.0\.0\.1:8080\/pay\//);
  assert.deepEqual(binData, {
    pureS2SSupported: false,
    issuingBank: 'HDFC',
    category: 'creditcard',
    cardType: 'MAST',
    isDomestic: true,
  });
});

test('flow 4 of a card that paid or failed at once, and of a bank', () => {
  const rows: readonly (readonly [Partial<Payment>, Body, number])[] = [
    [{ status: 'captured', instrument: MASTER }, { txnStatus: 'success' }, 2],
    [{ status: 'failed', decline: 'declined' }, { txnStatus: 'failed', statusCode: 'E308' }, 0],
    [
      {
        status: 'pending',
        instrument: { method: 'netbanking', bank: 'HDFC', bankName: 'HDFC Bank' },
      },
      { txnStatus: 'pending' },
      2,
    ],
  ];
  for (const [state, told, fields] of rows) {
    const { reply } = answer({ ...CARD, txn_s2s_flow: '4' }, state);
    assert.ok(reply.kind === 'json');
    const { metaData, result, binData } = reply.body as Readonly<Record<string, Body>>;
    for (const [name, value] of Object.entries(told)) assert.equal(metaData?.[name], value);
    assert.equal(Object.keys(result ?? {}).length, fields);
    assert.equal(binData !== undefined, state.instrument?.method !== 'netbanking');
  }
});

test('in live no card passes through: the browser goes on to our page', () => {
  const body = { ...CARD, txn_s2s_flow: '4' };
  const command = parse(body, 'live');
  assert.ok(!isFailure(command) && !('pays' in command));
  const call = callOf(body, 'live');
  const reply = renderBy(rowFor(call), buildOutcome({ order: ORDER }), call);
  assert.ok(reply.kind === 'text' && /^text\/html/.test(reply.type));
});
