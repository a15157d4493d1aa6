// Banks, wallets, UPI channels and what became of held money, in the gateway's words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BANKS, bankCodeNamed, bankCodeOf, bankOf, MORE_BANKS } from './banks.ts';
import {
  AUTHORIZATION_ACTION,
  NAMELESS_VPA,
  providerOf,
  REQUESTED_ACTION,
  upiChannelOf,
  WALLET_OF,
} from './words.ts';

// cashfree.md §1.7, "Banks".
const OURS = [
  ['3003', 'UTIB'],
  ['3021', 'HDFC'],
  ['3022', 'ICIC'],
  ['3032', 'KKBK'],
  ['3044', 'SBIN'],
] as const;

for (const [code, bank] of OURS) {
  test(`bank ${code} is ${bank}, in both directions`, () => {
    assert.equal(bankOf(code), bank);
    assert.equal(bankCodeOf(bank), Number(code));
  });
}

test('a bank that is known by its code only keeps it; one in letters has no number', () => {
  assert.equal(bankOf('3333'), '3333');
  assert.equal(bankCodeOf('3333'), 3333);
  for (const bank of ['HDFB', '333', '33330', 'x3333', '3333x', '']) {
    assert.equal(bankCodeOf(bank), null, bank);
  }
});

// Page "Appendix"; cashfree.md §1.7: "bank 3333, by name TESTR".
test('every bank of the list by its name, and the test bank', () => {
  assert.equal(BANKS.length, 92);
  for (const bank of BANKS) {
    assert.match(`${bank.code} ${bank.name} ${bank.label}`, /^3\d{3} [A-Z]{5} \S.+\S$/);
    assert.equal(bankCodeNamed(bank.name), bank.code);
  }
  assert.deepEqual(BANKS[0], { code: '3003', name: 'UTIBR', label: 'Axis Bank' });
  assert.equal(new Set(BANKS.flatMap(({ code, name }) => [code, name])).size, 2 * 92);
  assert.equal(MORE_BANKS.length, 92 - OURS.length);
  for (const [name, code] of [
    ['TESTR', '3333'],
    ['SBINR', '3044'],
    ['UTIBC', '3071'],
    ['NOBNK', 'NOBNK'],
  ] as const) {
    assert.equal(bankCodeNamed(name), code);
  }
});

// cashfree.md §1.7: the providers of `app` have amazon, its wallet elsewhere is amazonpay.
test('a wallet is called by its provider', () => {
  assert.deepEqual([...WALLET_OF], [['amazon', 'amazonpay']]);
  assert.equal(providerOf('amazonpay'), 'amazon');
  assert.equal(providerOf('phonepe'), 'phonepe');
});

// cashfree.md §1.6, `upi`: channel link, collect, qrcode. Nobody can own an address of .invalid.
test('a UPI payment whose payer is not known yet was begun by a link or a code', () => {
  assert.deepEqual(NAMELESS_VPA, { link: 'link@upi.invalid', qrcode: 'qrcode@upi.invalid' });
  assert.equal(upiChannelOf('link@upi.invalid'), 'link');
  assert.equal(upiChannelOf('qrcode@upi.invalid'), 'qrcode');
  assert.equal(upiChannelOf('asha@bank'), 'collect');
  assert.equal(upiChannelOf(null), null);
});

// cashfree.md §1.6, `authorization.action`: CAPTURE or VOID, as the merchant asked.
test('what the merchant did with held money, done or asked', () => {
  assert.deepEqual(AUTHORIZATION_ACTION, {
    created: null,
    pending: null,
    authorized: null,
    captured: 'CAPTURE',
    failed: null,
    voided: 'VOID',
  });
  assert.deepEqual(REQUESTED_ACTION, { capture: 'CAPTURE', void: 'VOID' });
});
