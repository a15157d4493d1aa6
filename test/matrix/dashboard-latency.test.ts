// The overview tells how programs and processors were answered: charts with the tables behind them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { rethrow } from '../../src/guard.ts';
import { openRequestStore } from '../../src/store/open-store.ts';
import type { MinuteSumRow } from '../../src/store/store.ts';
import { type Session, signIn } from '../support/dashboard.ts';
import { databases } from '../support/database.ts';
import { startServer, type TestServer } from '../support/server.ts';

const HOSTILE = `"><script>alert('x')</script>`;
const PLACE = 63;
const MINUTE_MS = 60_000;
let server: TestServer;
let session: Session;

function rowOf(given: Partial<MinuteSumRow>): MinuteSumRow {
  const minute = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - MINUTE_MS;
  const sum = { count: 200, refused: 30, failed: 1, took: [100, 0, 90, 0, 0, 0, 0, 10] };
  const names = { dialect: 'payu', processor: '', operation: 'createOrder' };
  return { minute, place: PLACE, ...names, ...sum, ...given };
}

before(async () => {
  const place = await databases.settings();
  server = await startServer(place);
  session = await signIn(server.url);
  const { DATABASE_URL = null } = place;
  const { dataDir } = server.app.summary;
  const settings = { databaseUrl: DATABASE_URL, databasePrepare: true, dataDir };
  const requests = await openRequestStore(settings, rethrow, false);
  await requests.putSums([
    rowOf({}),
    rowOf({ operation: HOSTILE, count: 1, refused: 1, failed: 0, took: [1, 0, 0, 0, 0, 0, 0, 0] }),
    rowOf({ dialect: '', processor: 'bank', operation: 'inquire', took: [5, 5, 0, 0, 0, 0, 0, 0] }),
  ]);
  await requests.close();
});
after(() => server.stop());

test('requests, refusals and times by dialect, operation and processor, with tables', async () => {
  const { text } = await session.get('/dashboard');
  for (const name of ['request-counts', 'request-times']) {
    assert.match(text, new RegExp(`data-chart="${name}" role="img"\\s+aria-label="[^"]+"`));
    const [, json = ''] = new RegExp(`id="${name}">([^<]+)<`).exec(text) ?? assert.fail(name);
    const { at, series } = JSON.parse(json) as {
      readonly at: readonly number[];
      readonly series: readonly { readonly label: string; readonly values: readonly unknown[] }[];
    };
    for (const { values } of series) assert.equal(values.length, at.length, name);
    const [, second] = series;
    const newest = second?.values.findLast((value) => value !== null && value !== 0);
    assert.equal(newest, name === 'request-counts' ? 31 : 25, 'refused, and 95 % within');
  }
  assert.match(text, /<summary>Both as a table<\/summary>/);
  assert.match(text, /By dialect and operation/);
  const link =
    'href="/dashboard/requests\\?dialect=payu&amp;operation=createOrder">createOrder</a>';
  const counts = '>200</td><td class="right">30 \\(15 %\\)</td><td class="right">1 \\(0\\.5 %\\)<';
  assert.match(text, new RegExp(`${link}.*${counts}.*>5 ms<.*>25 ms<`));
  assert.match(text, /<td>bank<\/td><td>inquire<\/td>.*>100 ms<.*>250 ms</);
  assert.doesNotMatch(text, /<script>alert|"><script>a/);
});
