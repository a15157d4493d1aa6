// Names of payment pages: made here, read here, and refused when a single character differs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ACCOUNT, buildOrder } from '../../../test/support/call.ts';
import { createPageTokens } from './page-token.ts';
import { createVault } from './vault.ts';

const vault = createVault(new Uint8Array(32).fill(1));
const pages = createPageTokens(vault);
const order = buildOrder();
const name = pages.nameOf(ACCOUNT, order);

test('a name of any account is read back, and fits where it is promised to', () => {
  fc.assert(
    fc.property(fc.nat({ max: 2 ** 31 }), fc.nat({ max: 2 ** 17 }), (low, high) => {
      const id = high * 2 ** 31 + low;
      const made = pages.nameOf({ ...ACCOUNT, id }, order);
      assert.match(made, /^[0-9A-Za-z_-]{37,60}$/);
      const page = { accountId: id, orderToken: order.id.token };
      assert.deepEqual(pages.read(made), { ...page, session: null });
    }),
  );
});

// Customers have the addresses of pages: a name that was given away once must be found for ever.
test('a page has the name that it has always had', () => {
  assert.equal(name, 'ABC123def456GHu_SljXzsmxZ73s_2RyjO5e1');
  assert.equal(
    pages.nameOf(ACCOUNT, order, 'SESSION'),
    'ABC123def456GHBhWxlIabNG4nBTAFnySV0e1.SESSION',
  );
});

// No tag of these is ever made: whoever could make one would still have named no page.
test('what no account and no order can be called names no page, whatever its tag', () => {
  const { token } = order.id;
  const tagged = (accountId: number, orderToken: string): string =>
    orderToken + vault.tag(`page ${accountId} ${orderToken}`) + accountId.toString(36);
  assert.deepEqual(pages.read(tagged(7, token))?.accountId, 7);
  for (const wrong of [tagged(2 ** 53, token), tagged(7, `${token.slice(0, -1)}-`)]) {
    assert.equal(pages.read(wrong), null, wrong);
  }
});

test('every changed, missing or added character is noticed', () => {
  for (let at = 0; at < name.length; at += 1) {
    for (const character of '0aZ_-') {
      if (name[at] === character) continue;
      const changed = name.slice(0, at) + character + name.slice(at + 1);
      assert.equal(pages.read(changed), null, changed);
    }
    assert.equal(pages.read(name.slice(0, at)), null);
    assert.equal(pages.read(name.slice(0, at) + name.slice(at + 1)), null);
  }
  for (const ending of ['-', '_', '-x', '_1', ' ', '\n', '/', '%00', 'A', '0']) {
    assert.equal(pages.read(name + ending), null, JSON.stringify(ending));
  }
});

test('one page has one name: the account is not spelt in two ways', () => {
  const lettered = pages.nameOf({ ...ACCOUNT, id: 35 }, order);
  assert.equal(pages.read(lettered)?.accountId, 35);
  assert.equal(pages.read(`${lettered.slice(0, -1)}Z`), null);
  assert.equal(pages.read(`${name.slice(0, -1)}01`), null);
});

test('the tag of one account or one server is worth nothing at another', () => {
  const other = pages.nameOf({ ...ACCOUNT, id: 2 }, order);
  assert.equal(pages.read(name.slice(0, 36) + other.slice(36)), null);
  const elsewhere = createPageTokens(createVault(new Uint8Array(32).fill(2)));
  assert.equal(elsewhere.read(name), null);
  const another = buildOrder({ id: { ...order.id, token: 'XYZ123def456GH' } });
  assert.equal(pages.read(another.id.token + name.slice(14)), null);
});

test('no text makes it throw, and none is read by chance', () => {
  const near = fc
    .array(fc.constantFrom(...'0aZ_-é. '), { minLength: 30, maxLength: 64 })
    .map((list) => list.join(''));
  fc.assert(
    fc.property(fc.oneof(near, fc.string()), (text) => {
      assert.equal(pages.read(text), null);
    }),
  );
});

test('a session’s page has a name of its own, which is worth nothing without the session', () => {
  const session = 'SESSIONabcdef1';
  const made = pages.nameOf(ACCOUNT, order, session);
  const page = { accountId: ACCOUNT.id, orderToken: order.id.token };
  assert.deepEqual(pages.read(made), { ...page, session });
  assert.equal(pages.orderOf(ACCOUNT, made), null);
  const [own = ''] = made.split('.');
  for (const other of [own, `${own}.`, `${own}.SESSIONabcdef2`, `${made}x`, `${made}.${session}`]) {
    assert.equal(pages.read(other), null, other);
  }
});

test('a session’s page as versions before this one named it is found', () => {
  const page = { accountId: ACCOUNT.id, orderToken: order.id.token };
  for (const session of ['SESSION', 'SES.SION', '']) {
    assert.deepEqual(pages.read(`${name}.${session}`), { ...page, session });
  }
});
