// Refuses what no account here has, as the gateway refuses an operation: a code and "… is not
// allowed". Source: pinelabs.md §2.9 and §2.14.
import { type Failure, invalid, type Issue } from '../../../../../core/failure.ts';
import type { Fields } from '../../../../dialect.ts';
import { type FieldTable, findRefused } from '../../../../kit/request-field.ts';

/** A field, or a product, that this account has not. */
function notAllowed(field: string, said: string): Issue {
  return { field, rule: 'unknown', message: `${said} is not allowed` };
}

export function refuseProduct(product: string): Failure {
  return invalid([notAllowed('product', product)]);
}

/** The first field that asks for a product which no account here has. */
export function refuseUnsupported({ values }: Fields, table: FieldTable): Failure | null {
  const asked = findRefused(values, table);
  return asked === undefined ? null : invalid([notAllowed(asked, asked)]);
}

/** Told as a method that is not enabled, whatever was sent. */
export function refuseMethod(): Failure {
  const message = 'payment_method is not enabled';
  return invalid([{ field: 'payment_method', rule: 'unknown', message }]);
}
