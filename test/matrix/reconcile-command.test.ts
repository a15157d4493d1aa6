// `dubash reconcile` as it is typed: what it refuses, what it says where there is nothing, and
// files, for processors whose API tells of no settlements.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { reconcileBy } from '../../src/cli/reconcile.ts';
import { connectionApiOf, type Texts } from '../support/connection-api.ts';
import { databases } from '../support/database.ts';
import { TEST_CARRIAGE } from '../support/processor.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { typeCommand } from '../support/typed-command.ts';

let server: TestServer;
let place: Texts;
before(async () => {
  place = await databases.settings();
  server = await startServer(place);
});
after(() => server.stop());

const { addAccount, connect } = connectionApiOf(() => server);

function dubash(words: readonly string[], input = '') {
  const settings = { ...place, DATA_DIR: server.app.summary.dataDir };
  const commands = [reconcileBy(() => TEST_CARRIAGE)];
  return typeCommand(settings, ['reconcile', ...words], { input, commands });
}

const MISTYPED: readonly (readonly [words: readonly string[], says: RegExp])[] = [
  [['--from', '28-11-2026'], /--from must be a day such as 2026-11-28/],
  [['--from', '2026-02-29'], /--from must be a day/],
  [['--to', '2026-11-28'], /--to needs --from/],
  [['--from', '2026-11-28', '--to', '2026-11-27'], /--to must not be before --from/],
  [['--from', '2025-11-28', '--to', '2026-11-29'], /at most 366 days/],
  [['--within', 'soon'], /--within must be 0 to 60 days/],
  [['--within', '61'], /--within must be 0 to 60 days/],
  [['--wait', 'long'], /--wait must be 0 to 999 seconds/],
  [['--csv', '--json'], /either --csv or --json/],
  [['--connection', 'conn_0aB1cD2eF3gH4i'], /--connection needs an account/],
  [['live_1', '--file', 'x.csv'], /--file needs an account and --connection/],
  [['live_1', 'live_2'], /one word too many/],
];

for (const [words, says] of MISTYPED) {
  test(`mistyped: ${words.join(' ')}`, async () => {
    const { code, out, wrong } = await dubash(words);
    assert.deepEqual([code, out], [2, '']);
    assert.match(wrong, says);
  });
}

test('an account that is not there, and one without connections, are told', async () => {
  const nobody = await dubash(['live_nobody']);
  assert.deepEqual([nobody.code, nobody.wrong], [1, 'dubash: there is no account live_nobody\n']);
  const { key } = await addAccount();
  const none = await dubash([key]);
  assert.deepEqual([none.code, none.wrong], [1, `dubash: ${key} has no connection\n`]);
  const stranger = await dubash([key, '--connection', 'conn_0aB1cD2eF3gH4i']);
  assert.equal(stranger.code, 1);
  assert.match(stranger.wrong, /or it has no connection conn_0aB1cD2eF3gH4i/);
});

test('without an account it goes through all; where nothing moved all agrees', async () => {
  const { key } = await addAccount();
  await connect(key);
  const { code, out, wrong } = await dubash([]);
  assert.deepEqual([code, wrong], [0, '']);
  assert.match(out, new RegExp(`^${key}, conn_\\w{14} to testbank \\(test\\), `, 'm'));
  assert.match(out, /^0 matched\. Everything agrees\.$/m);
});

test('a file of strangers is told line by line, and a wrong one by its line', async () => {
  const { key } = await addAccount();
  const id = String((await connect(key))['id']);
  const text =
    'kind,id,amount,currency,fee,tax,net,settlement_id,utr,settled_on\r\n' +
    'payment,p-1,500.50,INR,10.00,1.80,488.70,s-1,=U1,2026-11-27\r\n' +
    'refund,r-1,20.00,INR,0,0,-20.00,s-1,=U1,2026-11-27\r\n' +
    'adjustment,a-1,1.00,INR,0,0,1.00,s-1,=U1,2026-11-27\r\n';
  const file = path.join(server.app.summary.dataDir, 'report.csv');
  writeFileSync(file, text);
  const words = [key, '--connection', id, '--file'];
  const { code, out, wrong } = await dubash([...words, file]);
  assert.deepEqual([code, wrong], [3, '']);
  assert.match(
    out,
    /^s-1 +=U1 +2026-11-27 +1 +1 +1 +500\.50 +20\.00 +10\.00 +1\.80 +469\.70 +INR$/m,
  );
  assert.match(out, /^missing here +payment +- +- +p-1 +- +500\.50 +10\.00 +1\.80 +s-1/m);
  const end = '0 matched, 2 missing here, 1 other lines. Somebody has to look at this.';
  assert.ok(out.endsWith(`${end}\n`), out);
  const csv = await dubash([...words, '-', '--csv'], text);
  assert.equal(csv.code, 3);
  const [head, first] = csv.out.split('\r\n');
  assert.match(head ?? '', /^account,connection,agreement,kind,our_id,/);
  assert.match(first ?? '', /,s-1,'=U1,2026-11-27,INR,.*,500\.50,10\.00,1\.80,488\.70$/);
  const broken = await dubash([...words, '-'], text.replace('20.00,INR', '20.00,RUPEES'));
  assert.equal(broken.code, 1);
  assert.match(broken.wrong, /^dubash: -: line 3: currency must be a code such as INR\n$/);
  const missing = await dubash([...words, `${file}.gone`]);
  assert.equal(missing.code, 1);
  assert.match(missing.wrong, /no such file/);
});
