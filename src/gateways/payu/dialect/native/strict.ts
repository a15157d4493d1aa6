// In what PayU is less kind than our sandbox: its JSON is answered as HTML, and what is debited is
// more than the order's amount with charges, or less with a discount.
// Source: payu.md §1.5 and §P.11.
import { formatDecimal, parseDecimal } from '../../../../core/money.ts';
import { rawNumber } from '../../../kit/json.ts';
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

const CHARGES_MINOR = 1180;
const DISCOUNT_MINOR = 500;

/** By the number that PayU has for it, so that it stays what it was. */
function debit(entity: unknown): unknown {
  if (!isRecord(entity) || entity['status'] !== 'success') return entity;
  const asked = parseDecimal(String(entity['transaction_amount']), 'INR') ?? 0;
  if (asked <= DISCOUNT_MINOR) return entity;
  const isDiscounted = /[13579]$/.test(String(entity['mihpayid']));
  const charges = isDiscounted ? 0 : CHARGES_MINOR;
  const discount = isDiscounted ? DISCOUNT_MINOR : 0;
  return {
    ...entity,
    amt: spell(asked + charges),
    additional_charges: spell(charges),
    disc: spell(discount),
    net_amount_debit: rawNumber(spell(asked + charges - discount)),
  };
}

function spell(minor: number): string {
  return formatDecimal(minor, 'INR');
}
