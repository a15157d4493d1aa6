// The message of sixteen parts, part by part: by which way it is hashed, and what the customer and
// the merchant's page said of themselves, so that nobody's text shifts another's.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { buildOrder, buildPayment, NOW } from '../../../test/support/call.ts';
import { NOBODY, type Order } from '../../core/order.ts';
import type { Payment } from '../../core/payment.ts';
import { type Message, MESSAGE_FIELDS, readableMessage, signMessage } from './message.ts';

// The vendor's published test salt (worldline.md §4.3).
const SALT = '3976262521OAOQBJ';

function told(order: Partial<Order>, payment: Partial<Payment> | null = null): Message {
  return readableMessage(buildOrder(order), payment === null ? null : buildPayment(payment), NOW);
}

function hashedBy(order: Partial<Order>): string | undefined {
  const own = buildOrder(order);
  const [hash = '', ...parts] = signMessage(told(order), { order: own, salt: SALT })
    .split('|')
    .toReversed();
  const text = [...parts.toReversed(), SALT].join('|');
  return ['sha256', 'sha512'].find(
    (algorithm) => createHash(algorithm).update(text).digest('hex') === hash,
  );
}

// worldline.md §3.2: the way back is signed as the way in was.
test('the hash is that of the request, and SHA-512 where that named none', () => {
  const native = { dialect: 'worldline' } as const;
  assert.equal(hashedBy({ ...native, wire: { hash: 'sha256' } }), 'sha256');
  assert.equal(hashedBy({ ...native, wire: { hash: 'sha512' } }), 'sha512');
  assert.equal(hashedBy({ ...native, wire: {} }), 'sha512');
  // Another dialect's field of that name is its own.
  assert.equal(hashedBy({ dialect: 'test', wire: { hash: 'sha256' } }), 'sha512');
});

test('there are fifteen parts before the hash, as the vendor’s plugins split them', () => {
  const order = buildOrder();
  const parts = signMessage(told({}), { order, salt: SALT }).split('|');
  assert.equal(parts.length, 16);
  assert.deepEqual(
    parts.slice(0, 15),
    MESSAGE_FIELDS.map((name) => told({})[name]),
  );
});

// The lines of the vendor's logs: {itc:}{custname:…}{orderid:…}{email:…}{mob:…} (§3.2).
test('what the merchant’s page said stands as it came, else our own braces do', () => {
  const customer = { ...NOBODY, name: 'Test Buyer', email: 'b@e.com', phone: '99' };
  const own = { customer, reference: '77' };
  const plain = '{itc:}{custname:Test Buyer}{orderid:77}{email:b@e.com}{mob:99}';
  assert.equal(told(own).clnt_rqst_meta, plain);
  const cart = { cartDescription: '}{custname:X}{orderid:78' };
  const native = { ...own, dialect: 'worldline', wire: cart };
  assert.equal(
    told(native).clnt_rqst_meta,
    '{itc:}{custname:X}{orderid:78}{email:b@e.com}{mob:99}',
  );
  assert.equal(told({ ...native, wire: {} }).clnt_rqst_meta, plain);
  assert.equal(told({ ...native, dialect: 'test' }).clnt_rqst_meta, plain);
});

test('nobody’s text opens or closes a part', () => {
  const nobody = { customer: NOBODY, reference: null };
  assert.equal(told(nobody).clnt_rqst_meta, '{itc:}{custname:}{orderid:}{email:}{mob:}');
  const customer = { ...NOBODY, name: 'A}{orderid:1', email: 'a|b:c', phone: '{9}' };
  const { clnt_rqst_meta: meta } = told({ customer, reference: '7}{8:9' });
  assert.equal(meta, '{itc:}{custname:A  orderid 1}{orderid:7  8:9}{email:a b c}{mob: 9 }');
});

test('a bank is told by its code and its name, and one that nobody named by none', () => {
  const of = (bank: string, bankName: string | null) => {
    const instrument = { method: 'netbanking', bank, bankName } as const;
    const { tpsl_bank_cd: code, alias_name: name } = told({}, { instrument });
    return [code, name];
  };
  // The test bank of the logs.
  assert.deepEqual(of('470', null), ['470', 'TEST BANK']);
  assert.deepEqual(of('HDFC', 'HDFC Bank'), ['HDFC', 'HDFC Bank']);
  assert.deepEqual(of('HDFC', null), ['HDFC', '']);
});
