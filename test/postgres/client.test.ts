// Every client suite once more on PostgreSQL.
import { runAgain } from './suite-again.ts';

/** They run in the other suites on PostgreSQL. */
const ELSEWHERE = new Set(['razorpay-life.test.ts', 'cashfree-life.test.ts']);

await runAgain('clients', (name) => ELSEWHERE.has(name));
