// The races, the matrix, hostile input and official clients once more, on PostgreSQL.
import { after, test } from 'node:test';
import { withoutPostgres } from '../support/postgres.ts';

const SUITES = [
  '../faults/race.test.ts',
  '../faults/account.test.ts',
  '../faults/hold.test.ts',
  '../faults/bug.test.ts',
  '../faults/fuzz.test.ts',
  '../matrix/connection.test.ts',
  '../matrix/connection-command.test.ts',
  '../matrix/control.test.ts',
  '../matrix/cross.test.ts',
  '../matrix/refusal.test.ts',
  '../matrix/documented-example.test.ts',
  '../clients/razorpay-life.test.ts',
  '../clients/cashfree-life.test.ts',
];

if (withoutPostgres === undefined) {
  const { removeDatabases } = await import('./use-postgres.ts');
  for (const suite of SUITES) await import(suite);
  after(removeDatabases);
} else {
  test('these suites on PostgreSQL', { skip: withoutPostgres });
}
