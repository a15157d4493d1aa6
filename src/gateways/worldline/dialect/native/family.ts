// `paynimoV2.req` as a family: one path for every question, and who may ask which of them.
// Source: worldline.md §3.3 (observed in the official kits).
import type { Account } from '../../../../core/account.ts';
import { isWithin, readRange } from '../../../../core/address-range.ts';
import { type Failure, invalid, isFailure } from '../../../../core/failure.ts';
import {
  type Identification,
  type Family,
  type Fields,
  type Operation,
  type RateClass,
  type RawRequest,
  operation,
} from '../../../dialect.ts';
import { identifyBasic, sameText } from '../../../kit/proof.ts';
import { isRecord } from '../../../kit/read.ts';
import { identifyUnproved } from '../family.ts';
import { parseDual, parseOffline, parseRefund } from './parse.ts';
import { renderRefusal } from './refusal.ts';
import { answerMandate, renderFound, renderRefunded } from './render.ts';

/** `bases` are the places of the service itself. */
export function requestFamily(bases: readonly string[]): Family {
  return {
    name: 'native-request',
    bases,
    proof: 'offered',
    identify,
    open: (request, { proof }, account, { secret }) => {
      const fields = request.fields();
      if (isFailure(fields)) return fields;
      const isProved = proof !== null && sameText(proof, secret);
      const isGood = proof === null ? isTrusted(account, fields, request.address) : isProved;
      return isGood ? fields : { failure: 'credentials_wrong' };
    },
    operations,
    renderFailure: renderRefusal,
  };
}

/**
 * The gateway's own protocol proves nothing: it trusts the address that asks (inferred,
 * worldline.md §3.3). So does an account that has named addresses, and for those alone; without one
 * a refund needs the account's Basic credentials. A transaction may be looked up by the number that
 * its own customer's browser carried and nobody can guess; by the merchant's numbering in the
 * sandbox too.
 */
function isTrusted({ mode, settings }: Account, fields: Fields, address: string): boolean {
  const type = typeOf(fields);
  if (type === 'S' || (mode === 'sandbox' && type !== 'R')) return true;
  const ranges = settings.unsignedRefundAddresses.map(readRange).filter((each) => each !== null);
  return isWithin(address, ranges);
}

function identify(request: RawRequest): Identification | Failure {
  const fields = request.fields();
  if (isFailure(fields)) return fields;
  const { merchant } = fields.values;
  const named = isRecord(merchant) ? merchant['identifier'] : undefined;
  const key = typeof named === 'number' ? String(named) : named;
  if (typeof key !== 'string' || key === '') return { failure: 'credentials_missing' };
  if (request.headers['authorization'] === undefined) return identifyUnproved(key);
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

function refuseType(): Failure {
  const field = 'transaction.requestType';
  return invalid([{ field, rule: 'unknown', message: 'requestType must be O, S or R' }]);
}
