// What every store promises of events: kept with what was said, listed by order and by time.
import assert from 'node:assert/strict';
import type { EventFilter } from '../../src/store/store.ts';
import { buildOrder, NOW } from '../support/call.ts';
import { changesOf, commitOf, type Run } from './store.ts';

export function testEvents(run: Run): void {
  const about = { payment: 'p', refund: null, reference: null, bankReference: null };
  const said = { ...about, state: 'captured', raw: 'OK', amountMinor: 1, currency: 'INR' } as const;

  run('events are listed newest first, of an order or of all, in a time', async (store) => {
    const order = (key: number, version: number) =>
      buildOrder({
        id: { ...buildOrder().id, key },
        version,
        reference: null,
        createdAt: NOW + key,
      });
    const make = (key: number, account = 1) =>
      store.save(
        commitOf({
          account,
          changes: changesOf({ order: order(key, 1) }),
          events: [{ kind: 'order.created', at: NOW + key }],
        }),
      );
    for (const key of [1, 2]) assert.equal(await make(key), 'saved');
    await make(3, 2);
    const paid = await store.save(
      commitOf({
        changes: changesOf({ order: order(1, 2), before: 1 }),
        events: [
          { kind: 'payment.captured', at: NOW + 50, evidence: said },
          { kind: 'order.paid', at: NOW + 50 },
        ],
      }),
    );
    assert.equal(paid, 'saved');
    const list = async (filter: EventFilter, limit = 10) =>
      (await store.listEvents(1, filter, limit)).map(({ orderKey, kind }) => `${orderKey} ${kind}`);
    const all = ['1 order.paid', '1 payment.captured', '2 order.created', '1 order.created'];
    assert.deepEqual(await list({}), all);
    assert.deepEqual(await list({}, 3), all.slice(0, 3));
    assert.deepEqual(await list({ orderKey: 1 }), [all[0], all[1], all[3]]);
    assert.deepEqual(await list({ orderKey: 3 }), []);
    assert.deepEqual(await list({ since: NOW + 2, until: NOW + 49 }), [all[2]]);
    const [, captured] = await store.listEvents(1, { orderKey: 1 }, 2);
    const row = { orderKey: 1, version: 2, kind: 'payment.captured', at: NOW + 50 };
    assert.deepEqual(captured, { ...row, evidence: said });
  });
}
