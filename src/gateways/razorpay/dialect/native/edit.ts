// The only change that orders, payments and refunds take: other notes, and of orders who buys.
// Source: razorpay.md §1.4 to §1.6; the sentence of missing notes is documented for refunds.
import type { EditNotes } from '../../../../core/command.ts';
import { type Failure, isFailure } from '../../../../core/failure.ts';
import type { Call } from '../../../dialect.ts';
import { isRecord } from '../../../kit/field-path.ts';
import { readNotes } from './field.ts';
import { readId } from '../../ids.ts';
import { readCustomer } from './order.ts';
import { refuse } from './refusal.ts';
import { NOTES_EDIT_FIELDS, ORDER_EDIT_FIELDS } from './request-field.ts';
import { refuseExtra } from './unserved-field.ts';

export function parseEdit(subject: EditNotes['subject']) {
  const table = subject === 'order' ? ORDER_EDIT_FIELDS : NOTES_EDIT_FIELDS;
  return ({ params, fields: { values } }: Call): EditNotes | Failure => {
    const locators = readId(params['id'] ?? '', subject);
    if (isFailure(locators)) return locators;
    const extra = refuseExtra(values, table, '.');
    if (extra !== null) return extra;
    const notes = readNotes(values);
    if (isFailure(notes)) return notes;
    const about = { kind: 'editNotes', subject, locators } as const;
    const { id: _, ...known } = readCustomer(values);
    const details = Object.entries(known).filter(([, value]) => value !== null);
    const isNamed = subject === 'order' && isRecord(values['customer_details']);
    const customer = isNamed && details.length > 0 ? { customer: Object.fromEntries(details) } : {};
    if (notes !== null) return { ...about, notes, ...customer };
    if (isNamed) return { ...about, notes: {}, adds: true, ...customer };
    return refuse('notes', 'required', 'The notes field is required');
  };
}
