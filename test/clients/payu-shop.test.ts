// What shops send PayU without its SDK: forms of their plugins, with texts as databases print them.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { parseDecimal } from '../../src/core/money.ts';
import { ask } from '../support/server.ts';
import {
  KEY,
  openStage,
  orderOf,
  pay,
  postForm,
  readForm,
  SALT,
  type Stage,
} from './payu-stage.ts';

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.stop());

const sha512 = (text: string) => createHash('sha512').update(text).digest('hex');

// PayU's plugin for OpenCart 3 sends the order's total as the database has it, decimal(15,4), and
// names of its own spelling; its callback hashes what came back (observed).
const UDF5 = 'Opencart_v_3.0.2 (Multi-currency)';
function opencartForm(txnid: string, total: string): Readonly<Record<string, string>> {
  const fields = { ...orderOf(txnid), amount: total, udf5: UDF5, pg: '', bankcode: '' };
  const { furl, productinfo, firstname, email, ...rest } = fields as Record<string, string>;
  const text = [KEY, txnid, total, productinfo, firstname, email, '', '', '', '', UDF5];
  const Hash = sha512([...text, '', '', '', '', '', SALT].join('|'));
  const kept = { productinfo: productinfo ?? '', firstname: firstname ?? '', email: email ?? '' };
  return { ...rest, ...kept, key: KEY, Furl: furl ?? '', Lastname: 'Rao', Hash };
}

for (const [total, paise] of [
  ['1250.5000', 125050],
  ['499.0000', 49900],
  ['500.000', 50000],
] as const) {
  test(`OpenCart’s total ${total} is paid, and its reply verifies`, async () => {
    const txnid = `oc-${total}`;
    const action = `${stage.server.url}/_payment.php`;
    const sent = await postForm({ action, fields: opencartForm(txnid, total) });
    assert.equal(sent.status, 303, sent.text);
    await pay(stage.server, txnid);
    const page = sent.headers.get('location') ?? '';
    const { fields } = readForm((await ask(`${page}/return`)).text);
    const udfs = Array.from({ length: 10 }, (_, at) => fields[`udf${at + 1}`] ?? '');
    const { productinfo, firstname, email, amount, status } = fields;
    const asked = [KEY, txnid, amount, productinfo, firstname, email, ...udfs];
    assert.equal(fields['hash'], sha512([SALT, status, ...asked.reverse()].join('|')));
    assert.deepEqual([status, parseDecimal(String(amount), 'INR')], ['success', paise]);
  });
}
