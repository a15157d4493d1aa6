// Customers on the native paths: kept for the merchant, told back as they were sent.
// Source: the gateway's documents "Customers" (create, edit, fetch, entity); inferred where silent.
import type { FindRecord, ListRecords, PutRecord } from '../../../../core/command.ts';
import { type Failure, isFailure } from '../../../../core/failure.ts';
import { uniqueRefOf, type StoredRecord } from '../../../../core/record.ts';
import type { Call, Fields, Reply } from '../../../dialect.ts';
import { has, readNotes, readText } from './field.ts';
import { nameOf, readId } from '../../ids.ts';
import { seconds } from '../../time.ts';
import { readRange, refuseFilters } from './range.ts';
import { refuse, renderRefusal } from './refusal.ts';
import { CUSTOMER_EDIT_FIELDS, CUSTOMER_FIELDS } from './request-field.ts';
import { refuseExtra } from './unserved-field.ts';
import { collectionOf, jsonOf, notesOf } from './view.ts';

/** Two customers with the same of both are the same customer. */
const CLAIM_BY = Object.freeze(['email', 'contact']);
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const MARK = Object.freeze({ dialect: 'razorpay' });

export function parseCustomer({ fields }: Call): PutRecord | Failure {
  const { values } = fields;
  const details = readDetails(fields);
  if (isFailure(details)) return details;
  const gstin = readText(fields, 'gstin', 15);
  if (isFailure(gstin)) return gstin;
  const notes = readNotes(values);
  if (isFailure(notes)) return notes;
  const extra = refuseExtra(values, CUSTOMER_FIELDS, '.');
  if (extra !== null) return extra;
  const nobody = { name: null, email: null, contact: null };
  const body = { ...MARK, ...nobody, ...details, gstin, notes: notes ?? {} };
  const uniqueRef = uniqueRefOf(body, CLAIM_BY);
  // A text: a number is not understood (razorpay.md §1.8, documented and a frequent complaint).
  const repeat = values['fail_existing'] === '0' ? 'return' : 'refuse';
  return { kind: 'putRecord', of: 'customer', record: null, uniqueRef, repeat, body };
}

export function parseCustomerEdit({ params, fields }: Call): PutRecord | Failure {
  const record = readId(params['id'] ?? '', 'customer');
  if (isFailure(record)) return record;
  const details = readDetails(fields);
  if (isFailure(details)) return details;
  const extra = refuseExtra(fields.values, CUSTOMER_EDIT_FIELDS, '.');
  if (extra !== null) return extra;
  const body = { ...MARK, ...details };
  const rest = { uniqueRef: null, uniqueBy: CLAIM_BY, merge: true, repeat: 'refuse' } as const;
  return { kind: 'putRecord', of: 'customer', record, ...rest, body };
}

/** Only the details that came. */
export function readDetails(fields: Fields): Readonly<Record<string, string | null>> | Failure {
  const details: Record<string, string | null> = {};
  const { values } = fields;
  const name = readText(fields, 'name', 50);
  if (isFailure(name)) return name;
  if (has(values, 'name')) details['name'] = name;
  const email = readText(fields, 'email', 64);
  if (isFailure(email)) return email;
  if (email !== null && !EMAIL.test(email)) {
    return refuse('email', 'format', 'The email must be a valid email address.');
  }
  if (has(values, 'email')) details['email'] = email;
  const contact = readText(fields, 'contact', 15);
  if (isFailure(contact)) return contact;
  if (contact !== null && !/^\+?(?:[\s()-]*\d){8,15}[\s()-]*$/.test(contact)) {
    const says = 'Contact number should be at least 8 digits, including country code';
    return refuse('contact', 'format', says);
  }
  if (has(values, 'contact')) details['contact'] = contact;
  return details;
}

export function parseFindCustomer({ params }: Call): FindRecord | Failure {
  const record = readId(params['id'] ?? '', 'customer');
  return isFailure(record) ? record : { kind: 'findRecord', of: 'customer', record };
}

export function parseCustomers({ request }: Call): ListRecords | Failure {
  const range = readRange(request.query);
  if (isFailure(range)) return range;
  const { count, skip } = range;
  const other = refuseFilters(request.query, ['count', 'skip']);
  return other ?? { kind: 'listRecords', of: 'customer', count, skip };
}

function view(record: StoredRecord) {
  const { name, email, contact, gstin, notes } = record.body;
  return {
    id: nameOf('customer', record),
    entity: 'customer' as const,
    name: name ?? null,
    email: email ?? null,
    contact: contact ?? null,
    gstin: gstin ?? null,
    notes: notesOf((notes ?? {}) as Readonly<Record<string, string>>),
    created_at: seconds(record.createdAt),
  };
}

export function renderCustomer([record]: readonly StoredRecord[], { request }: Call): Reply {
  if (record === undefined) return renderRefusal({ failure: 'record_not_found' }, request);
  return jsonOf(view(record));
}

export function renderCustomers(records: readonly StoredRecord[]): Reply {
  return jsonOf(collectionOf(records.map(view)));
}
