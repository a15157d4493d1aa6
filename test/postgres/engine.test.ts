// The suites of the engine once more, on PostgreSQL.
import { after, test } from 'node:test';
import { withoutPostgres } from '../support/postgres.ts';

const SUITES = [
  '../../src/engine/orders/capture.test.ts',
  '../../src/engine/webhooks/deliver.test.ts',
  '../../src/engine/orders/api-payment.test.ts',
  '../../src/engine/identity/connection.test.ts',
  '../../src/engine/orders/engine.test.ts',
  '../../src/engine/orders/expire.test.ts',
  '../../src/engine/orders/find.test.ts',
  '../../src/engine/idempotency/idempotency.test.ts',
  '../../src/engine/webhooks/pause.test.ts',
  '../../src/engine/webhooks/retention.test.ts',
  '../../src/engine/reconciliation/open-work.test.ts',
  '../../src/engine/reconciliation/reconcile.test.ts',
  '../../src/engine/processing/instruct.test.ts',
  '../../src/engine/processing/circuit.test.ts',
  '../../src/engine/processing/routing.test.ts',
  '../../src/engine/processing/unseen.test.ts',
  '../../src/engine/processing/watched-chance.test.ts',
  '../../src/engine/webhooks/outbox.test.ts',
];

if (withoutPostgres === undefined) {
  const { removeDatabases } = await import('./use-postgres.ts');
  for (const suite of SUITES) await import(suite);
  after(removeDatabases);
} else {
  test('these suites on PostgreSQL', { skip: withoutPostgres });
}
