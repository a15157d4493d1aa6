// Rows that anybody may ask without the account's secret: whoever sends credentials all the same
// must send the account's own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFailure } from '../../src/core/failure.ts';
import type {
  Dialect,
  Family,
  Identification,
  Operation,
  RawRequest,
} from '../../src/gateways/dialect.ts';
import { listDialects } from '../../src/gateways/gateway.ts';
import * as registry from '../../src/gateways/registry.ts';
import { ACCOUNT, buildRequest, CREDENTIALS } from '../support/call.ts';
import type { Values } from '../../src/gateways/fixture.ts';
import { bodiesOf, proofHeaders } from '../support/sample-body.ts';

const OTHER = { key: 'test_other', secret: 'other_secret_of_some_length' };
const OPEN = { ...ACCOUNT, settings: { ...ACCOUNT.settings, unsignedCreate: true } };
const NUMBER = '4403993715527184';
const dialects = listDialects(registry);

type Headers = Readonly<Record<string, string>>;

/** Requests of every row, with whatever says whose they are when nothing proves it. */
function requestsOf(dialect: Dialect, family: Family, headers: Headers): readonly RawRequest[] {
  const version = /\d{4}-\d\d-\d\d/.exec(family.name)?.[0];
  const versioned: Headers = version === undefined ? {} : { 'x-api-version': version };
  const key = { merchant_id: CREDENTIALS.key, key_id: CREDENTIALS.key };
  const bodiesFor = (row: Operation): readonly Values[] => [
    ...bodiesOf(dialect.name, family, row).map((body) => ({ ...key, ...body })),
    { merchant: { identifier: CREDENTIALS.key }, transaction: { requestType: 'S', token: NUMBER } },
    { ...key, order_id: 'order_ABC123def456GH' },
  ];
  return family.operations.flatMap((row) =>
    bodiesFor(row).map((body) =>
      buildRequest({
        method: row.method,
        base: family.bases[0] ?? '',
        path: row.path.replaceAll(/:\w+/g, NUMBER),
        headers: { ...versioned, ...headers },
        body,
      }),
    ),
  );
}

/** Whether the account answers: it is found, and the request is opened with its secret. */
function isOpened(family: Family, request: RawRequest): boolean {
  const identification = family.identify(request);
  if (isFailure(identification) || isAnother(identification)) return false;
  return !isFailure(family.open(request, identification, OPEN, CREDENTIALS));
}

// Then it is the other account that is asked, as that account.
function isAnother({ by, key }: Identification): boolean {
  return by === undefined && key === OTHER.key;
}

/** How clients of the dialect send credentials in headers. */
function headersOf(dialect: Dialect, who: typeof OTHER): readonly Headers[] {
  const sent = dialect.families
    .map((family) => proofHeaders(dialect.name, family, who))
    .filter((headers) => Object.keys(headers).length > 0);
  return [...new Map(sent.map((headers) => [JSON.stringify(headers), headers])).values()];
}

const unproved = dialects.flatMap((dialect) =>
  dialect.families
    .filter((family) => requestsOf(dialect, family, {}).some((each) => isOpened(family, each)))
    .map((family) => ({ dialect, family })),
);

test('the rows that nobody has to prove anything for are these', () => {
  const names = unproved.map(({ dialect, family }) => `${dialect.name} ${family.name}`);
  const plain = names.map((name) => name.replace(/\d{4}-\d\d-\d\d/, '…'));
  assert.deepEqual([...new Set(plain)].sort(), [
    'cashfree native-checkout',
    'cashfree native-…-session',
    'cashfree native-…-step',
    'paytring page',
    'razorpay native-custom',
    'razorpay native-methods',
    'razorpay native-public',
    'worldline documented-v1-unsigned',
    'worldline native-request',
  ]);
});

for (const { dialect, family } of unproved) {
  test(`${dialect.name}, ${family.name}: credentials of another account are refused`, () => {
    const open = requestsOf(dialect, family, {}).filter((each) => isOpened(family, each));
    assert.ok(open.length > 0);
    const others = headersOf(dialect, OTHER);
    assert.ok(others.length > 0, 'clients of this dialect send no headers');
    for (const headers of others) {
      const opened = requestsOf(dialect, family, headers).some((each) => isOpened(family, each));
      assert.equal(opened, false, JSON.stringify(headers));
    }
    for (const headers of headersOf(dialect, CREDENTIALS)) {
      const opened = requestsOf(dialect, family, headers).some((each) => isOpened(family, each));
      assert.equal(opened, true, JSON.stringify(headers));
    }
  });
}
