// Refuses the fields that a table of request fields does not let pass.
// Source: razorpay.md §1.4; test-s2s error-index: a parameter that the account does not support.
import type { Failure } from '../../../../core/failure.ts';
import type { Fields } from '../../../dialect.ts';
import { printable } from '../../../kit/body.ts';
import { isRecord, valueAt } from '../../../kit/field-path.ts';
import { FEE_FIELD, refuse } from './refusal.ts';
import type { FieldTable } from './request-field.ts';

type Values = Fields['values'];
/** Ends the sentence, as on some pages. */
type Stop = '' | '.';

/** Null, false, zero and what is empty ask for nothing. */
function asks(value: unknown): boolean {
  if (value === null || value === undefined || value === false || value === 0) return false;
  if (typeof value === 'string') return !['', '0', 'false'].includes(value.trim());
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

// The one that the documents give another sentence (payments/dynamic-convenience-fees/api).
const OWN_WORDS: ReadonlyMap<string, string> = new Map([
  [FEE_FIELD, 'Convenience fee configurable for dynamic fee bearer users only'],
]);

function refuseName(name: string, stop: Stop): Failure {
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
  for (const name of table.refused) {
    const asked = name.endsWith('.*')
      ? findOther(values, table, name.slice(0, -2))
      : asks(valueAt(values, name))
        ? name
        : undefined;
    if (asked !== undefined) return refuseName(asked, stop);
  }
  return null;
}

/** What is below `parent` beside the names that have rows of their own. */
function findOther(values: Values, { rows }: FieldTable, parent: string): string | undefined {
  const inner = valueAt(values, parent);
  if (!isRecord(inner)) return undefined;
  const names = Object.keys(rows);
  return Object.keys(inner)
    .map((each) => `${parent}.${each}`)
    .find((each) => !names.some((name) => name === each || name.startsWith(`${each}.`)));
}

/** The first field at the top that no row is about. */
export function refuseExtra(values: Values, { tops }: FieldTable, stop: Stop = ''): Failure | null {
  const extra = Object.keys(values).find((name) => !tops.has(name));
  return extra === undefined ? null : refuseName(extra, stop);
}
