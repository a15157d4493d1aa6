// The hash of V1 as official SDKs send it, and paths that nobody else loses to us.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT, buildRequest, CREDENTIALS } from '../../../../test/support/call.ts';
import { isFailure } from '../../../core/failure.ts';
import { createMounts } from '../../../http/mount.ts';
import { listDialects } from '../../gateway.ts';
import * as registry from '../../registry.ts';
import { paytring } from './index.ts';

const FLAT = {
  amount: '100',
  callback_url: 'https://httpbin.org/post',
  cname: 'John Doe',
  email: 'a@mcsam.in',
  key: 'test_123',
  phone: '9234567890',
  receipt_id: '10123450',
};
const NOTED = { ...FLAT, currency: 'INR', notes: { udf1: 'a', udf2: 'b' } };
const NUMERIC = {
  key: 'test_123',
  amount: 100,
  callback_url: 'http://localhost:3000/v1/order-create',
  receipt_id: 48211,
  cname: 'client name',
  phone: 9898989898,
  email: 'a@mcsam.in',
};
// paytring.md §1.4: computed there by the official SDKs' own code.
const VECTORS: readonly (readonly [string, Readonly<Record<string, unknown>>, string])[] = [
  [
    'V1: all SDKs',
    FLAT,
    'de57883bcf5f998eda2ae9b48923bb3113b660553b439cb7af8050639eac8a43c214a8500f1d31e4edc6464069e591fa90db890d3ac9cc6478f0cddbc17f8383',
  ],
  [
    'V2: a fetch, all SDKs',
    { id: '489651149222183338', key: 'test_123' },
    '97e748edf4474c86def13ed55915cd1a398169557af14308f11927bb616418cd70d4398650c6921d87705e7dfb588f065c0a5719d034264caa76f236b3542fe6',
  ],
  [
    'V3: with notes, PHP, Python, Go and React Native',
    NOTED,
    'c80d9cff405982b4ebd3b1216539f1203bf8d19a0bf431de4beaea21f2dfbb07a6f67c0354a811178b3291cfc2fdfb3dff06a5fabfd82e9e555e3a2a43008ac0',
  ],
  [
    'V3: with notes, Node',
    NOTED,
    '76309590d144300ef50042c354be7fcc6628efa9670d0c3f8b00d2af5e0526af2aff83cf461af79b03cc3d6d1db4176836f920594f9a6035006bea3fada94b1c',
  ],
  [
    'V4: numbers, PHP, Python, Node and React Native',
    NUMERIC,
    '89925ddcd912689043e77264d7c404e8cf9ffc59f06912b92a00aeaa36d6339e3f27e67f52da36f27b98ea16470f0fb28ca8684bbebe8290774e62c525fb0fe4',
  ],
];

const v1 = paytring.families.find(({ name }) => name === 'v1');

for (const [name, body, hash] of VECTORS) {
  test(`the hash: ${name}`, () => {
    const path = 'id' in body ? '/order/fetch' : '/order/create';
    const open = (changes: object) => {
      const request = buildRequest({ path, body: { ...body, hash, ...changes } });
      const identification = v1?.identify(request);
      assert.ok(v1 && identification);
      return isFailure(identification)
        ? identification
        : v1.open(request, identification, ACCOUNT, CREDENTIALS);
    };
    assert.ok(!isFailure(open({})));
    assert.ok(!isFailure(open({ hash: hash.toUpperCase() })));
    assert.ok(isFailure(open({ extra: 'x' })));
    assert.ok(isFailure(open({ hash: `${hash.slice(0, -1)}x` })));
  });
}

test('no path of another dialect is answered by this one', () => {
  const dialects = listDialects(registry);
  const mount = createMounts(dialects.flatMap(({ families }) => families));
  let checked = 0;
  const shared: string[] = [];
  for (const dialect of dialects.filter(({ name }) => name !== paytring.name)) {
    for (const { bases, operations, when } of dialect.families) {
      for (const base of bases) {
        for (const { method, path } of operations) {
          const whole = `${base}${path === '/' ? '' : path}`.replace(/:\w+/g, 'x');
          const rest = { query: {}, headers: {}, address: '', bytes: new Uint8Array() };
          const incoming = { id: 'x', method, path: whole, ...rest };
          // A family may answer only what its headers name; then another of the same dialect does.
          const family = mount(incoming)?.family;
          if (when !== undefined && family && paytring.families.includes(family)) {
            shared.push(`${method} ${whole}`);
            continue;
          }
          assert.ok(family && dialect.families.includes(family), `${method} ${whole}`);
          checked += 1;
        }
      }
    }
  }
  assert.ok(checked > 20);
  // Who signs it in a header means another's.
  assert.deepEqual(shared, ['POST /api/v2/order/create']);
});

test('our own paths are ours at every base', () => {
  const mount = createMounts(listDialects(registry).flatMap(({ families }) => families));
  for (const family of paytring.families) {
    const { bases, operations } = family;
    for (const base of bases) {
      for (const { method, path } of operations) {
        const whole = `${base}${path}`.replace(':id', 'wh_x');
        const rest = { query: {}, headers: {}, address: '', bytes: new Uint8Array() };
        const place = mount({ id: 'x', method, path: whole, ...rest });
        assert.equal(place?.family, family, whole);
        assert.equal(place?.failure, null);
      }
    }
  }
});
