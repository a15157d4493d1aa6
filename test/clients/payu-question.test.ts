// The server API’s questions about settlements, checkouts, cards and the merchant's own fields.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { ask } from '../support/server.ts';
import {
  control,
  detailsOf,
  type Json,
  KEY,
  openStage,
  orderOf,
  pay,
  SALT,
  type Stage,
  start,
} from './payu-stage.ts';

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.stop());

async function run(command: string, ...vars: readonly string[]): Promise<Json> {
  const text = `${KEY}|${command}|${vars[0] ?? ''}|${SALT}`;
  const hash = createHash('sha512').update(text).digest('hex');
  const named = vars.map((value, at) => [`var${at + 1}`, value]);
  const body = new URLSearchParams({ key: KEY, command, hash, ...Object.fromEntries(named) });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const answered = await ask(`${stage.server.url}/merchant/postservice`, {
    headers,
    body: body.toString(),
  });
  assert.equal(answered.status, 200, answered.text);
  return answered.json as Json;
}

async function paid(txnid: string, more: Json = {}): Promise<string> {
  await start(stage.payu(), orderOf(txnid, { udf1: 'one', udf2: 'two' }));
  return pay(stage.server, txnid, more);
}

const fieldsOf = async (txnid: string): Promise<Json> =>
  detailsOf(await run('verify_payment', txnid), txnid);

test('udf_update replaces the five fields, wherever they are told', async () => {
  const id = await paid('udf-1');
  const updated = await run('udf_update', 'udf-1', 'ABCDE1234F', '', '22/08/1972', 'Shop', 'INV-7');
  const values = { udf1: 'ABCDE1234F', udf2: '', udf3: '22/08/1972', udf4: 'Shop', udf5: 'INV-7' };
  assert.deepEqual(updated, {
    status: 'UDF values updated',
    transaction_id: 'udf-1',
    ...values,
  });
  const seen = await fieldsOf('udf-1');
  for (const [name, value] of Object.entries(values)) assert.equal(seen[name], value, name);
  assert.equal(seen['mihpayid'], id);
  const response = (await run('get_ws_response', 'udf-1'))['response'] as Json;
  assert.equal(response['udf5'], 'INV-7');
  assert.ok(stage.payu().hasher.validateResponseHash({ ...response }), 'sealed as updated');
  const older = JSON.stringify({ txnid: 'udf-1', udf1: 'again' });
  assert.equal((await run('udf_update', older))['udf1'], 'again');
  assert.equal((await fieldsOf('udf-1'))['udf5'], '');
});

test('udf_update leaves the notes of another dialect’s order, and refuses the rest', async () => {
  const { url } = stage.server;
  const authorization = `Basic ${Buffer.from(`${KEY}:${SALT}`).toString('base64')}`;
  const body = { amount: 50000, currency: 'INR', receipt: 'noted-1', notes: { table: '7' } };
  const made = await ask(`${url}/v1/orders`, { headers: { authorization }, body });
  const { id } = made.json as { readonly id: string };
  await run('udf_update', 'noted-1', 'one');
  const read = await ask(`${url}/v1/orders/${id}`, { headers: { authorization } });
  const { notes } = read.json as { readonly notes: Json };
  assert.deepEqual([notes['table'], notes['udf1']], ['7', 'one']);
  const rows: readonly (readonly [readonly string[], string])[] = [
    [['', 'x'], 'Parameter missing'],
    [['nobody', 'x'], 'Invalid TXN ID'],
    [['noted-1', 'x'.repeat(256)], 'Update not allowed on provided Field'],
    [['{"udf1":"x"}'], 'Parameter missing'],
  ];
  for (const [vars, msg] of rows) {
    assert.deepEqual(await run('udf_update', ...vars), { status: 0, msg });
  }
});

