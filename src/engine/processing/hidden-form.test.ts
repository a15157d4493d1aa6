// Which fields are hidden by their names, and in which forms of a text: JSON whole or cut, forms,
// pages, addresses, and one within another.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hideFields, isCoded, type Rules } from './hidden-field.ts';

const RULES: Rules = { names: new Set(['own_proof']), hideValues: (text) => text };
const hide = (text: string): string => hideFields(text, RULES);
const shown = (text: string): string => hideFields(text, { ...RULES, showsPeople: true });
const coded = (text: string): string => Buffer.from(text).toString('base64');

const PROOFS = [
  ...['authorization', 'password', 'secret', 'salt', 'token', 'access_token', 'refresh_token'],
  ...['auth_token', 'pan', 'pwd', 'hash', 'signature', 'checksum', 'otp', 'pin', 'cvv', 'ccvv'],
  ...['card_cvv', 'expiry', 'card_number', 'cardnumber', 'card_no', 'cardnum', 'ccnum'],
  ...['account_number', 'own_proof'],
  // However else it is called.
  ...['razorpay_signature', 'client_secret', 'user_password', 'my_checksum', 'xaccess_token'],
  ...['accesstoken', 'api_key', 'apikey', 'private_key', 'privatekey', 'x-api_key'],
  ...['cvc', 'cvc2', 'cvv2', 'cardcvv', 'security_code', 'securitycode', 'mpin', 'upi_pin'],
  ...['bank_otp'],
];
const PEOPLE = [
  ...['name', 'first_name', 'firstname', 'last_name', 'lastname', 'full_name', 'customer_name'],
  ...['card_name', 'card_holder', 'cardholder', 'nameoncard', 'name_on_card', 'holder', 'email'],
  ...['customer_email', 'phone', 'contact', 'mobile', 'customer_phone', 'mobile_number', 'vpa'],
  ...['upi', 'upi_id', 'payer_vpa', 'customer_vpa', 'address', 'address1', 'address2'],
];
const SHOWN = [
  ...['key', 'key_id', 'tokens', 'pins', 'spin', 'option', 'names', 'hashes', 'signatures', 'cvv3'],
  ...['otps', 'api_keys', 'secrets', 'order_id', 'amount', 'address3', 'emails', 'public_key'],
];

test('what proves somebody is hidden of everybody, who somebody is of people alone', () => {
  for (const name of [...PROOFS, ...PROOFS.map((each) => each.toUpperCase())]) {
    for (const clean of [hide, shown]) {
      assert.equal(clean(`{"${name}":"x1"}`), `{"${name}":"…"}`, name);
      assert.equal(clean(`a=1&${name}=x1`), `a=1&${name}=…`, name);
    }
  }
  for (const name of PEOPLE) {
    assert.equal(hide(`{"${name}":"x1"}`), `{"${name}":"…"}`, name);
    assert.equal(shown(`{"${name}":"x1"}`), `{"${name}":"x1"}`, name);
  }
  for (const name of SHOWN) {
    assert.equal(hide(`{"${name}":"x1"}`), `{"${name}":"x1"}`, name);
    assert.equal(hide(`a=1&${name}=x1`), `a=1&${name}=x1`, name);
  }
});

test('a name within another is its last part', () => {
  for (const name of ['notes[cvv]', 'card.cvv', 'a[b][cvv]', 'a.b[cvv]', 'notes%5Bcvv%5D']) {
    assert.equal(hide(`a=1&${name}=917`), `a=1&${name}=…`, name);
  }
  for (const name of ['cvv[notes]', 'cvv.notes', 'notes[]']) {
    assert.equal(hide(`a=1&${name}=917`), `a=1&${name}=917`, name);
  }
});

test('in JSON a hidden value is left out whole, and what follows it stays', () => {
  for (const value of ['"x"', '"x\\"y"', '12', '-1.5e3', 'true', 'null', '{}', '[]', '[1,[2]]']) {
    for (const after of [',"a":1}', ' , "a":1}', '}', ',"a":{"b":[1]}}']) {
      const given = `{"pin":${value}${after}`;
      const parsed = JSON.parse(given) as object;
      assert.deepEqual(JSON.parse(hide(given)), { ...parsed, pin: '…' }, given);
    }
    assert.equal(hide(`[{"pin":${value}},2]`), '[{"pin":"…"},2]', value);
  }
  const deep = '{"pin":{"a":{"b":["x",{"c":"]}"}]},"d":"{"},"amount":5}';
  assert.equal(hide(deep), '{"pin":"…","amount":5}');
  assert.equal(hide('{"a":1,"pin" : "x"}'), '{"a":1,"pin" : "…"}');
  assert.equal(hide('  [{"pin":"x"}]'), '  [{"pin":"…"}]');
});

