// A dialect that only tells, and a receiver that a test answers for; for the engine's own tests.
import { defineDialect, type Dialect, type Webhook } from '../../src/gateways/dialect.ts';
import type { Send, Sent } from '../../src/engine/webhooks/deliver.ts';
import { createRecords } from '../../src/engine/records/records.ts';
import type { WebhookRow } from '../../src/store/store.ts';
import { openRig, type Rig, startPayment } from './engine.ts';

export const HOOK = 'http://shop.test/hook';
export const REFUSED: Sent = { kind: 'answered', status: 500, body: 'no' };

export const RETRY_MS = [1000, 5000];

/** Tells of everything, in JSON, to whoever listens; `changes` are laid over each webhook. */
export function webhookDialect(changes: Partial<Webhook> = {}): Dialect {
  return defineDialect({
    name: 'test',
    title: 'Test',
    families: [],
    handback: () => null,
    instruments: [],
    signedForms: [],
    manual: { proofs: [], rows: [] },
    firstCall: () => ({ path: '/', fields: {} }),
    webhooks: {
      events: [],
      versions: [],
      retryMs: RETRY_MS,
      timeoutMs: 2000,
      render: ({ kind, token, at, payment, refund, aggregate }, { url }) => [
        {
          event: kind,
          method: 'POST',
          url,
          headers: { 'content-type': 'application/json', 'x-event': token },
          body: JSON.stringify({
            kind,
            at,
            order: aggregate.order.status,
            payment: payment?.status ?? null,
            refund: refund?.status ?? null,
          }),
          ...changes,
        },
      ],
    },
  });
}

export type Taken = Parameters<Send>[0];

export type Receiver = {
  readonly send: Send;
  readonly taken: Taken[];
  /** Answers of the next requests, in order; then 200. */
  readonly answers: (Sent | Promise<Sent>)[];
};

export function openReceiver(): Receiver {
  const taken: Taken[] = [];
  const answers: (Sent | Promise<Sent>)[] = [];
  return {
    taken,
    answers,
    send: async (request) => {
      taken.push(request);
      return answers.shift() ?? { kind: 'answered', status: 200, body: '' };
    },
  };
}

/** A rig whose dialect tells of everything to a receiver. */
export async function openWebhookRig(changes: Partial<Webhook> = {}) {
  const receiver = openReceiver();
  const rig = await openRig({ dialects: [webhookDialect(changes)], send: receiver.send });
  return { ...rig, ...receiver };
}

/** One order that failed to be paid: one webhook. */
export async function failPayment(rig: Rig, notify: string | null = HOOK): Promise<void> {
  const returns = { success: null, failure: null, cancel: null, notify };
  const { payment } = await startPayment(rig, 'failure@upi', { returns });
  await rig.instructions.charge(rig.account, payment);
}

/** Newest first. */
export const rowsOf = ({ store, account }: Rig): Promise<readonly WebhookRow[]> =>
  store.listWebhooks(account.id, {}, 0, 1000);

/** The oldest webhook. */
export async function firstOf(rig: Rig): Promise<WebhookRow> {
  const row = (await rowsOf(rig)).at(-1);
  if (row === undefined) throw new Error('no webhook');
  return row;
}

/** Keeps an endpoint as a dialect's own administration does. */
export async function addEndpoint(rig: Rig, body = {}, secret?: string) {
  const { store, ids, clock, vault, account } = rig;
  const now = () => clock.now;
  const wakeDelivery = () => undefined;
  const records = createRecords({ store, ids, now, seal: vault.seal, wakeDelivery });
  const sealed = secret === undefined ? {} : { secret };
  const rest = { record: null, uniqueRef: null, repeat: 'refuse', ...sealed } as const;
  const whole = { dialect: 'test', url: HOOK, active: true, ...body };
  const request = { kind: 'putRecord', of: 'endpoint', ...rest, body: whole } as const;
  const kept = await records.put(account, request, null);
  if ('failure' in kept || kept[0] === undefined) throw new Error('not kept');
  return kept[0];
}