test('getBinInfo: one card, a feature, all of them in pages', async () => {
  const hdfc = {
    ...{ issuing_bank: 'HDFC', bin: '512345', category: 'creditcard', card_type: 'MAST' },
    ...{ is_domestic: 1, is_atmpin_card: 0, is_otp_on_the_fly: 0 },
  };
  const one = (data: unknown) => ({ status: 1, data: { bins_data: data } });
  assert.deepEqual(await run('getBinInfo', '1', '512345'), one(hdfc));
  const more = { is_zero_redirect_supported: 0, is_si_supported: 0 };
  assert.deepEqual(await run('getBinInfo', '1', '512345', '', '', '1'), one({ ...hdfc, ...more }));
  const unknown = (await run('getBinInfo', '1', '999999'))['data'] as { bins_data: Json };
  assert.deepEqual(
    [unknown.bins_data['category'], unknown.bins_data['is_domestic']],
    ['UNKNOWN', 0],
  );
  const first = (await run('getBinInfo', '3', '', '0', '4'))['data'] as Json;
  assert.deepEqual([first['total_count'], first['last'], first['nextStart']], [6, 0, 4]);
  const rest = (await run('getBinInfo', '3', '', '4', '4'))['data'] as Json;
  assert.deepEqual([rest['last'], rest['nextStart']], [1, 6]);
  const bins = [first, rest].flatMap((page) => Object.keys(page['bins_data'] as Json));
  assert.equal(new Set(bins).size, 6);
  assert.equal(((await run('getBinInfo', '2', '1'))['data'] as Json)['total_count'], 0);
  const fails = async (...vars: string[]) => (await run('getBinInfo', ...vars))['data'];
  assert.equal(await fails('1', ''), 'Invalid bin passed in var2');
  assert.match(String(await fails('2', '512345')), /^Invalid var2, it should be either 1 or 2/);
  assert.match(String(await fails('3', '512345')), /^Invalid var2, it should be empty/);
  assert.equal(await fails('4'), 'Invalid var1');
});

test('checkout details: what our page offers, as the flags and filters ask', async () => {
  const asked = (useCase: Json, paymentOptions?: Json) =>
    run(
      'get_checkout_details',
      JSON.stringify({
        requestId: 'r-1',
        transactionDetails: { amount: 8000 },
        useCase,
        ...(paymentOptions === undefined ? {} : { filters: { paymentOptions } }),
      }),
    );
  type Details = Readonly<Record<string, Readonly<Record<string, { readonly all: Json }>>>>;
  const all = (await asked({ getExtendedPaymentDetails: true, checkDownStatus: true })) as {
    readonly details: Details;
  };
  const { paymentOptions = {}, downInfo = {}, config } = all.details;
  assert.deepEqual(Object.keys(paymentOptions), ['cc', 'dc', 'nb', 'upi', 'cash']);
  assert.deepEqual(paymentOptions['nb']?.all['SBIB'], { title: 'State Bank of India' });
  assert.deepEqual(Object.values(downInfo), [[], [], [], [], [], []]);
  assert.equal(config, undefined);
  const some = await asked(
    { getAdditionalCharges: true, getTaxSpecification: true },
    { nb: 'SBIB,AXIB', cash: 'all', bnpl: 'all' },
  );
  const charge = { additionalCharge: 0 };
  assert.deepEqual(some['details'], {
    paymentOptions: {
      nb: { all: { AXIB: charge, SBIB: charge } },
      cash: { all: { PHONEPE: charge, AMAZONPAY: charge, MOBIKWIK: charge } },
      bnpl: { hasEligible: false },
    },
    config: { taxSpecification: { default: 18 } },
  });
  const missing = { status: 0, msg: 'Parameter missing' };
  for (const wrong of ['{}', 'none', '[]', '{"requestId":"r","useCase":{}}']) {
    assert.deepEqual(await run('get_checkout_details', wrong), missing, wrong);
  }
});

test('every option that is told can be paid', async () => {
  const codes = (await run('get_merchant_ibibo_codes', 'default')) as Record<string, Json>;
  const sdk = await run('payment_related_details_for_mobile_sdk', `${KEY}:asha`);
  assert.deepEqual(sdk, { ibiboCodes: codes, userCards: { status: 0, msg: 'Card not found.' } });
  const server = { txn_s2s_flow: '4', s2s_client_ip: '127.0.0.1' };
  const rows = [
    ...Object.keys(codes['netbanking'] ?? {}).map((bankcode) => ({ pg: 'NB', bankcode })),
    ...Object.keys(codes['cashcard'] ?? {}).map((bankcode) => ({ pg: 'CASH', bankcode })),
  ];
  assert.equal(rows.length, 8);
  for (const row of rows) {
    const txnid = `option-${row.bankcode}`;
    const order = { ...orderOf(txnid), key: KEY };
    const hash = stage.payu().hasher.generatePaymentHash(order);
    const fields = { ...order, hash, ...server, ...row } as unknown as Record<string, string>;
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = new URLSearchParams(fields).toString();
    await ask(`${stage.server.url}/_payment`, { headers, body });
    const seen = await fieldsOf(txnid);
    assert.deepEqual([seen['mode'], seen['bankcode']], [row.pg, row.bankcode]);
  }
});

