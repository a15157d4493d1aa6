// The page on notices tells every gateway's schedule as the dialect has it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { listDialects } from '../src/gateways/gateway.ts';
import * as registry from '../src/gateways/registry.ts';

const page = readFileSync(path.resolve(import.meta.dirname, '../docs/webhooks.md'), 'utf8');

for (const { title, notices } of listDialects(registry)) {
  test(`docs/webhooks.md has the schedule of ${title}`, () => {
    const isSilent = notices.retryMs.length === 0 && notices.events.length === 0;
    const waits = notices.retryMs.map((ms) => `${ms / 1000} s`).join(', ');
    const row = `| ${title} | ${waits} | ${notices.timeoutMs / 1000} s |`;
    assert.equal(page.includes(row), !isSilent, row);
  });
}
