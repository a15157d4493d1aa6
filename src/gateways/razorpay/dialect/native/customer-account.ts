// The bank accounts of a merchant's customer: kept in the customer's record, but for most of the
// number.
// Source: api/customers/bank-accounts (documented); sentences inferred.
import type { ChangeRecord } from '../../../../core/account-request.ts';
import { type Failure, isFailure } from '../../../../core/failure.ts';
import type { StoredRecord } from '../../../../core/record.ts';
import { type Call, type Fields, type Operation, operation, type Reply } from '../../../dialect.ts';
import { sha256Hex } from '../../../kit/proof.ts';
import { readId } from '../../ids.ts';
import { METHODS } from './checkout.ts';
import { readText } from './field.ts';
import { refuse, renderRefusal } from './refusal.ts';
import { CUSTOMER_ACCOUNT_FIELDS } from './request-field.ts';
import { refuseExtra } from './unserved-field.ts';
import { jsonOf } from './view.ts';

type Account = {
  readonly id: string;
  readonly ifsc: string;
  readonly name: string;
  /** All but the last four of its characters are X. */
  readonly account_number: string;
};

const FIELD = 'bank_accounts';
/** None is documented. */
const MOST = 10;
const TEXT_MAX = 120;
const ID_LENGTH = 14;

function accountsOf(body: StoredRecord['body']): readonly Account[] {
  const accounts = body[FIELD];
  return Array.isArray(accounts) ? (accounts as readonly Account[]) : [];
}

/** The same account of the same customer has the same name. */
function idOf(customer: string, number: string, ifsc: string): string {
  return `ba_${sha256Hex([customer, number, ifsc].join('|')).slice(0, ID_LENGTH)}`;
}

function readAccount({ fields, params }: Call): Account | Failure {
  const number = readPart(fields, 'account_number', /^[A-Za-z0-9]{5,35}$/);
  if (isFailure(number)) return number;
  const ifsc = readPart(fields, 'ifsc_code', /^[A-Z]{4}0[A-Z0-9]{6}$/);
  if (isFailure(ifsc)) return ifsc;
  const name = readPart(fields, 'beneficiary_name', /^[^\p{Cc}]+$/u);
  if (isFailure(name)) return name;
  const id = idOf(params['id'] ?? '', number, ifsc);
  return { id, ifsc, name, account_number: number.slice(-4).padStart(number.length, 'X') };
}

function readPart(fields: Fields, name: string, form: RegExp): string | Failure {
  const label = name.replaceAll('_', ' ');
  const text = readText(fields, name, TEXT_MAX);
  if (isFailure(text)) return text;
  if (text === null) return refuse(name, 'required', `The ${label} field is required.`);
  return form.test(text) ? text : refuse(name, 'format', `The ${label} format is invalid.`);
}

function parseAccount(call: Call): ChangeRecord | Failure {
  const record = readId(call.params['id'] ?? '', 'customer');
  if (isFailure(record)) return record;
  const account = readAccount(call);
  if (isFailure(account)) return account;
  const extra = refuseExtra(call.fields.values, CUSTOMER_ACCOUNT_FIELDS, '.');
  if (extra !== null) return extra;
  const change: ChangeRecord['change'] = ({ body }) => {
    const others = accountsOf(body).filter(({ id }) => id !== account.id);
    if (others.length < MOST) return { body: { [FIELD]: [...others, account] } };
    const says = `A customer may not have more than ${MOST} bank accounts.`;
    return refuse('account_number', 'range', says);
  };
  return { kind: 'changeRecord', of: 'customer', record, change };
}

function parseRemoval({ params }: Call): ChangeRecord | Failure {
  const record = readId(params['id'] ?? '', 'customer');
  if (isFailure(record)) return record;
  const change: ChangeRecord['change'] = ({ body }) => {
    const accounts = accountsOf(body);
    const gone = accounts.find(({ id }) => id === params['bank']);
    if (gone === undefined) return { failure: 'record_not_found' };
    const left = accounts.filter((each) => each !== gone);
    // Told once more in the answer to its removal.
    return { body: { [FIELD]: left, [REMOVED]: gone } };
  };
  return { kind: 'changeRecord', of: 'customer', record, change };
}

const REMOVED = 'removed_bank_account';
const BANKS: Readonly<Record<string, string>> = METHODS.netbanking;

function view({ id, ifsc, name, account_number }: Account) {
  const bank_name = BANKS[ifsc.slice(0, 4)] ?? null;
  return { id, entity: 'bank_account' as const, ifsc, bank_name, name, notes: [], account_number };
}

function renderAccount([record]: readonly StoredRecord[], { request }: Call): Reply {
  const account = record === undefined ? undefined : accountsOf(record.body).at(-1);
  return account === undefined
    ? renderRefusal({ failure: 'record_not_found' }, request)
    : jsonOf(view(account));
}

function renderRemoved([record]: readonly StoredRecord[], { request }: Call): Reply {
  const account = record?.body[REMOVED];
  if (account === undefined) return renderRefusal({ failure: 'record_not_found' }, request);
  const { entity: _, notes: __, ...rest } = view(account as Account);
  return jsonOf({ ...rest, status: 'deleted' });
}

const AT = '/customers/:id/bank_account';

export const customerAccountOperations: readonly Operation[] = [
  operation({ method: 'POST', rate: 'create', path: AT }, parseAccount, renderAccount),
  operation({ method: 'DELETE', rate: 'create', path: `${AT}/:bank` }, parseRemoval, renderRemoved),
];
