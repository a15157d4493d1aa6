// Items: what a shop sells, kept for its invoices and told back as they were sent.
// Source: api/payments/invoices/create-item, …/update-item, …/fetch-all-items, …/item-entity
// (documented).
import type { DeleteRecord } from '../../../../core/account-request.ts';
import type { FindRecord, ListRecords, PutRecord } from '../../../../core/command.ts';
import { type Failure, isFailure } from '../../../../core/failure.ts';
import type { StoredRecord } from '../../../../core/record.ts';
import { type Call, type Fields, type Operation, operation, type Reply } from '../../../dialect.ts';
import { nameOf, readId } from '../../ids.ts';
import { seconds } from '../../time.ts';
import { CURRENCY_DEFAULT } from '../schema.ts';
import { has, readCurrency, readFlag, readText, refuseSmall } from './field.ts';
import { readAmount } from './order.ts';
import { RANGE, type Range, readRange, refuseFilters, takeRange } from './range.ts';
import { refuse, renderRefusal } from './refusal.ts';
import { ITEM_EDIT_FIELDS, ITEM_FIELDS } from './request-field.ts';
import { refuseExtra } from './unserved-field.ts';
import { collectionOf, jsonOf } from './view.ts';

const NAME_MAX = 512;
const DESCRIPTION_MAX = 2048;
/** A list that is narrowed is narrowed here: it reads so many at most, the newest first. */
const NARROWED_MAX = 10_000;

type Item = {
  readonly name: string;
  readonly description: string | null;
  readonly amount: number;
  readonly currency: string;
  readonly active: boolean;
};

const NEEDED = Object.freeze(['name', 'amount', 'currency'] as const);

function parseItem({ fields }: Call): PutRecord | Failure {
  const { values } = fields;
  const missing = NEEDED.find((name) => !has(values, name) || values[name] === '');
  if (missing !== undefined) {
    return refuse(missing, 'required', `The ${missing} field is required.`);
  }
  const item = readItem(fields);
  if (isFailure(item)) return item;
  const extra = refuseExtra(values, ITEM_FIELDS);
  if (extra !== null) return extra;
  const body = { description: null, ...item, active: true };
  return { ...ITEM, record: null, body };
}

const ITEM = { kind: 'putRecord', of: 'item', uniqueRef: null, repeat: 'refuse' } as const;

type Part<T> = { -readonly [K in keyof T]?: T[K] };

/** Only what came. Without its currency an amount is measured by none. */
function readItem(fields: Fields): Part<Item> | Failure {
  const { values } = fields;
  const item: Part<Item> = {};
  const name = readText(fields, 'name', NAME_MAX);
  if (isFailure(name)) return name;
  if (name !== null) item.name = name;
  const description = readText(fields, 'description', DESCRIPTION_MAX);
  if (isFailure(description)) return description;
  if (has(values, 'description')) item.description = description;
  if (has(values, 'currency')) {
    const currency = readCurrency(values, 'currency');
    if (isFailure(currency)) return currency;
    item.currency = currency;
  }
  if (has(values, 'amount')) {
    const amount = readAmount(fields);
    if (isFailure(amount)) return amount;
    const small = refuseSmall(amount, item.currency ?? CURRENCY_DEFAULT);
    if (small !== null && (item.currency !== undefined || amount < 1)) return small;
    item.amount = amount;
  }
  return item;
}

function parseItemEdit({ params, fields }: Call): PutRecord | Failure {
  const record = readId(params['id'] ?? '', 'item');
  if (isFailure(record)) return record;
  const { values } = fields;
  if (values['name'] === '') return refuse('name', 'required', 'The name field is required.');
  const item = readItem(fields);
  if (isFailure(item)) return item;
  const active = readFlag(values['active']);
  if (active === null && has(values, 'active')) {
    return refuse('active', 'type', 'The active field must be true or false.');
  }
  const extra = refuseExtra(values, ITEM_EDIT_FIELDS);
  if (extra !== null) return extra;
  const body = { ...item, ...(active === null ? {} : { active }) };
  return { ...ITEM, record, merge: true, body };
}

function parseFindItem({ params }: Call): FindRecord | Failure {
  const record = readId(params['id'] ?? '', 'item');
  return isFailure(record) ? record : { kind: 'findRecord', of: 'item', record };
}

function parseItemRemoval({ params }: Call): DeleteRecord | Failure {
  const record = readId(params['id'] ?? '', 'item');
  return isFailure(record) ? record : { kind: 'deleteRecord', of: 'item', record };
}

function isNarrowed({ from, to }: Range, { request: { query } }: Call): boolean {
  return from !== null || to !== null || (query['active'] ?? '') !== '';
}

function parseItems(call: Call): ListRecords | Failure {
  const { query } = call.request;
  const range = readRange(query);
  if (isFailure(range)) return range;
  const other = refuseFilters(query, [...RANGE, 'active']);
  if (other !== null) return other;
  const active = query['active'] ?? '';
  if (active !== '' && readFlag(active) === null) {
    return refuse('active', 'type', 'The active field must be true or false.');
  }
  const { count, skip } = isNarrowed(range, call) ? { count: NARROWED_MAX, skip: 0 } : range;
  return { kind: 'listRecords', of: 'item', count, skip };
}

function view(record: StoredRecord) {
  const { name, description, amount, currency, active } = record.body as Item;
  return {
    id: nameOf('item', record),
    active,
    name,
    description,
    amount,
    unit_amount: amount,
    currency,
    type: 'invoice' as const,
    unit: null,
    tax_inclusive: false,
    hsn_code: null,
    sac_code: null,
    tax_rate: null,
    tax_id: null,
    tax_group_id: null,
    created_at: seconds(record.createdAt),
  };
}

function renderItem([record]: readonly StoredRecord[], { request }: Call): Reply {
  return record === undefined
    ? renderRefusal({ failure: 'record_not_found' }, request)
    : jsonOf(view(record));
}

function renderItems(records: readonly StoredRecord[], call: Call): Reply {
  const range = readRange(call.request.query);
  if (isFailure(range) || !isNarrowed(range, call)) return jsonOf(collectionOf(records.map(view)));
  const active = readFlag(call.request.query['active'] ?? '');
  const asked = records.filter(({ body }) => active === null || body['active'] === active);
  return jsonOf(collectionOf(takeRange(asked, range).map(view)));
}

const ONE = '/items/:id';

export const itemOperations: readonly Operation[] = [
  operation({ method: 'POST', rate: 'create', path: '/items' }, parseItem, renderItem),
  operation({ method: 'GET', rate: 'fetch', path: '/items' }, parseItems, renderItems),
  operation({ method: 'GET', rate: 'fetch', path: ONE }, parseFindItem, renderItem),
  operation({ method: 'PATCH', rate: 'create', path: ONE }, parseItemEdit, renderItem),
  operation({ method: 'DELETE', rate: 'create', path: ONE }, parseItemRemoval, () => jsonOf([])),
];
