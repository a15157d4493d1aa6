// Fields that are hidden by their names: also where a text is cut or improper, and in no long time.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hideFields } from './hidden-field.ts';

const RULES = { names: new Set<string>(), hideValues: (text: string) => text };
const PAID = JSON.stringify({ cvv: '9173', otp: '887711', password: 'hunter2', amount: '500' });
const HIDDEN = '{"cvv":"…","otp":"…","password":"…","amount":"500"';

test('what is named in a text without an end is hidden', () => {
  const whole = JSON.stringify({ payload: PAID });
  for (let cut = whole.indexOf('500'); cut < whole.length; cut += 1) {
    const clean = hideFields(whole.slice(0, cut), RULES);
    for (const each of ['9173', '887711', 'hunter2']) assert.ok(!clean.includes(each), clean);
  }
  const clean = hideFields(whole.slice(0, whole.indexOf('500')), RULES);
  assert.match(clean, /amount/);
});

test('what is named in a text that is no proper JSON is hidden', () => {
  const raw = `{"payload":"${PAID.replaceAll('"', '\\"').replace(',', ',\n')}"}`;
  assert.throws(() => JSON.parse(raw));
  const { payload } = JSON.parse(hideFields(raw, RULES)) as { readonly payload: string };
  assert.equal(payload.replaceAll('\n', ''), `${HIDDEN}}`);
});

test('however a card and a bank call it, it is hidden', () => {
  const names = ['cvc', 'cvv2', 'cardCvv', 'card[cvc]', 'security_code', 'upi_pin', 'mpin'];
  for (const name of [...names, 'bank_otp', 'accessToken', 'api_key', 'privateKey']) {
    assert.equal(hideFields(`{"${name}":"917"}`, RULES), `{"${name}":"…"}`);
    assert.equal(hideFields(`a=1&${name}=917`, RULES), `a=1&${name}=…`);
  }
  for (const shown of ['spin', 'pincode', 'key_id', 'currency']) {
    assert.equal(hideFields(`${shown}=917`, RULES), `${shown}=917`);
  }
});

test('a long text of escaped signs, or a form of many fields, is read once', () => {
  let looked = 0;
  const hideValues = (text: string): string => {
    looked += 1;
    return text;
  };
  const rules = { ...RULES, hideValues };
  const beganAt = performance.now();
  hideFields(`{"a":"${'\\"'.repeat(100_000)}`, rules);
  // A second pass for each sign would take a minute.
  assert.ok(performance.now() - beganAt < 5000, `${performance.now() - beganAt} ms`);
  looked = 0;
  hideFields('a=b'.concat('&a=b'.repeat(5000)), rules);
  assert.equal(looked, 1);
});
