// No text that we sign, or that a merchant's page prints with a signature, is a proof elsewhere:
// each, with hostile texts of buyers in it, is tried on every path that takes such a signature.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { isFailure } from '../../src/core/failure.ts';
import type { Dialect, Family, RawRequest } from '../../src/gateways/dialect.ts';
import { listDialects } from '../../src/gateways/gateway.ts';
import { signedText } from '../../src/gateways/pinelabs/signature.ts';
import * as registry from '../../src/gateways/registry.ts';
import { TOKEN_FIELDS } from '../../src/gateways/worldline/token.ts';
import { ACCOUNT, ADDRESSES, buildRequest, CREDENTIALS, NOW } from '../support/call.ts';
import { addNumbers, assign, surround } from '../support/keyed-field.ts';
import {
  leastBody,
  listKeyedRows,
  refusesAll,
  sha512,
  signBody,
  travelRow,
  type Values,
  wholeBody,
} from '../support/keyed-row.ts';
import {
  digestOf,
  HOSTILE,
  listPrinted,
  listSignedByUs,
  type Signed,
} from '../support/signed-text.ts';

const { key: KEY, secret: SECRET } = CREDENTIALS;
const DIALECTS: readonly Dialect[] = listDialects(registry);
const ROWS = listKeyedRows().filter((row) => !refusesAll(row));
let signed: readonly Signed[] = [];

before(() => {
  signed = [...listSignedByUs(DIALECTS), ...listPrinted()];
});

/** The text with a buyer's wish in a buyer's text, or in its place; as it is without one. */
function wishes(text: string, payloads: readonly string[]): readonly string[] {
  const typed = HOSTILE.slice(3, -2);
  const kept = text.includes(HOSTILE);
  const fit = payloads.filter((payload) => kept || !payload.includes('|'));
  const wished = fit.flatMap((payload) => [
    text.replaceAll(typed, payload),
    text.replaceAll(HOSTILE, payload),
  ]);
  return [...new Set([text, ...wished])];
}

/** The pieces that a hash joins by `|`, without the secret at the end; null for other texts. */
function partsOf({ by, text }: Signed, algorithm: Signed['by']): readonly string[] | null {
  const end = `|${SECRET}`;
  return by === algorithm && text.endsWith(end) ? text.slice(0, -end.length).split('|') : null;
}

const WAYS_MAX = 20;

test('no text proves a request of V1', () => {
  let tried = 0;
  for (const row of ROWS) {
    const bodies = [leastBody(row), wholeBody(row)].map((body) => ({ ...body, key: KEY }));
    const asValues = bodies.map((body) => {
      const values: Values = body;
      return Object.keys(body)
        .sort()
        .map((name) => values[name])
        .join('|');
    });
    assert.ok(!isFailure(travelRow(row, signBody(bodies[0] ?? {}))), `${row.name}: a good one`);
    for (const each of signed) {
      const whole = partsOf(each, 'sha512');
      if (whole === null) continue;
      for (const text of wishes(whole.join('|'), asValues)) {
        const parts = text.split('|');
        const ways = [
          ...assign(row, parts).take(WAYS_MAX),
          ...bodies.map((body) => surround(parts, body)),
          addNumbers(parts),
        ];
        for (const values of ways.filter((way) => way !== null)) {
          tried += 1;
          const hash = sha512(`${text}|${SECRET}`);
          const told = travelRow(row, { ...values, hash });
          assert.ok(isFailure(told), `${each.where} opens ${row.name}: ${JSON.stringify(values)}`);
        }
      }
    }
  }
  assert.ok(tried > 5000, String(tried));
});

function familyOf(dialect: string, name: string): Family {
  const families = DIALECTS.find((each) => each.name === dialect)?.families ?? [];
  const family = families.find((each) => each.name === name);
  assert.ok(family, `${dialect} ${name}`);
  return family;
}

/** What a request comes to in a family whose rows ask the engine; null: nothing. */
function travel(family: Family, request: RawRequest): unknown {
  const identification = family.identify(request);
  if (isFailure(identification)) return null;
  if (identification.key !== KEY && identification.alias !== KEY) return null;
  const fields = family.open(request, identification, ACCOUNT, CREDENTIALS);
  if (isFailure(fields)) return null;
  const row = family.operations.find(
    ({ path, when }) => path === request.path && (when?.(request, fields) ?? true),
  );
  if (row === undefined || !('pair' in row)) return null;
  const who = { account: ACCOUNT, credentials: CREDENTIALS, now: NOW, addresses: ADDRESSES };
  const call = { ...who, request, params: {}, fields };
  const asked: unknown = row.pair<unknown>(({ parse }) => parse(call));
  return isFailure(asked) ? null : asked;
}

