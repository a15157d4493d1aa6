// docs/scenarios.md says what the test scenarios come to: played again, nothing of it differs.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { writeScenarios } from '../conformance/scenario.ts';
import { startServer } from './support/server.ts';

const DOCUMENT = path.resolve(import.meta.dirname, '../docs/scenarios.md');

test('docs/scenarios.md is what playing the scenarios writes (npm run scenarios)', async () => {
  const server = await startServer();
  try {
    const written = await writeScenarios(server);
    assert.equal(readFileSync(DOCUMENT, 'utf8'), written);
    // Nothing of it is empty because nothing was played.
    assert.ok(!written.includes('undefined'), 'every payment was there');
    assert.ok((written.match(/\| captured \| paid \|/g) ?? []).length > 20);
  } finally {
    await server.stop();
  }
});
