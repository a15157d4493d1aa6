// The names of the addresses that processors send webhooks to: which of them are ours, and whose.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHookTokens } from './hook-token.ts';
import { createVault } from './vault.ts';

const VAULT = createVault(Buffer.alloc(32, 3));
const HOOKS = createHookTokens(VAULT);
const ONE = { account: 281_474_976_710_655, id: 40 };

test('a name tells its connection, and nobody can make one', () => {
  const name = HOOKS.nameOf(ONE);
  assert.match(name, /^[0-9a-z]+-14-[\w-]{22}$/);
  assert.ok(HOOKS.nameOf({ account: ONE.account, id: 2 ** 48 - 1 }).length <= 60);
  assert.deepEqual(HOOKS.read(name), ONE);
  assert.equal(name.slice(-22), VAULT.tag(`hook ${ONE.account} 40`));
  assert.equal(HOOKS.urlOf('https://pay.example', ONE), `https://pay.example/hooks/${name}`);
  const foreign = createHookTokens(createVault(Buffer.alloc(32, 4)));
  assert.equal(foreign.read(name), null);
});

test('any letter of it changed, and another spelling of the same, is no name', () => {
  const name = HOOKS.nameOf(ONE);
  for (const at of name.split('').keys()) {
    const letter = name[at] === 'a' ? 'b' : 'a';
    assert.equal(HOOKS.read(name.slice(0, at) + letter + name.slice(at + 1)), null, `${at}`);
  }
  const tag = VAULT.tag('hook 1 2');
  assert.deepEqual(HOOKS.read(`1-2-${tag}`), { account: 1, id: 2 });
  for (const other of [
    ...[`01-2-${tag}`, `1-02-${tag}`, `1-2-${tag}a`, `a1-2-${tag}`, ` 1-2-${tag}`, `1-2-${tag}\n`],
    ...['', '1-2', '1-2-', `1-${tag}`, `-2-${tag}`, `1--${tag}`, `2-1-${tag}`],
    `NaN-2-${VAULT.tag('hook NaN 2')}`,
    `-2-${VAULT.tag('hook NaN 2')}`,
    `x-${VAULT.tag('hook NaN NaN')}`,
  ]) {
    assert.equal(HOOKS.read(other), null, other);
  }
});
