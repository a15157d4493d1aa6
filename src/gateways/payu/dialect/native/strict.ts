// In what PayU is less kind than our sandbox: its JSON is answered as HTML, and what is debited is
// more than the order's amount with charges, or less with a discount. Source: payu.md §1.5 and §P.11.
import { isRecord } from '../../../kit/read.ts';
import type { Strictness } from '../../../dialect.ts';

export const STRICT: Strictness = Object.freeze({
  type: 'text/html; charset=UTF-8',
  retell: (body: unknown): unknown => {
    const list = isRecord(body) ? body['transaction_details'] : null;
    if (!isRecord(body) || !isRecord(list)) return body;
    const told = Object.entries(list).map(([name, each]) => [name, debit(each)] as const);
    return { ...body, transaction_details: Object.fromEntries(told) };
  },
});

const CHARGES = 11.8;
const DISCOUNT = 5;

/** By the number that PayU has for it, so that it stays what it was. */
function debit(entity: unknown): unknown {
  if (!isRecord(entity) || entity['status'] !== 'success') return entity;
  const asked = Number(entity['transaction_amount']);
  if (!(asked > DISCOUNT)) return entity;
  const isDiscounted = /[13579]$/.test(String(entity['mihpayid']));
  const charges = isDiscounted ? 0 : CHARGES;
  const discount = isDiscounted ? DISCOUNT : 0;
  return {
    ...entity,
    amt: (asked + charges).toFixed(2),
    additional_charges: charges.toFixed(2),
    disc: discount.toFixed(2),
    net_amount_debit: Number((asked + charges - discount).toFixed(2)),
  };
}
