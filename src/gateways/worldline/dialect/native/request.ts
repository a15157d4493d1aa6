// `paynimoV2.req`: one path that a merchant's server asks about transactions and for refunds.
// Source: contract Worldline §3.3 (observed in the official kits).
import type { Account } from '../../../../core/account.ts';
import type { CreateRefund, FindOrder, FindPayment } from '../../../../core/command.ts';
import { type Failure, invalid, isFailure } from '../../../../core/failure.ts';
import { type Locator, numberLocator } from '../../../../core/id.ts';
import {
  type Call,
  type Identification,
  type Family,
  type Fields,
  type Operation,
  type RateClass,
  type RawRequest,
  operation,
} from '../../../dialect.ts';
import { identifyBasic, sameText } from '../../../kit/proof.ts';
import { isRecord, readFields } from '../../../kit/read.ts';
import { FETCH_ID_MAX } from '../schema.ts';
import { answerMandate, renderFound, renderRefunded, renderRefusal } from './answer.ts';

const TOKEN_MAX = 40;
const AMOUNT_MAX = 40;

/** `bases` are the places of the service itself. */
export function requestFamily(bases: readonly string[]): Family {
  return {
    name: 'native-request',
    bases,
    identify,
    open: (request, { proof }, account, { secret }) => {
      const fields = request.fields();
      if (isFailure(fields)) return fields;
      const isProved = proof !== null && sameText(proof, secret);
      const isGood = proof === null ? isOpenToAll(account, fields) : isProved;
      return isGood ? fields : { failure: 'credentials_wrong' };
    },
    operations,
    renderFailure: renderRefusal,
  };
}

/**
 * The gateway's own protocol proves nothing: it trusts the address that asks, and we know none. In
 * the sandbox, where no money moves, that is enough. In live a transaction may be looked up by the
 * number that its own customer's browser carried and nobody can guess; finding one by the
 * merchant's numbering, and any refund, needs the account's Basic credentials.
 */
function isOpenToAll({ mode }: Account, fields: Fields): boolean {
  return mode === 'sandbox' || typeOf(fields) === 'S';
}

function identify(request: RawRequest): Identification | Failure {
  const fields = request.fields();
  if (isFailure(fields)) return fields;
  const { merchant } = fields.values;
  const named = isRecord(merchant) ? merchant['identifier'] : undefined;
  const key = typeof named === 'number' ? String(named) : named;
  if (typeof key !== 'string' || key === '') return { failure: 'credentials_missing' };
  if (request.headers['authorization'] === undefined) return { key, proof: null };
  const basic = identifyBasic(request);
  if (isFailure(basic)) return basic;
  return basic.key === key ? basic : { failure: 'credentials_wrong' };
}

function typeOf({ values }: Fields): string {
  const { transaction } = values;
  const type = isRecord(transaction) ? transaction['requestType'] : undefined;
  return typeof type === 'string' ? type.toUpperCase() : '';
}

function on(rate: RateClass, type: string) {
  const when = (_request: RawRequest, fields: Fields): boolean => typeOf(fields) === type;
  return { method: 'POST', path: '/', rate, when } as const;
}

const operations: readonly Operation[] = [
  operation({ ...on('fetch', 'O') }, parseOffline, renderFound),
  operation({ ...on('fetch', 'S') }, parseDual, renderFound),
  operation({ ...on('refund', 'R') }, parseRefund, renderRefunded),
  { ...on('fetch', 'TSI'), answer: answerMandate },
  { method: 'POST', path: '/', rate: 'fetch', answer: refuseType },
];

/** By the merchant's own number. The date that comes with it is often wrong, and is not needed. */
function parseOffline(call: Call): FindOrder | Failure {
  const read = readFields(call.fields);
  const rule = { required: true, max: FETCH_ID_MAX, numbers: true };
  const reference = read.text('transaction.identifier', rule);
  if (reference === null) return invalid(read.issues);
  return { kind: 'findOrder', order: [{ by: 'reference', reference }] };
}

/** By our number of the payment, as `msg` carried it. */
function parseDual(call: Call): FindPayment | Failure {
  const read = readFields(call.fields);
  const token = read.text('transaction.token', { required: true, max: TOKEN_MAX, numbers: true });
  if (token === null) return invalid(read.issues);
  return { kind: 'findPayment', order: null, payment: locatorsOf(token) };
}

function parseRefund(call: Call): CreateRefund | Failure {
  const read = readFields(call.fields);
  const token = read.text('transaction.token', { required: true, max: TOKEN_MAX, numbers: true });
  const path = 'transaction.amount';
  const raw = read.raw(path);
  const number = typeof raw === 'number' ? (call.fields.lexemes.get(path) ?? String(raw)) : null;
  const text = number ?? read.text(path, { required: true, max: AMOUNT_MAX });
  if (token === null || text === null) return invalid(read.issues);
  return {
    kind: 'createRefund',
    target: { payment: locatorsOf(token) },
    reference: null,
    amount: { text },
    note: null,
    notes: {},
    wire: {},
  };
}

// A token that is no number of ours names nothing, which is no fault of the request.
function locatorsOf(token: string): readonly Locator[] {
  const locator = numberLocator(token);
  return locator === undefined ? [] : [locator];
}

function refuseType(): Failure {
  const field = 'transaction.requestType';
  return invalid([{ field, rule: 'unknown', message: 'requestType must be O, S or R' }]);
}
