// What PayU tells by itself: located by anybody, believed with the reverse hash alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HookRequest } from '../../processor.ts';
import { computeHash, reverseSequence } from '../hash.ts';
import { connect } from './fixtures/question.ts';
import { HOOK_FIELDS, MIHPAYID, NAME, REFUND_HOOK } from './fixtures/replies.ts';
import { payu } from './index.ts';

const { locate, verify, isUnsigned = () => assert.fail() } = payu.webhook;

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

function form(changes: Readonly<Record<string, string>> = {}): HookRequest {
  const body = new URLSearchParams({ ...HOOK_FIELDS, ...changes }).toString();
  return { headers: FORM, body };
}

function sign(fields: Readonly<Record<string, string>>, charges = false) {
  const sequence = reverseSequence({
    slots: 'blank',
    also: charges ? ['additionalCharges'] : [],
  });
  return computeHash(sequence, fields, CONNECTION.credentials[0]?.['salt'] ?? '');
}

const CONNECTION = connect({ credentials: [{ key: 'JPM7Fg', salt: 'TuxqAugd' }] });
const verified = (request = form(), by = CONNECTION) => verify(request, by, 0);

test('a payment is located by our name and PayU’s number', () => {
  assert.deepEqual(locate(form()), {
    event: `${MIHPAYID}.ewP8oRopzdHEtC.success.captured..`,
    name: 'ewP8oRopzdHEtC',
    theirOrder: null,
    attempt: MIHPAYID,
  });
  const events = [{}, { status: 'failure' }, { unmappedstatus: 'auth' }].map(
    (changes) => locate(form(changes))?.event,
  );
  assert.equal(new Set(events).size, 3);
});

test('the known answer of PayU’s own sandbox is verified, whatever else the form has', () => {
  assert.ok(verified());
  assert.ok(verified(form({ field0: 'news', authenticaticationMethod: '', udf6: 'x' })));
  assert.ok(verified({ headers: {}, body: form().body }));
  const json = JSON.stringify(HOOK_FIELDS);
  assert.ok(verified({ headers: { 'content-type': 'application/json' }, body: json }));
  for (const name of ['status', 'txnid', 'amount', 'productinfo', 'firstname', 'email', 'udf1']) {
    const changed = form({ [name]: `${HOOK_FIELDS[name]}x` });
    assert.equal(verified(changed), false, name);
  }
  assert.equal(verified(form({ key: 'other' })), false);
  assert.equal(verified(form({ hash: '' })), false);
  assert.ok(verified(form({ hash: (HOOK_FIELDS['hash'] ?? '').toUpperCase() })));
});

test('every salt of the connection verifies, and only its own', () => {
  const rotated = { key: 'JPM7Fg', salt: 'another-salt' };
  const old = CONNECTION.credentials[0] ?? {};
  assert.ok(verified(form(), connect({ credentials: [rotated, old] })));
  assert.equal(verified(form(), connect({ credentials: [rotated] })), false);
  assert.equal(verified(form(), connect()), false);
  const empty = { key: 'JPM7Fg', salt: '' };
  assert.equal(verified(form(), connect({ credentials: [empty] })), false);
});

test('charges lead the hash, in either spelling; names and emails may be empty', () => {
  const base = { ...HOOK_FIELDS, firstname: '', email: '' };
  assert.ok(verified(form({ ...base, hash: sign(base) })));
  const hash = sign({ ...base, additionalCharges: '2.00' }, true);
  for (const name of ['additionalCharges', 'additional_charges']) {
    assert.ok(verified(form({ ...base, [name]: '2.00', hash })), name);
    assert.equal(verified(form({ ...base, [name]: '3.00', hash })), false);
  }
});

test('a refund is located and proves nothing', () => {
  const request = { headers: {}, body: JSON.stringify(REFUND_HOOK) };
  assert.deepEqual(locate(request), {
    event: `${MIHPAYID}..success..131278422.`,
    name: NAME,
    theirOrder: null,
    attempt: MIHPAYID,
  });
  const arrived = { ...REFUND_HOOK, bank_arn: '74799877002005071918062' };
  const again = locate({ headers: {}, body: JSON.stringify(arrived) });
  assert.notEqual(again?.event, locate(request)?.event);
  assert.equal(verified(request), false);
  assert.ok(isUnsigned(request));
  // A payment is signed, and so is what claims to be.
  assert.equal(isUnsigned(form()), false);
  const { hash: _, ...bare } = HOOK_FIELDS as Readonly<Record<string, string>>;
  assert.equal(isUnsigned(form(bare)), false);
  const claimed = JSON.stringify({ ...REFUND_HOOK, hash: 'ab' });
  assert.equal(isUnsigned({ headers: {}, body: claimed }), false);
});

test('what names nothing of ours is nobody’s, and nothing throws', () => {
  for (const body of [
    '',
    '{',
    '[]',
    'null',
    'a=%',
    'status=success',
    'txnid=a|b',
    '%00',
    '{"a":',
  ]) {
    assert.equal(locate({ headers: {}, body }), null, body);
    assert.equal(verified({ headers: {}, body }), false, body);
    assert.equal(isUnsigned({ headers: {}, body }), false, body);
  }
  const rounded = `{"mihpayid":${MIHPAYID},"status":"success"}`;
  assert.equal(locate({ headers: {}, body: rounded })?.attempt, MIHPAYID);
});
