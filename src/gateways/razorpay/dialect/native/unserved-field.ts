// Refuses the fields that a table of request fields does not let pass.
// Source: razorpay.md §1.4; test-s2s error-index: a parameter that the account does not support.
import type { Failure } from '../../../../core/failure.ts';
import type { Fields } from '../../../dialect.ts';
import { printable } from '../../../kit/body.ts';
import { type FieldTable, findExtra, findRefused } from '../../../kit/request-field.ts';
import { FEE_FIELD, refuse } from './refusal.ts';

type Values = Fields['values'];
/** Ends the sentence, as on some pages. */
type Stop = '' | '.';

// The one that the documents give another sentence (payments/dynamic-convenience-fees/api).
const OWN_WORDS: ReadonlyMap<string, string> = new Map([
  [FEE_FIELD, 'Convenience fee configurable for dynamic fee bearer users only'],
]);

/** As an account without the product of this field is told. */
export function refuseName(name: string, stop: Stop): Failure {
  const field = printable(name) || '""';
  const says = `${field} is/are not required and should not be sent${stop}`;
  return refuse(field, 'unknown', OWN_WORDS.get(name) ?? says);
}

/** The first field that asks for a product which no account here has. */
export function refuseUnsupported(
  values: Values,
  table: FieldTable,
  stop: Stop = '',
): Failure | null {
  const asked = findRefused(values, table);
  return asked === undefined ? null : refuseName(asked, stop);
}

/** The first field at the top that no row is about. */
export function refuseExtra(values: Values, table: FieldTable, stop: Stop = ''): Failure | null {
  const extra = findExtra(values, table);
  return extra === undefined ? null : refuseName(extra, stop);
}