/** The same order for the same money, which whoever holds a form may bring: no other is proved. */
function isThatOrder(asked: unknown): boolean {
  const { reference, amountMinor } = asked as { reference?: unknown; amountMinor?: unknown };
  return reference === 'T-1' && amountMinor === 50000;
}

/** Pieces as the values of so many slots, where at most two slots hold more than one piece. */
function* spread(parts: readonly string[], slots: number): Generator<readonly string[]> {
  const extra = parts.length - slots;
  if (extra < 0) return;
  for (let one = 0; one < slots; one += 1) {
    for (let other = one + 1; other <= slots; other += 1) {
      for (let more = 0; more <= (other < slots ? extra : 0); more += 1) {
        const sizes = Array.from({ length: slots }, () => 1);
        sizes[one] = 1 + extra - more;
        if (other < slots) sizes[other] = 1 + more;
        const ends = sizes.map((_, at) => sizes.slice(0, at + 1).reduce((sum, size) => sum + size));
        yield ends.map((end, at) => parts.slice(end - (sizes[at] ?? 0), end).join('|'));
      }
    }
  }
}

const PAYU_SLOTS = `key txnid amount productinfo firstname email udf1 udf2 udf3 udf4 udf5 udf6 udf7
udf8 udf9 udf10`.split(/\s+/);
const BACK = 'https://evil.example/';

test('no text but a form of PayU’s own proves one, and that the same order alone', () => {
  const family = familyOf('payu', 'native-payment');
  const base = family.bases[0] ?? '';
  let own = 0;
  for (const each of signed) {
    const whole = partsOf(each, 'sha512');
    if (whole === null || whole[0] !== KEY) continue;
    for (const text of wishes(whole.join('|'), [
      'Jo|a@b.co',
      '|Jo|a@b.co|',
      `500.00|Shoes|Jo|a@b.co${'|'.repeat(10)}`,
    ])) {
      const hash = sha512(`${text}|${SECRET}`);
      const parts = text.split('|');
      const longer = [...PAYU_SLOTS, 'si_details'];
      const layouts: readonly (readonly string[])[] =
        text === whole.join('|') ? [PAYU_SLOTS, longer] : [PAYU_SLOTS];
      for (const names of layouts) {
        for (const values of spread(parts.slice(3), names.length - 3)) {
          const given = [...parts.slice(0, 3), ...values];
          const form = Object.fromEntries(names.map((name, at) => [name, given[at] ?? '']));
          const body = { ...form, hash, phone: '9876543210', surl: BACK, furl: BACK };
          const asked = travel(family, buildRequest({ base, path: '/', body }));
          if (asked === null) continue;
          own += 1;
          assert.equal(each.where, 'a PayU form', JSON.stringify(body));
          assert.ok(isThatOrder(asked), JSON.stringify(body));
        }
      }
    }
  }
  assert.ok(own > 0, 'PayU’s own forms are taken');
});

test('no text proves a command of PayU’s service', () => {
  const family = familyOf('payu', 'native-postservice');
  const base = family.bases[0] ?? '';
  for (const each of signed) {
    const [key = '', command = '', ...rest] = partsOf(each, 'sha512') ?? [];
    const body = { key, command, var1: rest.join('|'), var2: 't', var3: '1', hash: digestOf(each) };
    const asked = travel(family, buildRequest({ base, path: '/', body }));
    assert.equal(asked, null, `${each.where}: ${JSON.stringify(body)}`);
  }
});

test('no text but a token of Worldline’s own proves one, and that the same order alone', () => {
  const family = familyOf('worldline', 'native-checkout');
  const base = family.bases[0] ?? '';
  let own = 0;
  for (const [algorithm, deviceId] of [
    ['sha256', 'WEBSH1'] as const,
    ['sha512', 'WEBSH2'] as const,
  ]) {
    for (const each of signed) {
      const whole = partsOf(each, algorithm);
      if (whole === null || whole[0] !== KEY) continue;
      for (const text of wishes(whole.join('|'), ['c|9876543210|a@b.co', '9876543210|a@b.co'])) {
        const token = digestOf({ ...each, text: `${text}|${SECRET}` });
        const parts = text.split('|');
        const items = [{ itemId: 'i', amount: parts[2] ?? '', comAmt: '0' }];
        for (const values of spread(parts.slice(3), TOKEN_FIELDS.length - 3)) {
          const given = [...parts.slice(0, 3), ...values];
          const data = Object.fromEntries(TOKEN_FIELDS.map((name, at) => [name, given[at] ?? '']));
          const consumerData = { ...data, deviceId, items, token, returnUrl: BACK };
          const asked = travel(family, buildRequest({ base, path: '/', body: { consumerData } }));
          if (asked === null) continue;
          own += 1;
          assert.equal(each.where, 'a Worldline token', JSON.stringify(consumerData));
          assert.ok(isThatOrder(asked), JSON.stringify(consumerData));
        }
      }
    }
  }
  assert.ok(own > 0, 'Worldline’s own tokens are taken');
});

