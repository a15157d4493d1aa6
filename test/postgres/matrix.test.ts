// What the matrix has beside clients, once more on PostgreSQL.
import { runAgain } from './suite-again.ts';

/** They run in the other suites on PostgreSQL, or keep nothing anywhere. */
const ELSEWHERE = new Set([
  'name-shared.test.ts',
  'returned-money.test.ts',
  'signed-elsewhere.test.ts',
  'connection.test.ts',
  'connection-command.test.ts',
  'control.test.ts',
  'cross.test.ts',
  'refusal.test.ts',
  'documented-example.test.ts',
  'slash.test.ts',
]);
/**
 * Of the chains the first alone: the others take minutes, and two-processes-carried has theirs.
 * The commands of chain-reconcile read fourteen days each, of which Cashfree takes twenty a minute:
 * where processes share that count the second one waits for the next minute, as it should.
 */
const CHAIN = /^chain-/;

await runAgain('matrix', (name) => ELSEWHERE.has(name) || CHAIN.test(name));
