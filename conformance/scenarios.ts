// `npm run scenarios`: plays Razorpay's test scenarios and writes docs/scenarios.md.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { startServer } from '../test/support/server.ts';
import { writeScenarios } from './scenario.ts';

const DOCUMENT = path.resolve(import.meta.dirname, '../docs/scenarios.md');

const server = await startServer();
try {
  writeFileSync(DOCUMENT, await writeScenarios(server));
} finally {
  await server.stop();
}
