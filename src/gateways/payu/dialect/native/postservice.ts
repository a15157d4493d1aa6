// `/merchant/postservice`: the server API, one path for every command. Source: payu.md §1.5.
import type { Account, Credentials } from '../../../../core/account.ts';
import type { Failure } from '../../../../core/failure.ts';
import { isFailure } from '../../../../core/failure.ts';
import {
  type Identification,
  type Family,
  type Fields,
  type Operation,
  type RateClass,
  type RawRequest,
  operation,
} from '../../../dialect.ts';
import { sameText } from '../../../kit/proof.ts';
import { COMMAND, computeHash } from '../../hash.ts';
import { answerRest } from './bank.ts';
import { COMMAND_NAMES } from './command-field.ts';
import { spellNames, textOf } from './field.ts';
import { parseExpire, parseInvoice, renderExpired, renderInvoice } from './invoice.ts';
import {
  parseCancel,
  parseCapture,
  parseCheck,
  parseList,
  parseOne,
  parseOrders,
  parseRate,
  parseRefund,
  parseStatus,
  parseStatusByReference,
} from './parse.ts';
import { renderRefusal } from './refusal.ts';
import {
  renderCancelled,
  renderCaptured,
  renderChecked,
  renderList,
  renderRate,
  renderRefunded,
  renderRefunds,
  renderResponse,
  renderStatus,
  renderStatusByReference,
  renderVerified,
} from './render.ts';
import {
  asksTransfer,
  parseSettled,
  parseTransfer,
  renderSettled,
  SETTLEMENTS,
} from './settlement.ts';
import { STRICT } from './strict.ts';
import { parseUdfs, renderUdfs } from './udf.ts';

/** A row for commands of these names; their case is not looked at, as PayU's own pages vary it. */
function on(rate: RateClass, ...commands: readonly string[]) {
  const when = (_request: RawRequest, fields: Fields): boolean =>
    commands.includes(textOf(fields, 'command').toLowerCase());
  return { method: 'POST', path: '/', rate, when } as const;
}

const operations: readonly Operation[] = [
  operation({ ...on('fetch', 'verify_payment') }, parseOrders, renderVerified),
  operation({ ...on('fetch', 'check_payment') }, parseCheck, renderChecked),
  operation({ ...on('refund', 'cancel_refund_transaction') }, parseRefund, renderRefunded),
  operation({ ...on('create', 'capture_transaction') }, parseCapture, renderCaptured),
  operation({ ...on('create', 'cancel_transaction') }, parseCancel, renderCancelled),
  operation({ ...on('fetch', 'check_action_status') }, parseStatus, renderStatus),
  operation(
    { ...on('fetch', 'check_action_status_txnid') },
    parseStatusByReference,
    renderStatusByReference,
  ),
  operation({ ...on('fetch', 'getallrefundsfromtxnids') }, parseOrders, renderRefunds),
  operation(
    { ...on('fetch', 'get_transaction_details', 'get_transaction_info') },
    parseList,
    renderList,
  ),
  operation({ ...on('fetch', 'get_ws_response') }, parseOne, renderResponse),
  operation({ ...on('fetch', 'get_tdr') }, parseRate, renderRate),
  operation({ ...on('fetch', SETTLEMENTS), when: asksTransfer }, parseTransfer, renderSettled),
  operation({ ...on('fetch', SETTLEMENTS) }, parseSettled, renderSettled),
  operation({ ...on('create', 'udf_update') }, parseUdfs, renderUdfs),
  operation({ ...on('create', 'create_invoice') }, parseInvoice, renderInvoice),
  operation({ ...on('create', 'expire_invoice') }, parseExpire, renderExpired),
  { method: 'POST', path: '/', rate: 'fetch', answer: answerRest },
];

/** `bases` are the places of the service itself; any query, such as `?form=2`, is welcome. */
export function postserviceFamily(bases: readonly string[]): Family {
  return {
    name: 'native-postservice',
    bases,
    proof: 'secret',
    identify,
    open,
    operations,
    renderFailure: renderRefusal,
    strict: STRICT,
  };
}

function identify(request: RawRequest): Identification | Failure {
  const fields = readCommand(request);
  if (isFailure(fields)) return fields;
  const key = textOf(fields, 'key');
  const proof = textOf(fields, 'hash');
  return key === '' || proof === '' ? { failure: 'credentials_missing' } : { key, proof };
}

function open(
  request: RawRequest,
  { proof }: Identification,
  _account: Account,
  { secret }: Credentials,
): Fields | Failure {
  const fields = readCommand(request);
  if (isFailure(fields)) return fields;
  const values = Object.fromEntries(
    ['key', 'command', 'var1'].map((name) => [name, textOf(fields, name)]),
  );
  const expected = computeHash(COMMAND, values, secret);
  return sameText((proof ?? '').toLowerCase(), expected)
    ? fields
    : { failure: 'credentials_wrong' };
}

function readCommand(request: RawRequest): Fields | Failure {
  const fields = request.fields();
  return isFailure(fields) ? fields : spellNames(fields, COMMAND_NAMES);
}
