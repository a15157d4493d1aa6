// What an operator's role lets it ask for, whose limits its requests count against, and what the
// audit has of what it changed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT, ADDRESSES, buildCall, CREDENTIALS } from '../../test/support/call.ts';
import type { Operator } from '../core/operator.ts';
import type { AuditedChange, Ended } from '../engine/identity/audit.ts';
import { OPERATOR } from '../engine/identity/operator.ts';
import type { WireReply } from '../engine/idempotency/idempotency.ts';
import { AlreadyAnswered } from '../engine/orders/decide-and-save.ts';
import type { Call, Operation } from '../gateways/dialect.ts';
import type { Match } from './mount.ts';
import type { App } from './road.ts';
import { audited, behalfOf, limitedOf, noteRefusal, operatorOf, refuseRole } from './role.ts';

const ASHA: Operator = { name: 'asha', role: 'operate' };
const OTHER = { ...ACCOUNT, id: 5, key: 'other' };

const operationOf = (more: Partial<Operation> = {}): Operation =>
  ({ method: 'POST', path: '/admin/x/:key', role: 'operate', ...more }) as Operation;

function callOf(more: Partial<Call> = {}, body: Readonly<Record<string, unknown>> = {}): Call {
  const call = buildCall({ path: '/admin/x/shop', body }, { key: 'shop' });
  return { ...call, account: OPERATOR, operator: ASHA, requestId: 'r1', ...more };
}

function merchantCall(): Call {
  const { operator: _, ...call } = callOf({ account: ACCOUNT });
  return call;
}

test('a role that is too low is refused with what it needs; a merchant has none', () => {
  const rows = [
    ['read', 'read', true],
    ['read', 'operate', false],
    ['operate', 'operate', true],
    ['operate', 'admin', false],
    ['admin', 'admin', true],
  ] as const;
  for (const [role, needed, may] of rows) {
    const call = callOf({ operator: { name: 'asha', role } });
    const refused = refuseRole(call, operationOf({ role: needed }));
    assert.equal(refused === null, may, `${role} ${needed}`);
    if (refused === null) continue;
    const detail = `This needs the role ${needed}, and asha has the role ${role}`;
    assert.deepEqual(refused, { failure: 'credentials_wrong', needs: needed, detail });
  }
  assert.equal(refuseRole(merchantCall(), operationOf({ role: 'admin' })), null);
  const { role: _, ...plain } = operationOf();
  assert.equal(refuseRole(callOf({ operator: { name: 'x', role: 'read' } }), plain), null);
});

test('what an operator asks counts against the operator, not against the account', () => {
  assert.equal(limitedOf(callOf({ account: ACCOUNT })), OPERATOR);
  assert.equal(limitedOf(merchantCall()), ACCOUNT);
  // Each of them by itself.
  assert.deepEqual([operatorOf(callOf()), operatorOf(merchantCall())], ['asha', null]);
});

test('on behalf of an account it is as if that asked; who may not is told of none', async () => {
  const asked: string[] = [];
  const app = {
    findAccount: async (key: string) => {
      asked.push(key);
      return key === 'other' ? { account: OTHER, credentials: CREDENTIALS } : null;
    },
    engine: { nowOf: (account: { readonly id: number }) => account.id * 1000 },
    addresses: (account: { readonly key: string }) => ({ ...ADDRESSES, origin: account.key }),
  } as unknown as Pick<App, 'findAccount' | 'engine' | 'addresses'>;
  const call = callOf({ params: { key: 'other' } });
  const { now: _, ...kept } = call;
  assert.deepEqual(await behalfOf(app, call, operationOf()), {
    ...{ ...kept, account: OTHER, credentials: CREDENTIALS, now: 5000 },
    addresses: { ...ADDRESSES, origin: 'other' },
  });
  assert.deepEqual(await behalfOf(app, callOf(), operationOf()), { failure: 'record_not_found' });
  assert.deepEqual(await behalfOf(app, callOf({ params: {} }), operationOf()), {
    failure: 'record_not_found',
  });
  assert.deepEqual(asked, ['other', 'shop', '']);
  const low = callOf({ params: { key: 'other' } });
  assert.equal(await behalfOf(app, low, operationOf({ role: 'admin' })), low);
  assert.equal(asked.length, 3, 'nobody was looked for');
});

