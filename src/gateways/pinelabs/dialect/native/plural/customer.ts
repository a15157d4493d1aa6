// Customers of the token generation: kept for the merchant, told back as they were sent.
// Source: the published customer object; pinelabs-python 0.2.1 customers/client.py; §2.15.
import type { ChangeRecord } from '../../../../../core/account-request.ts';
import type { FindRecord, PutRecord } from '../../../../../core/command.ts';
import { type Failure, invalid } from '../../../../../core/failure.ts';
import type { StoredRecord } from '../../../../../core/record.ts';
import type { Call, Reply } from '../../../../dialect.ts';
import { type Reading, readFields } from '../../../../kit/read.ts';
import { customerLocators, customerName } from '../../../ids.ts';

const NAME_MAX = 50;
const CODE_MAX = 5;
const MOBILE = /^\d{9,20}$/;
const GSTIN_MAX = 15;
const METADATA = { pairs: 10, keyMax: 256, valueMax: 256 } as const;
/** What is kept of an address, printed as JSON. */
const ADDRESS_MAX = 4096;
const INDIA = '91';
const STATUSES = ['ACTIVE', 'INACTIVE', 'SUSPENDED', 'DELETED'] as const;

type Body = StoredRecord['body'];

/** What the three that are searched by make together; null without a reference of the merchant. */
function uniqueOf(body: Body): string | null {
  const { country_code, mobile_number, merchant_customer_reference } = body;
  if (typeof merchant_customer_reference !== 'string') return null;
  return JSON.stringify([country_code, mobile_number ?? null, merchant_customer_reference]);
}

function readAddress(read: Reading, name: string): Body | null {
  const address = read.object(name);
  if (address === null || JSON.stringify(address).length <= ADDRESS_MAX) return address;
  return read.wrong(name, 'length', 'is too long');
}

/** Only the details that came, and when. */
function readDetails({ fields, now }: Call): { readonly read: Reading; readonly body: Body } {
  const read = readFields(fields);
  const text = (name: string, max = NAME_MAX) => read.text(name, { max, numbers: true });
  const says = 'mobile_number must be 9 to 20 digits';
  const details: Readonly<Record<string, unknown>> = {
    merchant_customer_reference: text('merchant_customer_reference'),
    first_name: text('first_name'),
    last_name: text('last_name'),
    country_code: text('country_code', CODE_MAX),
    mobile_number: read.text('mobile_number', { numbers: true, pattern: MOBILE, says }),
    email: read.text('email_id', { max: NAME_MAX }),
    billing_address: readAddress(read, 'billing_address'),
    shipping_address: readAddress(read, 'shipping_address'),
    gstin: text('gstin', GSTIN_MAX),
    notes: read.has('merchant_metadata') ? read.notes('merchant_metadata', METADATA) : null,
  };
  const given = Object.entries(details).filter(([, value]) => value !== null);
  return { read, body: { ...Object.fromEntries(given), updated_at: now } };
}

/** One name and one number, as other dialects show a customer. */
function shownElsewhere({ first_name, last_name, country_code, mobile_number }: Body): Body {
  const names = [first_name, last_name].filter((name) => typeof name === 'string');
  return {
    ...(names.length === 0 ? {} : { name: names.join(' ') }),
    ...(typeof mobile_number === 'string' ? { contact: `+${country_code}${mobile_number}` } : {}),
  };
}

export function parseCustomer(call: Call): PutRecord | Failure {
  const { read, body: details } = readDetails(call);
  if (read.issues.length > 0) return invalid(read.issues);
  const body = { dialect: 'pinelabs', country_code: INDIA, status: 'INACTIVE', ...details };
  const rest = { of: 'customer', record: null, repeat: 'refuse' } as const;
  const whole = { ...body, ...shownElsewhere(body) };
  return { kind: 'putRecord', ...rest, uniqueRef: uniqueOf(body), body: whole };
}

export function parseCustomerEdit(call: Call): ChangeRecord | Failure {
  const { read, body: details } = readDetails(call);
  const status = read.choice('status', STATUSES);
  if (read.issues.length > 0) return invalid(read.issues);
  const body = { ...details, ...(status === null ? {} : { status }) };
  const record = customerLocators(call.params['id'] ?? '');
  return {
    kind: 'changeRecord',
    of: 'customer',
    record,
    change: (before) => {
      const whole = { country_code: INDIA, ...before.body, ...body };
      return { body: { ...body, ...shownElsewhere(whole) }, uniqueRef: uniqueOf(whole) };
    },
  };
}

export function parseFindCustomer({ params }: Call): FindRecord {
  return { kind: 'findRecord', of: 'customer', record: customerLocators(params['id'] ?? '') };
}

/** By all three; whoever leaves one out is told so. */
export function parseCustomerSearch({ request }: Call): FindRecord | Failure {
  const read = readFields({ values: request.query, lexemes: new Map() });
  const text = (name: string) => read.text(name, { required: true, max: NAME_MAX });
  const country_code = text('country_code');
  const mobile_number = text('mobile_number');
  const merchant_customer_reference = text('merchant_customer_reference');
  if (read.issues.length > 0) return invalid(read.issues);
  const reference = uniqueOf({ country_code, mobile_number, merchant_customer_reference });
  const record = reference === null ? [] : [{ by: 'reference', reference } as const];
  return { kind: 'findRecord', of: 'customer', record };
}

const time = (ms: number): string => new Date(ms).toISOString();

function timesOf({ body, createdAt }: StoredRecord) {
  const { updated_at } = body;
  // Said before it was kept: of a new one both are the same.
  const updated = typeof updated_at === 'number' ? Math.max(updated_at, createdAt) : createdAt;
  return { created_at: time(createdAt), updated_at: time(updated) };
}

function view(record: StoredRecord) {
  const { body } = record;
  const text = (name: string): unknown => body[name] ?? '';
  return {
    customer_id: customerName(record),
    merchant_customer_reference: text('merchant_customer_reference'),
    // Another dialect keeps one name and one number.
    first_name: body['first_name'] ?? text('name'),
    last_name: text('last_name'),
    country_code: text('country_code'),
    mobile_number: body['mobile_number'] ?? text('contact'),
    email_id: text('email'),
    billing_address: body['billing_address'] ?? {},
    shipping_address: body['shipping_address'] ?? {},
    gstin: text('gstin'),
    merchant_metadata: body['notes'] ?? {},
    status: body['status'] ?? 'INACTIVE',
    ...timesOf(record),
  };
}

const jsonOf = (body: unknown): Reply => ({ kind: 'json', status: 200, body });

export function renderCustomer([record]: readonly [StoredRecord]): Reply {
  return jsonOf(view(record));
}

/** No card is ever kept here. */
export function renderTokens([record]: readonly [StoredRecord]): Reply {
  const customer_id = customerName(record);
  return jsonOf({ customer_id, total_tokens: 0, tokens: [], ...timesOf(record) });
}

export function renderProviderTokens([record]: readonly [StoredRecord]): Reply {
  return jsonOf({ customer_id: customerName(record), tokens: [] });
}