test('offers, saved cards and instalments: as an account without them is told', async () => {
  const offer = await run('check_offer_status', 'ten@1', '1000', 'CC');
  assert.deepEqual([offer['msg'], offer['error_code']], ['Invalid offer Key', 'E001']);
  for (const command of ['get_user_cards', 'delete_user_card', 'get_payment_instrument']) {
    assert.deepEqual(await run(command, `${KEY}:asha`, 't'), { status: 0, msg: 'Card not found.' });
  }
  assert.equal((await run('eligibleBinsForEMI', 'Bin', ''))['msg'], 'Parameter missing');
  assert.deepEqual(await run('getIssuingBankDownBins', 'default', '1'), []);
  const vas = await run('vas_for_mobile_sdk', 'default', 'default', 'default');
  assert.deepEqual([vas['issuingBankDownBins'], vas['sbiMaesBins']], [[], []]);
  assert.deepEqual(await run('get_TDR', '12345'), { status: 0, msg: 'Invalid PayU ID' });
});

test('what was captured is settled a day later, by day and by transfer', async () => {
  const id = await paid('settled-1', { method: 'netbanking' });
  const other = await paid('settled-2');
  await run('cancel_refund_transaction', other, 'back-1', '100.00');
  await start(stage.payu(), orderOf('settled-3'));
  await pay(stage.server, 'settled-3', { method: 'upi', outcome: 'failure' });
  const none = await run('get_settlement_details', id);
  assert.equal(none['msg'], `0 transactions settled on ${id}`);
  assert.equal((await fieldsOf('settled-1'))['Merchant_UTR'], null);
  const moved = await control(stage.server, '/clock', { advance_seconds: 86_400 });
  const now = Date.parse(String(moved['now']));
  assert.ok(now > 0, JSON.stringify(moved));
  const day = new Date(now + 19_800_000).toISOString().slice(0, 10);
  const listed = await run('get_settlement_details', day);
  const lines = Object.values(listed['Txn_details'] as Readonly<Record<string, Json>>);
  assert.equal(listed['msg'], `${lines.length} transactions settled on ${day}`);
  const found = (payuid: string) => lines.find((line) => line['payuid'] === payuid) ?? {};
  assert.equal(
    lines.find((line) => line['txnid'] === 'settled-3'),
    undefined,
  );
  const { txnid, mode, amount, mer_utr, mer_net_amount, requestaction } = found(id);
  assert.deepEqual(
    [txnid, mode, amount, mer_utr, mer_net_amount, requestaction],
    ['settled-1', 'NB', '500.00', id, '500.0000', 'capture'],
  );
  assert.equal(found(other)['mer_net_amount'], '400.0000');
  const transfer = await run('get_settlement_details', id);
  assert.deepEqual(transfer['Txn_details'], { 1: found(id) });
  const seen = await fieldsOf('settled-1');
  assert.deepEqual([seen['Merchant_UTR'], String(seen['Settled_At']).slice(0, 10)], [id, day]);
  const page = await run('get_settlement_details', day, '2', '1');
  assert.deepEqual(page['Txn_details'], { 1: lines[1] });
  const earlier = await run('get_settlement_details', '2020-01-01');
  assert.deepEqual(earlier['Txn_details'], []);
  for (const wrong of ['01-01-2020', '2020-02-30', 'soon']) {
    const msg = 'Please check date format it should be YYYY-MM-DD';
    assert.deepEqual(await run('get_settlement_details', wrong), { status: 0, msg });
  }
});

test('a refund that names a split or a beneficiary is refused', async () => {
  const id = await paid('refused-1');
  const split = await run(
    'cancel_refund_transaction',
    id,
    't-1',
    '1.00',
    '',
    '',
    '',
    '',
    '{"a":1}',
  );
  assert.equal(split['msg'], 'Refund FAILURE - Var8 is not enabled for this account');
  const other = await run('cancel_refund_transaction', id, 't-1', '1.00', '', '', 'IMPS');
  assert.equal(other['msg'], 'Refund FAILURE - Var6 is not enabled for this account');
  assert.equal((await run('cancel_refund_transaction', id, 't-1', '1.00'))['status'], 1);
});
