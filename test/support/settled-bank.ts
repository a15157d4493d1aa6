// A bank that tells what it settled, before an engine that reconciles.
import assert from 'node:assert/strict';
import type { ShownConnection } from '../../src/core/connection.ts';
import { isFailure } from '../../src/core/failure.ts';
import { dayAt } from '../../src/core/indian-day.ts';
import type { Reconcile, Reconciliation } from '../../src/core/reconciliation-request.ts';
import type { SettledLine } from '../../src/core/settled-line.ts';
import { createCall } from '../../src/engine/processing/call.ts';
import {
  createReconciler,
  type ReconcileParts,
} from '../../src/engine/reconciliation/reconcile.ts';
import type { Refused, SettledAsk, SettledPage, Unknown } from '../../src/gateways/processor.ts';
import { type BankRig, openBank } from './bank.ts';
import { attemptAt } from './bank-book.ts';
import { BANK, TEST_PROCESSOR } from './processor.ts';

type Answer = SettledPage | Refused | Unknown;
export type Telling = (ask: SettledAsk) => Answer;

export const SHOWN = {
  id: { key: 7, number: 7, token: 'conn0000000007' },
  ...{ processor: BANK, mode: 'test', label: null, baseUrl: null, retiredAt: null },
} as const;
const CONNECTION = { id: 7, account: 1, processor: BANK, mode: 'test' } as const;
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

export const pageOf = (lines: readonly SettledLine[], next: string | null = null): SettledPage => {
  return { kind: 'page', lines, next };
};

export type Asking = {
  /** What it comes to, about today unless it says otherwise. */
  readonly of: (request?: Partial<Reconcile>) => Promise<Reconciliation>;
  /** Every question as it arrived. */
  readonly asked: readonly string[];
};

export function openReconciler(
  rig: BankRig,
  tell: Telling,
  changes: Partial<ReconcileParts> = {},
): Asking {
  const asked: string[] = [];
  const unread = { read: (): Unknown => ({ kind: 'unknown', raw: 'unread' }) };
  const request = (ask: SettledAsk): Answer => {
    asked.push(`${ask.day} ${ask.cursor ?? ''}`.trim());
    return tell(ask);
  };
  const settlements = { ...unread, request, withinDays: 3, pagesPerMinute: 60 };
  const send = () => Promise.reject(new Error('the bank is in memory'));
  const now = () => rig.clock.now;
  const reconcile = createReconciler({
    ...{ store: rig.store, ids: rig.ids, engine: rig.engine, now },
    accounts: { findFresh: async () => ({ account: rig.account }) as never },
    connections: {
      list: async () => [SHOWN as unknown as ShownConnection],
      look: async () => SHOWN as unknown as ShownConnection,
      find: async () => ({ ...CONNECTION, credentials: [{}], baseUrl: null }),
    },
    processors: new Map([[BANK, { ...TEST_PROCESSOR, settlements }]]),
    call: createCall({ send, processors: new Map(), now, log: SILENT }),
    budget: async () => null,
    ...{ patienceMs: 0, adoptedWithinMs: 0, wait: async () => undefined, tell: () => undefined },
    ...changes,
  });
  const today = dayAt(rig.clock.now);
  const of = async (request: Partial<Reconcile> = {}) => {
    const all = await reconcile({
      ...{ kind: 'reconcile', account: 'k', connection: null, from: today, to: today },
      ...{ withinDays: null, lines: null },
      ...request,
    });
    assert.ok(!isFailure(all), JSON.stringify(all));
    const [only] = all;
    assert.ok(only !== undefined && all.length === 1);
    return only;
  };
  return { of, asked };
}

/** Keys begin with the year 2025. */
export const openSettledBank = (rules: Parameters<typeof openBank>[0] = {}) =>
  openBank({ now: Date.parse('2026-11-10T10:30:00+05:30'), ...rules });

export const closeBank = async (rig: BankRig): Promise<void> => {
  await rig.instructions.finish();
  await rig.store.close();
};

export async function payAtBank(rig: BankRig) {
  const key = await rig.order();
  const { id } = await rig.begin(key);
  const attempt = attemptAt(rig.bank, id.token);
  await rig.pass(10_000);
  assert.equal((await rig.read(key)).payments[0]?.status, 'captured');
  return { key, id, attempt };
}
