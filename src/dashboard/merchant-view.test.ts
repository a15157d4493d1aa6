// What a merchant who came by a link sees: one account, to read, and nothing of the operator's.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT } from '../../test/support/call.ts';
import { holderOf, mayShow, sourcesFor, withMerchants } from './merchant-view.ts';
import type { Operators } from './operators.ts';
import type { Row, SignedIn, Sources } from './request.ts';

const OTHER = { ...ACCOUNT, id: 2, key: 'other' };
const OPERATOR: SignedIn = { name: 'asha', role: 'admin', csrf: 'x' };
const MERCHANT: SignedIn = { name: 'link:a', role: 'read', csrf: 'x', only: ACCOUNT };

type Links = Parameters<typeof withMerchants>[1];

test('whoever came by a link reads, as long as the link holds, and is no operator', async () => {
  const asked: string[] = [];
  const found = { name: 'asha', role: 'admin', proof: 'p' } as const;
  const operators: Operators = {
    prove: async (token) => (token === 'right' ? found : null),
    find: async (name) => {
      asked.push(name);
      return name === 'asha' ? found : null;
    },
  };
  const links = {
    find: async (id: string) => (id === 'abc' ? { link: { id }, account: ACCOUNT } : null),
  } as unknown as Links;
  const all = withMerchants(operators, links);
  const held = (await all.find('link:abc')) ?? assert.fail();
  assert.deepEqual(held, { ...holderOf('abc'), only: ACCOUNT });
  assert.deepEqual([held.name, held.role], ['link:abc', 'read']);
  assert.match(held.proof, /^[0-9a-f]{64}$/);
  assert.notEqual(holderOf('abd').proof, held.proof);
  assert.equal(await all.find('link:gone'), null);
  assert.deepEqual(asked, [], 'no operator is looked for by the name of a link');
  assert.equal(await all.find('asha'), found);
  assert.equal(await all.find('xlink:abc'), null);
  // No token is a link's.
  assert.deepEqual([await all.prove('right'), await all.prove('link:abc')], [found, null]);
});

test('a merchant sees the pages that are for merchants, and changes nothing', () => {
  const row = (method: Row['method'], merchants?: true) =>
    ({ method, ...(merchants ? { merchants } : {}) }) as Row;
  const rows = [row('GET', true), row('GET'), row('POST', true), row('POST')];
  assert.deepEqual(
    rows.map((each) => mayShow(MERCHANT, each)),
    [true, false, false, false],
  );
  assert.ok(rows.every((each) => mayShow(OPERATOR, each)));
});

function openSources() {
  const asked: unknown[] = [];
  const note =
    (name: string, answer: unknown) =>
    async (...given: readonly unknown[]) => {
      asked.push([name, ...given]);
      return answer;
    };
  const story = {
    exchanges: ['e'],
    reviews: ['r'],
    events: ['x'],
    cut: ['exchanges', 'reviews', 'x'],
  };
  const accounts = {
    find: async (name: string) => {
      const account = [ACCOUNT, OTHER].find(({ key }) => key === name);
      return account === undefined ? null : { account };
    },
    list: note('list', [ACCOUNT, OTHER]),
    listSecrets: note('listSecrets', ['secret']),
    addSecret: note('addSecret', 'secret'),
    revokeSecret: note('revokeSecret', true),
  };
  const loadStory = async (_account: unknown, name: string) =>
    name === 'there' ? story : { failure: 'order_not_found' };
  const sources = { accounts, loadStory, dispatch: note('dispatch', 'done'), home: () => 'h' };
  return { sources: sources as unknown as Sources, asked };
}

test('for a merchant there is one account, without its secrets', async () => {
  const { sources, asked } = openSources();
  const { accounts, home } = sourcesFor(MERCHANT, sources);
  assert.equal((await accounts.find(ACCOUNT.key))?.account, ACCOUNT);
  assert.deepEqual([await accounts.find('other'), await accounts.find('nobody')], [null, null]);
  const list = (after: number, count: number) => accounts.list(after, count);
  assert.deepEqual([await list(0, 5), await list(0, 1)], [[ACCOUNT], [ACCOUNT]]);
  assert.deepEqual([await list(1, 5), await list(0, 0), await list(5, 5)], [[], [], []]);
  const { addSecret, listSecrets, revokeSecret } = accounts as unknown as Readonly<
    Record<string, () => Promise<unknown>>
  >;
  assert.deepEqual(await listSecrets?.(), []);
  await assert.rejects(async () => addSecret?.(), /another account/);
  await assert.rejects(async () => revokeSecret?.(), /another account/);
  assert.deepEqual(asked, []);
  assert.equal(home(), 'h');
});

test('nothing is asked or told of another account', async () => {
  const { sources, asked } = openSources();
  const { dispatch, loadStory } = sourcesFor(MERCHANT, sources);
  const request = { kind: 'x' } as unknown as Parameters<typeof dispatch>[1];
  assert.equal(await dispatch(ACCOUNT, request, null), 'done');
  assert.deepEqual(asked, [['dispatch', ACCOUNT, request, null]]);
  assert.throws(() => dispatch(OTHER, request, null), /another account/);
  await assert.rejects(loadStory(OTHER, 'there'), /another account/);
  assert.equal(asked.length, 1);
});

test('of an order’s story what is the operator’s is left out, and not told of', async () => {
  const { sources } = openSources();
  const { loadStory } = sourcesFor(MERCHANT, sources);
  assert.deepEqual(await loadStory(ACCOUNT, 'there'), {
    ...{ exchanges: [], reviews: [], events: ['x'], cut: ['x'] },
  });
  assert.deepEqual(await loadStory(ACCOUNT, 'gone'), { failure: 'order_not_found' });
  assert.equal(sourcesFor(OPERATOR, sources), sources);
});