function openAudit() {
  const begun: AuditedChange[] = [];
  const noted: unknown[] = [];
  const ended: Ended[] = [];
  const audit = {
    begin: async (change: AuditedChange) => {
      begun.push(change);
      return async (end: Ended) => void ended.push(end);
    },
    note: async (...each: readonly unknown[]) => void noted.push(each),
  } as unknown as App['audit'];
  return { audit, begun, noted, ended };
}

const CHANGE: AuditedChange = {
  ...{ operator: 'asha', role: 'operate', from: 'api', operation: 'POST /admin/x/:key' },
  ...{ requestId: 'r1', account: 'shop', target: { key: 'shop' } },
};
const replyOf = (status: number, body = ''): WireReply =>
  ({ status, body, headers: {} }) as unknown as WireReply;
const matchOf = (failure?: string): Match =>
  ({ course: failure === undefined ? {} : { failure } }) as unknown as Match;

async function run(
  reply: WireReply | Error,
  call = callOf(),
  operation = operationOf(),
  match = matchOf(),
) {
  const opened = openAudit();
  const work = async () => {
    assert.equal(opened.ended.length, 0);
    if (reply instanceof Error) throw reply;
    return reply;
  };
  const result = await audited(opened, match, call, operation, work).catch(
    (error: unknown) => error,
  );
  assert.equal(result, reply);
  return opened;
}

test('a change is begun before it is done, and ends with what was made', async () => {
  const { begun, ended } = await run(replyOf(200, '{"key":"new","id":"acc_1","secret":"x"}'));
  assert.deepEqual(begun, [CHANGE]);
  assert.deepEqual(ended, [
    { outcome: 'done', account: 'new', target: { key: 'new', id: 'acc_1' } },
  ]);
  for (const body of ['', '[]', 'text', '{"key":1,"id":null}']) {
    const other = await run(replyOf(399, body));
    assert.deepEqual(other.ended, [{ outcome: 'done', account: null, target: {} }], body);
  }
});

test('of what was sent what its row tells is written down, once it is done', async () => {
  const body = { name: 'Shop', isLive: true, amount: 5, secret: 'hidden', list: ['x'] };
  const row = operationOf({ audits: ['name', 'isLive', 'amount', 'list', 'missing'] });
  const { begun, ended } = await run(replyOf(200), callOf({}, body), row);
  assert.deepEqual(begun[0]?.target, { key: 'shop' });
  assert.deepEqual(ended[0]?.target, { name: 'Shop', isLive: 'true', amount: '5' });
  const refused = await run(replyOf(400), callOf({}, body), row);
  assert.deepEqual(refused.ended, [{ outcome: '400' }]);
});

test('what was refused ends with its word, or its status where it has none', async () => {
  const named = await run(replyOf(404), callOf(), operationOf(), matchOf('record_not_found'));
  assert.deepEqual(named.ended, [{ outcome: 'record_not_found' }]);
  assert.deepEqual((await run(replyOf(500))).ended, [{ outcome: '500' }]);
});

test('what threw stays as begun, unless its idempotency key had the answer', async () => {
  const broken = await run(new Error('no database'));
  assert.deepEqual([broken.begun.length, broken.ended.length], [1, 0]);
  const answered = Object.create(AlreadyAnswered.prototype) as Error;
  assert.deepEqual((await run(answered)).ended, [{ outcome: 'repeated' }]);
});

test('who only looks, and a merchant, write nothing', async () => {
  for (const [call, row] of [
    [callOf(), operationOf({ role: 'read' })],
    [merchantCall(), operationOf()],
    [callOf(), (({ role: _, ...row }) => row)(operationOf())],
  ] as const) {
    assert.deepEqual((await run(replyOf(200), call, row)).begun, []);
  }
});

test('a refusal for its role stands in the audit, of whom and about which account', async () => {
  const { audit, noted } = openAudit();
  await noteRefusal({ audit }, callOf(), operationOf());
  const onBehalf = operationOf({ onBehalf: true } as Partial<Operation>);
  await noteRefusal({ audit }, callOf({ account: OTHER }), onBehalf);
  const { requestId: _, ...bare } = callOf({ params: {} });
  await noteRefusal({ audit }, bare, operationOf());
  await noteRefusal({ audit }, merchantCall(), operationOf());
  assert.deepEqual(noted, [
    [CHANGE, 'role_too_low'],
    [{ ...CHANGE, account: 'other' }, 'role_too_low'],
    [{ ...CHANGE, account: null, target: {}, requestId: '' }, 'role_too_low'],
  ]);
});
