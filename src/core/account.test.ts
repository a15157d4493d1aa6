// What an account may do before anybody has set anything: nothing without a proof.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Account,
  ANYWHERE,
  carrierOf,
  DEFAULT_SETTINGS,
  isNameOf,
  NO_PROCESSOR,
  readName,
  withoutLiveRoute,
  takesHashes,
} from './account.ts';
import { ACCOUNT } from '../../test/support/call.ts';
import { isWithin, readRange } from './address-range.ts';

test('an account starts with nothing that needs no proof, and keeps a repeated reference', () => {
  assert.deepEqual(DEFAULT_SETTINGS, {
    unsignedCreate: false,
    uniqueReferences: false,
    orderNotices: 'json',
    unsignedRefundAddresses: [],
    v1Hashes: null,
    disabled: false,
    picture: null,
    route: null,
    routes: null,
    routable: null,
    strict: null,
  });
  assert.ok(Object.isFrozen(DEFAULT_SETTINGS));
  assert.ok(Object.isFrozen(DEFAULT_SETTINGS.unsignedRefundAddresses));
});

test('whoever is switched off, or has no connection, is carried by nobody', () => {
  // Databases have this word.
  assert.equal(NO_PROCESSOR, 'none');
  for (const [processor, disabled, carrier] of [
    ['sandbox', false, 'sandbox'],
    ['a bank', false, 'a bank'],
    ['sandbox', true, null],
    ['none', false, null],
    ['none', true, null],
  ] as const) {
    const account = { ...ACCOUNT, processor, settings: { ...DEFAULT_SETTINGS, disabled } };
    const found = carrierOf(account);
    const expected = carrier === null ? null : { processor: carrier, connection: null };
    assert.deepEqual(found, expected, `${processor} ${disabled}`);
  }
});

test('the hashes of V1 prove what an account says, else a sandbox alone', () => {
  for (const [mode, v1Hashes, takes] of [
    ['sandbox', null, true],
    ['live', null, false],
    ['sandbox', false, false],
    ['live', true, true],
  ] as const) {
    const settings = { ...DEFAULT_SETTINGS, v1Hashes };
    assert.equal(takesHashes({ mode, settings }), takes, `${mode} ${v1Hashes}`);
  }
});

test('anywhere is every address of both kinds', () => {
  const ranges = ANYWHERE.map((text) => readRange(text) ?? assert.fail(`${text} is no range`));
  for (const address of ['0.0.0.0', '255.255.255.255', '::', '2001:db8::1', 'ffff::ffff']) {
    assert.ok(isWithin(address, ranges), address);
  }
  assert.deepEqual(ANYWHERE, ['0.0.0.0/0', '::/0']);
  assert.ok(Object.isFrozen(ANYWHERE));
});

test('a name is what can be read on one line, in whichever letters', () => {
  const rows = [
    ['Chai Point', 'Chai Point'],
    ['  Chai \n Point\t', 'Chai Point'],
    ['चाय', 'चाय'],
    ['e\u0301', '\u00e9'],
    // The joiners of Indian scripts.
    ['क\u094d\u200dष', 'क\u094d\u200dष'],
    ['x'.repeat(100), 'x'.repeat(100)],
    ['x'.repeat(101), null],
    // Signs that two of JavaScript's units stand for count once.
    ['𑄌'.repeat(100), '𑄌'.repeat(100)],
    ['', null],
    [' - ', null],
    ['a\u202eb', null],
    ['a\u0000b', null],
  ] as const;
  for (const [text, name] of rows) assert.equal(readName(text), name, JSON.stringify(text));
});

test('an account is named by its key and its aliases, and by nothing else', () => {
  const aliases = { clientId: 'c-1', merchantId: '123456789' };
  const account = { ...ACCOUNT, key: 'key_1', aliases };
  for (const name of ['key_1', 'c-1', '123456789']) assert.ok(isNameOf(account, name), name);
  for (const name of ['', 'key_', 'KEY_1', 'c-1 ']) assert.ok(!isNameOf(account, name), name);
  const empty = { ...account, aliases: { ...aliases, clientId: '' } };
  assert.ok(!isNameOf(empty, ''), 'an alias that is missing is no name');
});

const route = { connection: 7, processor: 'p', mode: 'live' } as const;
const live = (settings: Partial<Account['settings']>): Account => ({
  ...ACCOUNT,
  mode: 'live',
  processor: NO_PROCESSOR,
  settings: { ...DEFAULT_SETTINGS, ...settings },
});

test('a sandbox carries itself, a live account goes by its route, a disabled one by nobody', () => {
  assert.deepEqual(carrierOf(ACCOUNT), { processor: 'sandbox', connection: null });
  const routed = { ...ACCOUNT, settings: { ...DEFAULT_SETTINGS, route } };
  assert.deepEqual(carrierOf(routed), { processor: 'sandbox', connection: null });
  assert.equal(carrierOf(live({})), null);
  assert.deepEqual(carrierOf(live({ route })), { processor: 'p', connection: 7 });
  assert.equal(carrierOf(live({ route, disabled: true })), null);
});

test('where no live page can be shown only a live route is none', () => {
  assert.equal(carrierOf(withoutLiveRoute(live({ route }))), null);
  const routes = { rules: [], otherwise: [7] };
  assert.equal(withoutLiveRoute(live({ route, routes })).settings.routes, null);
  const tried = live({ route: { ...route, mode: 'test' } });
  assert.deepEqual(carrierOf(withoutLiveRoute(tried)), { processor: 'p', connection: 7 });
});
