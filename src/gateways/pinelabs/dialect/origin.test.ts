// Which generation an order came from, and that nothing in its `wire` can make us stumble.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder } from '../../../../test/support/call.ts';
import { wireOfEcho, originOf } from './origin.ts';

const ECHO = { merchantId: '106598', accessCode: 'code', udf: ['a', '', 'c', ''] };

test('what a signed request left is read back as it was', () => {
  for (const generation of ['form', 'json'] as const) {
    const order = buildOrder({ dialect: 'pinelabs', wire: wireOfEcho(generation, ECHO) });
    assert.deepEqual(originOf(order), { generation, ...ECHO });
  }
});

test('an order of another dialect is none of these generations, whatever it keeps', () => {
  const order = buildOrder({ dialect: 'test', wire: wireOfEcho('form', ECHO) });
  assert.deepEqual(originOf(order), { generation: 'documented' });
});

test('what nobody wrote is read as empty texts', () => {
  for (const wire of [{ generation: 'form' }, { generation: 'form', udf: [1], merchant_id: {} }]) {
    const origin = originOf(buildOrder({ dialect: 'pinelabs', wire }));
    const empty = { merchantId: '', accessCode: '', udf: ['', '', '', ''] };
    assert.deepEqual(origin, { generation: 'form', ...empty });
  }
  for (const wire of [{}, { generation: 'x' }, { generation: ['form'] }]) {
    const origin = originOf(buildOrder({ dialect: 'pinelabs', wire }));
    assert.deepEqual(origin, { generation: 'documented' });
  }
});