test('where it was cut nothing of a hidden value is left', () => {
  for (const cut of ['"x y', '"x\\', '{"a":"x', '[1,"x"', '{"a":{"b":1}', '12', '']) {
    assert.doesNotMatch(hide(`{"a":1,"pin":${cut}`), /x|12|b/, cut);
  }
  assert.equal(hide('{"a":"open'), '{"a":"open');
});

test('what is not hidden is looked into: JSON, a form or a page in a text, in base64', () => {
  const inner = '{"pin":"x1","a":1}';
  const clean = '{"pin":"…","a":1}';
  assert.equal(hide(JSON.stringify({ t: inner })), JSON.stringify({ t: clean }));
  assert.equal(hide(JSON.stringify({ t: 'a=1&pin=x1' })), JSON.stringify({ t: 'a=1&pin=…' }));
  assert.equal(hide(`t=${encodeURIComponent(inner)}&b=2`), `t=${encodeURIComponent(clean)}&b=2`);
  assert.equal(hide(coded(inner)), coded(clean));
  assert.equal(hide(JSON.stringify({ t: coded(inner) })), JSON.stringify({ t: coded(clean) }));
  assert.equal(hide(`t=${coded(inner)}`), `t=${encodeURIComponent(coded(clean))}`);
  const page = '<form><input name="pin" value="x1"><b>1</b></form>';
  assert.equal(hide(JSON.stringify({ t: page })), JSON.stringify({ t: page.replace('x1', '…') }));
  // Four texts within one another are read, and of more nothing is told.
  let text = inner;
  for (let depth = 0; depth < 5; depth += 1) {
    assert.ok(!hide(text).includes('x1'), `depth ${depth}`);
    assert.ok(hide(text).includes(depth < 5 ? 'pin' : '…'), `depth ${depth}`);
    text = JSON.stringify({ t: text });
  }
  assert.ok(!hide(text).includes('x1') && !hide(text).includes('pin'));
});

test('in a page the value of a hidden field is, however it is written', () => {
  const rows = [
    ['<input name="pin" value="x1">', '<input name="pin" value="…">'],
    ["<input name='pin' value='x1'>", `<input name='pin' value="…">`],
    ['<INPUT NAME=pin VALUE=x1 hidden>', `<INPUT NAME=pin value="…" hidden>`],
    ['<input value="x1" name = "pin">', '<input value="…" name = "pin">'],
    ['<input name="a" value="x1">', '<input name="a" value="x1">'],
    ['<input value="x1">', '<input value="x1">'],
    ['<p>pin=x1</p>', '<p>pin=x1</p>'],
  ] as const;
  for (const [given, clean] of rows) {
    assert.equal(hide(given), clean);
    assert.equal(hide(` <html>${given}${given}`), ` <html>${clean}${clean}`);
  }
});

test('in an address its query is, and what has no form stays as it is', () => {
  assert.equal(hide('https://x.example/a?pin=1&b=2'), 'https://x.example/a?pin=…&b=2');
  assert.equal(hide('HTTP://x.example/a?pin=1'), 'HTTP://x.example/a?pin=…');
  for (const text of ['ftp://x/a?pin=1', 'see pin=1', 'pin', '?pin=1', '', 'a&pin']) {
    assert.equal(hide(text), text, text);
  }
  assert.equal(hide('a=1&pin'), 'a=1&pin');
  assert.equal(hide('pin='), 'pin=…');
  assert.equal(hide('pin=a=b&c=d'), 'pin=…&c=d');
});

test('a form’s values are read as they were meant, and encoded again only where changed', () => {
  const hideValues = (text: string): string => text.replaceAll('be st', '!');
  const own = (text: string): string => hideFields(text, { ...RULES, hideValues });
  assert.equal(own('a=be+st&b=c+d'), 'a=!&b=c+d');
  assert.equal(own('a=be%20st&b=%zz'), 'a=!&b=%zz');
  assert.equal(own('a=%E0%A4'), 'a=%E0%A4');
  assert.equal(own('a=x%26be%20st'), 'a=x%26!');
});

test('base64 is what begins like JSON and can be read, and no name that only begins so', () => {
  assert.ok(isCoded(coded('{"amount":500,"a":1}')) && isCoded(coded('[{"amount":500}]')));
  for (const text of ['eyJh', 'eyJhbW91bnQiOjUw!', coded('plain text of some length'), '']) {
    assert.ok(!isCoded(text), text);
  }
  assert.ok(!isCoded('ey_________________'), 'it is no text');
});
