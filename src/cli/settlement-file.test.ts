// Files of settlements: columns by any of their names, amounts by their digits, and what is wrong
// in them told by its line.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sumSettlements } from '../core/settlement-sum.ts';
import { CSV_HEAD, csvRows, listReconciliation } from './reconciliation-view.ts';
import { readSettlementFile } from './settlement-file.ts';
import { bookedAs, lineOf } from '../../test/support/settled.ts';

const HEAD = 'kind,id,amount,currency';

test('the four columns that it needs, and all that there may be', () => {
  const [bare] = readSettlementFile(`${HEAD}\npayment,pay_1,500.50,INR\n`);
  assert.deepEqual(bare, {
    ...{ kind: 'payment', raw: 'payment', theirs: 'pay_1', attempt: null, name: null },
    ...{ refundName: null, amountMinor: 50_050, currency: 'INR', feeMinor: null, taxMinor: null },
    ...{ netMinor: null, settlement: null, utr: null, settledOn: null, isSettled: true },
  });
  const titles = 'Kind,ID,payment_id,our_name,refund_name,amount,currency,fee,tax,net';
  const [refund] = readSettlementFile(
    `\ufeff${titles},settlement_id,utr,settled_on\r\n` +
      'REFUND,rf_1,pay_1,aB3dE5fG7hJ9kL,rF3dE5fG7hJ9kL,-1.50,INR,0.02,0.00,1.50,s_1,U1,2026-11-28\r\n',
  );
  assert.deepEqual(refund, {
    ...{ kind: 'refund', raw: 'REFUND', theirs: 'rf_1', attempt: 'pay_1', name: 'aB3dE5fG7hJ9kL' },
    ...{ refundName: 'rF3dE5fG7hJ9kL', amountMinor: 150, currency: 'INR', feeMinor: 2 },
    ...{ taxMinor: 0, netMinor: -150, settlement: 's_1', utr: 'U1', settledOn: '2026-11-28' },
    isSettled: true,
  });
});

test('titles of reports that were downloaded are taken', () => {
  const titles = 'entity_id,type,debit,credit,amount,currency,fee,tax,settled_at,settlement_utr';
  const [line] = readSettlementFile(
    `${titles},order_receipt\npay_1,payment,0,971,1000,INR,29,0,2019-09-11 10:12:40,U1,N1\n`,
  );
  const { theirs, amountMinor, feeMinor, utr, name, settledOn } = line ?? {};
  assert.deepEqual(
    [theirs, amountMinor, feeMinor, utr, name, settledOn],
    [...['pay_1', 100_000, 2900, 'U1', 'N1', '2019-09-11']],
  );
});

test('what is neither payment nor refund is of its own, with a sign or without', () => {
  const lines = readSettlementFile(
    `${HEAD},net\nadjustment,,10.12,INR,-10.12\ntransfer,trf_1,,KWD,\n`,
  );
  assert.deepEqual(
    lines.map(({ kind, raw, amountMinor, netMinor }) => [kind, raw, amountMinor, netMinor]),
    [
      ['other', 'adjustment', 1012, -1012],
      ['other', 'transfer', null, null],
    ],
  );
});

test('what was taken back from a payment is none that was paid', () => {
  const lines = readSettlementFile(`${HEAD}\npayment,p,-500.50,INR,,\nrefund,r,-500.50,INR\n`);
  assert.deepEqual(
    lines.map(({ kind, raw, amountMinor }) => [kind, raw, amountMinor]),
    [
      ['other', 'payment', 50_050],
      ['refund', 'refund', 50_050],
    ],
  );
});

test('what others wrote moves no terminal', () => {
  const odd = '\u001b]0;title\u0007\u202e';
  const [line = assert.fail()] = readSettlementFile(
    `${HEAD},settlement_id,utr,settled_on\npayment,p${odd},1,INR,s${odd},u${odd},2026-11-28\n`,
  );
  const entry = { agreement: 'different', kind: 'payment', line, booked: null, why: odd } as const;
  const days = { from: '2026-11-28', to: '2026-11-28' };
  const all = {
    ...{ account: 'k', connection: 'c', processor: 'p', mode: 'test', ...days, counts: {} },
    ...{ settlements: sumSettlements([line]), entries: [{ ...entry, asks: null }] },
    ...{
      unread: [{ day: '2026-11-28', why: `refused: ${odd}` }],
      adopted: 0,
      asked: 0,
      reviews: 0,
    },
  };
  const text = listReconciliation(all as never, true).join('');
  assert.match(text, /s\?\]0;title/);
  assert.doesNotMatch(text, /[\p{Cc}\p{Cf}]/u);
});

