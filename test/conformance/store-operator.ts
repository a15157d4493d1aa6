// What every store promises of operators and of the audit of what they change.
import assert from 'node:assert/strict';
import type { AuditRecord } from '../../src/core/operator.ts';
import type { AuditFilter } from '../../src/store/store.ts';
import { NOW } from '../support/call.ts';
import type { Run } from './store.ts';

const ASHA = { name: 'asha', role: 'operate', digest: 'd1', createdAt: NOW } as const;

export function testOperators(run: Run): void {
  run('an operator is found by the digest of a token that holds', async (store) => {
    assert.equal(await store.addOperator(ASHA), true);
    assert.equal(await store.addOperator({ ...ASHA, name: 'mira', digest: 'd2' }), true);
    assert.deepEqual(await store.findOperator('d1'), { ...ASHA, revokedAt: null });
    assert.equal(await store.findOperator('d3'), null);
    assert.equal(await store.findOperator(''), null);
    const names = (await store.listOperators()).map(({ name }) => name);
    assert.deepEqual(names, ['asha', 'mira']);
  });

  run('a name is taken while its token holds, and free once it was revoked', async (store) => {
    await store.addOperator(ASHA);
    const other = { ...ASHA, role: 'admin', digest: 'd2', createdAt: NOW + 9 } as const;
    assert.equal(await store.addOperator(other), false);
    assert.equal(await store.revokeOperator('asha', NOW + 5), true);
    assert.equal(await store.revokeOperator('asha', NOW + 6), false);
    assert.equal(await store.revokeOperator('mira', NOW), false);
    assert.equal(await store.findOperator('d1'), null);
    assert.equal(await store.findOperator(''), null);
    const [revoked] = await store.listOperators();
    assert.deepEqual(revoked, { ...ASHA, digest: '', revokedAt: NOW + 5 });
    assert.equal(await store.addOperator(other), true);
    assert.deepEqual(await store.findOperator('d2'), { ...other, revokedAt: null });
    assert.equal((await store.listOperators()).length, 1);
  });

  run('several that were revoked stand beside each other', async (store) => {
    for (const name of ['asha', 'mira']) {
      await store.addOperator({ ...ASHA, name, digest: name });
      assert.equal(await store.revokeOperator(name, NOW), true);
    }
    assert.equal((await store.listOperators()).length, 2);
  });
}

function recordOf(key: number, changes: Partial<AuditRecord> = {}): AuditRecord {
  return {
    ...{ key, at: NOW + key, operator: 'asha', role: 'operate', from: 'api', account: 'live_1' },
    ...{ operation: 'POST /reviews/:id', target: { id: 'rev_1', note: '₹ "less"' } },
    ...{ requestId: 'req-1', outcome: 'begun' },
    ...changes,
  };
}

const ANY: AuditFilter = { since: null, until: null, operator: null, account: null, before: null };

export function testAudit(run: Run): void {
  run('a record of the audit comes back whole, and says how it ended', async (store) => {
    const bare = recordOf(2, { account: null, target: {}, requestId: null, from: 'root' });
    assert.equal(await store.addAudit(recordOf(1)), true);
    assert.equal(await store.addAudit(bare), true);
    assert.equal(await store.addAudit(recordOf(1, { operator: 'mira' })), false);
    assert.deepEqual(await store.listAudit(ANY, 10), [bare, recordOf(1)]);
    const ended = { outcome: 'done', account: 'live_2', target: { key: 'live_2' } };
    await store.endAudit(2, ended);
    assert.deepEqual(await store.listAudit(ANY, 1), [{ ...bare, ...ended }]);
  });

  run('the audit is listed by time, operator and account, newest first', async (store) => {
    await store.addAudit(recordOf(1));
    await store.addAudit(recordOf(2, { operator: 'mira' }));
    await store.addAudit(recordOf(3, { account: null }));
    const keysOf = async (filter: Partial<AuditFilter>, limit = 10) =>
      (await store.listAudit({ ...ANY, ...filter }, limit)).map(({ key }) => key);
    assert.deepEqual(await keysOf({}), [3, 2, 1]);
    assert.deepEqual(await keysOf({}, 2), [3, 2]);
    assert.deepEqual(await keysOf({ before: 3 }), [2, 1]);
    assert.deepEqual(await keysOf({ since: NOW + 2 }), [3, 2]);
    assert.deepEqual(await keysOf({ until: NOW + 2 }), [2, 1]);
    assert.deepEqual(await keysOf({ operator: 'mira' }), [2]);
    assert.deepEqual(await keysOf({ account: 'live_1' }), [2, 1]);
    assert.deepEqual(await keysOf({ account: 'live_9' }), []);
  });
}
