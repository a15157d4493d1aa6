// The page on webhooks tells every gateway's schedule as the dialect has it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { listDialects } from '../src/gateways/gateway.ts';
import * as registry from '../src/gateways/registry.ts';

const page = readFileSync(path.resolve(import.meta.dirname, '../docs/webhooks.md'), 'utf8');

for (const { title, webhooks } of listDialects(registry)) {
  test(`docs/webhooks.md has the schedule of ${title}`, () => {
    const isSilent = webhooks.retryMs.length === 0 && webhooks.events.length === 0;
    const waits = webhooks.retryMs.map((ms) => `${ms / 1000} s`).join(', ');
    const row = `| ${title} | ${waits} | ${webhooks.timeoutMs / 1000} s |`;
    const says = isSilent ? 'has a row that nobody keeps to' : `lacks the row ${row}`;
    assert.equal(page.includes(row), !isSilent, `docs/webhooks.md ${says}`);
  });
}