test('ids beyond 2^53 and amounts beyond floats keep their digits', () => {
  const [line] = readSettlementFile(
    `${HEAD}\npayment,403993715527264430123,90071992547409.91,INR\n`,
  );
  assert.equal(line?.theirs, '403993715527264430123');
  assert.equal(line?.amountMinor, 9_007_199_254_740_991);
});

const WRONG: readonly (readonly [string, RegExp])[] = [
  ['', /line 1: no columns: it needs kind, id, amount, currency/],
  ['id,amount\n', /line 1: no column kind or type or event_type, no column currency/],
  ['kind,id,id,amount,currency\n', /the column id is there twice/],
  [`${HEAD}\npayment,,1,INR`, /line 2: a payment without id/],
  [`${HEAD}\npayment,p,,INR`, /line 2: amount is missing/],
  [`${HEAD}\npayment,p,1.001,INR`, /line 2: amount must be an amount in INR/],
  [`${HEAD}\npayment,p,"1,000",INR`, /line 2: amount must be/],
  [`${HEAD}\npayment,p,NaN,INR`, /line 2: amount must be/],
  [`${HEAD}\npayment,p,1,`, /line 2: currency must be a code/],
  [`${HEAD}\npayment,p,1,rupees`, /line 2: currency must be a code/],
  [`${HEAD},settled_on\npayment,p,1,INR,28/11/2026`, /line 2: settled_on must begin with a day/],
  [`${HEAD},settled_on\npayment,p,1,INR,2026-02-30`, /line 2: settled_on/],
  [`${HEAD}\n"payment`, /line 2: a quotation mark/],
  ['kind,id,currency,amount\npayment,p,INR,1,000.50', /line 2: more cells than titles/],
  [`${HEAD}\npayment,4.03994E+17,1,INR`, /line 2: a spreadsheet has rounded the id 4\.03994E\+17/],
];

for (const [text, says] of WRONG) {
  test(`refused: ${JSON.stringify(text.slice(0, 70))}`, () => {
    assert.throws(() => readSettlementFile(text), says);
  });
}

test('100000 lines are read in seconds and memory that is bounded', () => {
  const rows = Array.from({ length: 100_000 }, (_, at) => {
    return `payment,pay_${at},"${at}.50",INR,name-${at},setl_${at % 9},UTR${at % 9},2026-11-28`;
  });
  const text = `${HEAD},our_name,settlement_id,utr,settled_on\r\n${rows.join('\r\n')}\r\n`;
  const before = process.memoryUsage().heapUsed;
  const begun = performance.now();
  const lines = readSettlementFile(text);
  assert.equal(lines.length, 100_000);
  assert.equal(lines[99_999]?.amountMinor, 9_999_950);
  assert.ok(performance.now() - begun < 5000, `${performance.now() - begun} ms`);
  const grown = process.memoryUsage().heapUsed - before;
  assert.ok(grown < 200_000_000, `${grown} bytes`);
});

test('what the command writes can be read again, and computes nothing', () => {
  const line = lineOf({ utr: '=cmd()', settlement: '+s', theirs: '-id' });
  const booked = bookedAs({ reference: '@SUM(A1)' });
  const entry = { agreement: 'matched', kind: 'payment', line, booked, why: null } as const;
  const rows = [
    ...csvRows({ account: 'k', connection: 'c', entries: [{ ...entry, asks: null }] } as never),
  ];
  const [text = ''] = rows;
  for (const cell of ["'=cmd()", "'+s", "'-id", "'@SUM(A1)", '500.50', '488.69']) {
    assert.ok(text.split(',').includes(cell), `${cell} in ${text}`);
  }
  const [again] = readSettlementFile(`${CSV_HEAD}\r\n${text}\r\n`);
  assert.deepEqual([again?.utr, again?.settlement, again?.theirs], ['=cmd()', '+s', '-id']);
  assert.deepEqual([again?.amountMinor, again?.netMinor], [50_050, 48_869]);
});
