// Refused commands: the bytes that PayU's SDKs expect, statuses, and the pieces that commands need.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  buildCall,
  buildOrder,
  buildPayment,
  buildRefund,
  buildRequest,
} from '../../../../../test/support/call.ts';
import { type Failure, isFailure } from '../../../../core/failure.ts';
import { answerRest } from './bank.ts';
import { COMMAND_NAMES } from './command-field.ts';
import { spellNames, textOf } from './field.ts';
import { parseList, parseOrders, parseRefund } from './parse.ts';
import { readPeriod } from './period.ts';
import { renderRefusal } from './refusal.ts';

type Body = Readonly<Record<string, unknown>>;
const REFUND = { command: 'cancel_refund_transaction', var1: '403993715527261883' };

function refuse(failure: Failure, body: Body): { status: number; text: string } {
  const reply = renderRefusal(failure, buildRequest({ path: '/', body }));
  assert.ok(reply.kind === 'json');
  return { status: reply.status, text: JSON.stringify(reply.body) };
}

// src/test/java/com/payu/RefundTest.java of payu-intrepos/web-sdk-java: a number beyond 2^53.
test('a repeated refund is refused in the bytes of the Java SDK’s test', () => {
  const var1 = '403993715527261883';
  // Ours are below 2^53; this one is rounded, as every JavaScript client would round it.
  const number = Number(var1);
  const payment = buildPayment({ id: { key: 2, number, token: 'PAY123def456GH' } });
  const existing = { order: buildOrder(), payments: [payment], refunds: [] };
  const taken = { failure: 'refund_reference_taken', existing } as const;
  const existingRefund = buildRefund({ amountMinor: 500 });
  const body = { ...REFUND, var1: String(number), var3: '05.00' };
  const msg = 'Refund FAILURE - Transactions with same amount and same token not allowed';
  const { text } = refuse({ ...taken, existingRefund }, body);
  assert.equal(text, `{"status":0,"msg":"${msg}","error_code":227,"mihpayid":${number}}`);
  const { text: exact } = refuse({ failure: 'refund_too_large' }, { ...REFUND, var3: '1' });
  assert.ok(exact.endsWith('"error_code":105,"mihpayid":403993715527261883}'), exact);
  const other = refuse({ ...taken, existingRefund }, { ...body, var3: '6' });
  assert.match(other.text, /"token already used or request pending","error_code":106/);
});

// docs.payu.in/reference/refund_transaction_api, failure scenarios.
test('a refund without its token, its amount or its payment', () => {
  const full = { ...REFUND, var2: 'token', var3: '1.00' };
  const rows: readonly (readonly [Body, string])[] = [
    [{ ...full, var2: '' }, '{"status":0,"msg":"token is empty","mihpayid":"403993715527261883"}'],
    [{ ...full, var3: '' }, '{"status":0,"msg":"amount is empty"}'],
    [{ ...full, var1: '' }, '{"status":0,"msg":"Parameter missing"}'],
    [full, '{"status":0,"msg":"transaction not exists"}'],
  ];
  for (const [body, text] of rows) {
    const refused = parseRefund(buildCall({ path: '/', body }));
    assert.ok(isFailure(refused));
    assert.deepEqual(refuse(refused, body), { status: 200, text });
  }
});

test('a refund takes what PayU’s clients send, an empty var5 included', () => {
  const body = { ...REFUND, var1: '4039937155', var2: 'token', var3: '05.00', var5: '' };
  const command = parseRefund(buildCall({ path: '/', body }));
  assert.ok(!isFailure(command), JSON.stringify(command));
  assert.deepEqual(command.target, { payment: [{ by: 'number', number: 4039937155 }] });
  assert.deepEqual(
    [command.reference, command.amount, command.wire],
    ['token', { text: '05.00' }, {}],
  );
  const more = { ...body, var5: 'https://shop.example/cb', var9: 'torn' };
  const told = parseRefund(buildCall({ path: '/', body: more }));
  assert.ok(!isFailure(told));
  assert.deepEqual([told.wire, told.note], [{ payuCallback: 'https://shop.example/cb' }, 'torn']);
});

