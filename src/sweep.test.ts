// Background work: who does not answer holds up nobody else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openRig, type Rig, scriptSimulator, startPayment } from '../test/support/engine.ts';
import type { Instruction } from './core/decision.ts';
import type { Answer } from './gateways/simulator.ts';
import { startSweeps } from './sweep.ts';

function sweepsOf(rig: Rig): () => Promise<void> {
  const transcripts = { transcribe: () => undefined, flush: async () => undefined };
  const none = { moreWork: [], refreshVault: async () => undefined };
  const onError = (error: unknown): void => void rig.logged.push(String(error));
  return startSweeps({ ...rig, transcripts, ...none, now: () => rig.clock.now }, onError);
}

function captured({ payment }: Instruction): Answer {
  const { orderKey, id, amountMinor, currency } = payment;
  const about = { orderKey, paymentKey: id.key, amountMinor, currency };
  const names = { raw: 'X', reference: 'P', bankReference: null, decline: null };
  return {
    report: { kind: 'reportPayment', state: 'captured', ...about, ...names },
    againMs: null,
  };
}

test('a processor that does not answer holds up no instruction of others', async (context) => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const silent = new Set<number>();
  const processor = scriptSimulator({
    submit: async (instruction) => {
      if (silent.has(instruction.payment.id.key)) await promise;
      return captured(instruction);
    },
    inquire: async (instruction) => captured(instruction),
  });
  const rig = await openRig({ processor });
  const one = await startPayment(rig);
  silent.add(one.payment.id.key);
  const stop = sweepsOf(rig);
  context.after(async () => {
    resolve();
    await stop();
    await rig.instructions.finish();
    await rig.store.close();
  });
  const statusOf = async (orderKey: number) =>
    (await rig.store.loadOrder(1, orderKey))?.payments[0]?.status;
  const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
    while (!(await holds())) await new Promise((next) => setTimeout(next, 5));
  };
  rig.clock.now += 5000;
  await until(() => processor.told.length === 1);
  // Due only now that the first one is under way.
  const other = await startPayment(rig);
  rig.clock.now += 5000;
  await until(async () => (await statusOf(other.orderKey)) === 'captured');
  const given = rig.logged.filter((line) => line.includes('did not answer'));
  assert.deepEqual(given, [], 'the silent one was waited for first');
  assert.equal(await statusOf(one.orderKey), 'created');
  assert.equal(processor.told.filter((key) => key === one.payment.id.key).length, 1);
  resolve();
  await until(async () => (await statusOf(one.orderKey)) === 'captured');
});
