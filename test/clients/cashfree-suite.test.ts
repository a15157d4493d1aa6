// Runs the official package's own tests, as they are published, against a real server.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import vm from 'node:vm';
import { KEY, SECRET, startServer, type TestServer } from '../support/server.ts';

const require = createRequire(import.meta.url);
const SUITE = 'tests/ordersV5.test.js';
const TESTS = 14;

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

type Wish = { readonly matches: (value: unknown) => boolean };
const isWish = (value: unknown): value is Wish =>
  typeof value === 'object' && value !== null && 'matches' in value;

/** Whether `value` has at least what `wished` has. */
function contains(value: unknown, wished: unknown): boolean {
  if (isWish(wished)) return wished.matches(value);
  if (typeof wished !== 'object' || wished === null) return Object.is(value, wished);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(wished).every(([name, each]) =>
    contains((value as Record<string, unknown>)[name], each),
  );
}

/** As much of jest's `expect` as that file asks of it. */
function expect(value: unknown) {
  return {
    toBe: (wished: unknown) => assert.ok(Object.is(value, wished), `${value} is ${wished}`),
    toBeDefined: () => assert.notEqual(value, undefined),
    toBeGreaterThanOrEqual: (least: number) => assert.ok(Number(value) >= least),
    rejects: {
      toMatchObject: async (wished: unknown) => {
        const reason = await Promise.resolve(value).then(
          () => assert.fail('it was not rejected'),
          (error: unknown) => error,
        );
        assert.ok(contains(reason, wished), String(reason));
      },
    },
  };
}
expect.stringContaining = (part: string): Wish => ({
  matches: (value) => typeof value === 'string' && value.includes(part),
});

type Case = { readonly name: string; readonly run: () => Promise<void> };
type Sdk = Record<string, unknown> & {
  readonly Cashfree: new (...given: unknown[]) => { basePath: string };
};

/** The file's own tests. Its SDK is the published one, pointed here, with its telemetry off. */
function casesOf(name: string, url: string): readonly Case[] {
  const file = require.resolve(`${name}/${SUITE}`);
  const sdk = require(name) as Sdk;
  class Pointed extends sdk.Cashfree {
    constructor(environment: unknown, key: unknown, secret: unknown) {
      super(environment, key, secret, undefined, undefined, undefined, false);
      this.basePath = `${url}/pg`;
    }
  }
  const cases: Case[] = [];
  const modules: Readonly<Record<string, unknown>> = {
    dotenv: { config: () => undefined },
    'cashfree-pg': { ...sdk, Cashfree: Pointed },
    '@jest/globals': {
      test: (title: string, run: () => Promise<void>) => cases.push({ name: title, run }),
      expect,
    },
  };
  const environment = { XCLIENTIDSANDBOX: KEY, XCLIENTSECRETSANDBOX: SECRET };
  const scope = { require: (each: string) => modules[each], process: { env: environment } };
  vm.runInNewContext(readFileSync(file, 'utf8'), scope, { filename: file });
  return cases;
}

test('the suite’s stand-in for jest is not pleased by anything', async () => {
  assert.throws(() => expect(1).toBe(2));
  assert.throws(() => expect(undefined).toBeDefined());
  assert.throws(() => expect(0).toBeGreaterThanOrEqual(1));
  await assert.rejects(expect(Promise.resolve()).rejects.toMatchObject({}));
  const wished = { a: expect.stringContaining('x') };
  await assert.rejects(expect(Promise.reject({ a: 'y' })).rejects.toMatchObject(wished));
  await expect(Promise.reject({ a: 'xyz', b: 1 })).rejects.toMatchObject(wished);
});

for (const name of ['cashfree-pg-5', 'cashfree-pg-6']) {
  test(`${name}: ${SUITE}`, async (context) => {
    const cases = casesOf(name, server.url);
    assert.equal(cases.length, TESTS);
    for (const each of cases) await context.test(each.name, each.run);
  });
}
