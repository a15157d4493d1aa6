// Which role may do what, and what an operator may be called.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ADMIN,
  BEGUN,
  DONE,
  isOperatorName,
  mayDo,
  OPERATOR_NAME_MAX,
  ROLES,
  TERMINAL,
} from './operator.ts';

test('each role may do what those before it may, and no more', () => {
  assert.deepEqual(ROLES, ['read', 'operate', 'admin']);
  const rows = [
    ['read', [true, false, false]],
    ['operate', [true, true, false]],
    ['admin', [true, true, true]],
  ] as const;
  for (const [role, may] of rows) {
    const asked = (['read', 'operate', 'admin'] as const).map((needed) => mayDo(role, needed));
    assert.deepEqual(asked, may, role);
  }
});

test('who is always there may do all, and nobody else is called so', () => {
  assert.deepEqual(
    [ADMIN, TERMINAL],
    [
      { name: 'admin', role: 'admin' },
      { name: 'terminal', role: 'admin' },
    ],
  );
  for (const taken of ['admin', 'terminal']) assert.equal(isOperatorName(taken), false, taken);
});

test('a name is up to forty small letters, digits, dots and dashes, no sign first', () => {
  for (const name of ['a', '0', 'asha.rao_x-1', 'admins', 'a'.repeat(40)]) {
    assert.equal(isOperatorName(name), true, name);
  }
  assert.ok(isOperatorName('a'.repeat(OPERATOR_NAME_MAX)));
  assert.ok(!isOperatorName('a'.repeat(OPERATOR_NAME_MAX + 1)));
  const rest = ['', 'a'.repeat(41), 'Asha', '.a', '_a', '-a', 'a b', 'a:b', 'link:a', 'a\n', ' a'];
  for (const name of rest) assert.equal(isOperatorName(name), false, name);
});

test('the words of the audit are those that databases have', () => {
  assert.deepEqual([BEGUN, DONE], ['begun', 'done']);
});
