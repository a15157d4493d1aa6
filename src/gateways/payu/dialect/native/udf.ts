// `udf_update`: the merchant's own five fields of an order, replaced.
// Source: docs.payu.in/reference-link/udf_update_api; payu.md §1.14.
import type { EditNotes } from '../../../../core/command.ts';
import type { Outcome } from '../../../../core/decision.ts';
import { type Failure, invalid } from '../../../../core/failure.ts';
import { ownReference } from '../../../../core/name.ts';
import type { Call, Reply } from '../../../dialect.ts';
import { isRecord } from '../../../kit/read.ts';
import { readEcho, UPDATED } from '../transaction-text.ts';
import { textOf } from './field.ts';

const UDF_MAX = 255;

/** `var1` is the txnid and `var2` to `var6` the values; an older print has all of it in `var1`. */
function readUpdate({ fields }: Call): {
  readonly txnid: string;
  readonly udfs: readonly string[];
} {
  const named = textOf(fields, 'var1').trim();
  const whole = named.startsWith('{') ? readJson(named) : null;
  if (whole === null) {
    return { txnid: named, udfs: UPDATED.map((_, at) => textOf(fields, `var${at + 2}`)) };
  }
  const text = (name: string): string => {
    const value = whole[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
  return { txnid: text('txnid'), udfs: UPDATED.map(text) };
}

function readJson(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

export function parseUdfs(call: Call): EditNotes | Failure {
  const { txnid, udfs } = readUpdate(call);
  const refuse = (message: string): Failure =>
    invalid([{ field: 'var1', rule: 'format', message }]);
  if (txnid === '') return refuse('Parameter missing');
  if (udfs.some((udf) => udf.length > UDF_MAX)) {
    return refuse('Update not allowed on provided Field');
  }
  return {
    kind: 'editNotes',
    subject: 'order',
    locators: [{ by: 'reference', reference: txnid }],
    notes: Object.fromEntries(UPDATED.map((name, at) => [name, udfs[at] ?? ''])),
    adds: true,
  };
}

export function renderUdfs({ aggregate: { order } }: Outcome): Reply {
  const echo = readEcho(order);
  const body = {
    status: 'UDF values updated',
    transaction_id: ownReference(order) ?? '',
    ...Object.fromEntries(UPDATED.map((name) => [name, echo[name] ?? ''])),
  };
  return { kind: 'json', status: 200, body };
}