test('PayU’s refusals are HTTP 200; what is no command keeps its status', () => {
  const rows: readonly (readonly [Failure['failure'], number])[] = [
    ['credentials_wrong', 200],
    ['credentials_missing', 200],
    ['order_not_found', 200],
    ['body_malformed', 400],
    ['method_not_allowed', 405],
    ['body_too_large', 413],
    ['rate_limited', 429],
    ['internal', 500],
    ['processor_unavailable', 503],
  ];
  for (const [failure, status] of rows) assert.equal(refuse({ failure }, {}).status, status);
});

test('lists of names are read once each, and bounded', () => {
  const orders = (var1: string) => parseOrders(buildCall({ path: '/', body: { var1 } }));
  const found = orders('a||b| a|a|');
  assert.ok(!isFailure(found));
  assert.deepEqual(
    found.orders.map(([first]) => first?.by === 'reference' && first.reference),
    ['a', 'b', ' a'],
  );
  for (const [var1, says] of [
    ['', /Parameter missing/],
    ['|', /Parameter missing/],
    [Array.from({ length: 101 }, (_, at) => at).join('|'), /At most 100 values/],
  ] as const) {
    const refused = orders(var1);
    assert.ok(isFailure(refused));
    assert.match(refused.issues?.[0]?.message ?? '', says);
  }
});

test('periods are Indian days or Indian moments', () => {
  const at = (text: string): number => Date.parse(`${text}+05:30`);
  assert.deepEqual(readPeriod('2024-01-15', '2024-01-16'), {
    from: at('2024-01-15T00:00:00'),
    to: at('2024-01-16T23:59:59.999'),
  });
  assert.deepEqual(readPeriod('2024-10-11 12:00:00', '2024-10-11 14:00:00'), {
    from: at('2024-10-11T12:00:00'),
    to: at('2024-10-11T14:00:00.999'),
  });
  const wrong = ['', '2024-1-1', '15-01-2024', '2024-02-30', '2024-01-01 25:00:00', 'x'];
  for (const text of wrong) assert.equal(readPeriod(text, '2024-12-31'), null, text);
  assert.equal(readPeriod('2024-01-02', '2024-01-01'), null);
  const call = buildCall({ path: '/', body: { var1: '2024-01-01' } });
  assert.ok(isFailure(parseList(call)));
});

test('other commands are answered without pretending', () => {
  const body = (fields: Body) => {
    const reply = answerRest(buildCall({ path: '/', body: fields }));
    assert.ok(reply.kind === 'json' && reply.status === 200);
    return reply.body;
  };
  assert.deepEqual(body({}), { status: 0, msg: 'Parameter missing' });
  assert.deepEqual(body({ command: 'validateVPA' }), { status: 0, msg: 'Parameter missing' });
  const unknown = body({ command: 'constructor\u0000', var1: 'a' });
  assert.deepEqual(unknown, { status: 0, msg: 'Command constructor? is not supported' });
  const vpa = { command: 'validateVPA', var1: 'a@upi', var2: '{"validateAutoPayVPA":"1"}' };
  assert.deepEqual(Object.keys(body(vpa) as Body), [
    'status',
    'vpa',
    'isVPAValid',
    'isAutoPayVPAValid',
    'isAutoPayBankValid',
    'payerAccountName',
  ]);
});

test('names in any case, the right one first; numbers by their own text', () => {
  const { fields } = buildCall({ path: '/', body: { KEY: 'a', Var1: '1', var1: '2', odd: 1 } });
  const spelled = spellNames(fields, COMMAND_NAMES);
  assert.deepEqual(spelled.values, { key: 'a', var1: '2' });
  const numbers = { values: { var3: 500.5 }, lexemes: new Map([['var3', '500.50']]) };
  assert.equal(textOf(spellNames(numbers, COMMAND_NAMES), 'var3'), '500.50');
  assert.equal(textOf({ values: { var1: {} }, lexemes: new Map() }, 'var1'), '');
});