// With an amount of its own, or with the one that stands before a buyer's name already.
const ASKED_OF_PINE = [{ ppc_Amount: '100' }, {}].flatMap((amount) =>
  [{ ppc_MerchantReturnURL: BACK }, { ppc_PinePGTransactionID: '4403993715527184' }].flatMap(
    (more) =>
      ['1', '3', '10'].map((ppc_TransactionType) => ({
        ...{ ...amount, ppc_MerchantAccessCode: KEY, ...more },
        ...{ ppc_TransactionType, ppc_UniqueMerchantTxnID: 'EVIL' },
      })),
  ),
);

/** A text of `name=value` pieces as fields: some pieces begin one, the others stay in its value. */
function fieldsFrom(pieces: readonly string[], begins: (at: number) => boolean): Values | null {
  const fields: [string, string][] = [];
  for (const [at, piece] of pieces.entries()) {
    const last = fields.at(-1);
    const equals = piece.indexOf('=');
    if (last !== undefined && !begins(at)) last[1] += `&${piece}`;
    else if (equals < 0) return null;
    else fields.push([piece.slice(0, equals), piece.slice(equals + 1)]);
  }
  return signedText(fields) === pieces.join('&') ? Object.fromEntries(fields) : null;
}

/** Where a wish stands in a text: what is before and after it is glued together, or split. */
function cuts(pieces: readonly string[], wish: readonly string[]): readonly (Values | null)[] {
  const start = pieces.indexOf(wish[0] ?? '');
  const end = start + wish.length - 1;
  const isWish = (at: number): boolean => start >= 0 && at >= start && at <= end;
  return [
    (): boolean => true,
    (at: number): boolean => isWish(at),
    (at: number): boolean => isWish(at) || at < start,
    (at: number): boolean => isWish(at) || at > end,
    (at: number): boolean => isWish(at) || at < start || at > end,
  ].map((begins) => fieldsFrom(pieces, begins));
}

/** Of texts that differ in what no buyer chose, such as times and states, one each. */
function unlike(texts: readonly Signed[]): readonly Signed[] {
  const keyOf = ({ where, text }: Signed): string => {
    const at = text.indexOf(HOSTILE);
    const before = text.slice(Math.max(0, at - 40), Math.max(0, at));
    return `${where} ${text.slice(0, 40)} ${before}`.replace(/\d/g, '0');
  };
  return [...new Map(texts.map((each) => [keyOf(each), each])).values()];
}

test('no text but a form of Pine Labs’ own proves one, and that the same order alone', () => {
  let own = 0;
  let tried = 0;
  for (const each of unlike(signed.filter(({ by }) => by === 'hmac'))) {
    for (const body of ASKED_OF_PINE) {
      const wish = [...signedText(Object.entries(body)).split('&'), 'ppc_Zz='];
      for (const text of wishes(each.text, [`&${wish.join('&')}`, `=&${wish.join('&')}`])) {
        const digest = digestOf({ ...each, text });
        for (const fields of cuts(text.split('&'), wish).filter((cut) => cut !== null)) {
          for (const name of ['form', 'inquiry']) {
            tried += 1;
            const family = familyOf('pinelabs', name);
            const sealed = { ...fields, ppc_DIA_SECRET: digest };
            const request = { base: family.bases[0] ?? '', path: '/', body: sealed };
            const asked = travel(family, buildRequest(request));
            if (asked === null) continue;
            own += 1;
            assert.equal(`${each.where}, ${name}`, 'a Pine Labs form, form', text);
            assert.ok(isThatOrder(asked), text);
          }
        }
        const family = familyOf('pinelabs', 'accept');
        const sent = { base: family.bases[0] ?? '', path: '/payment', body: { request: text } };
        const accepted = travel(family, buildRequest({ ...sent, headers: { 'x-verify': digest } }));
        assert.equal(accepted, null, text);
      }
    }
  }
  assert.ok(own > 0, 'Pine Labs’ own forms are taken');
  assert.ok(tried > 1000, String(tried));
});
