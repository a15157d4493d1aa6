// Failures as `paynimoV2.req` tells them: in its one shape, mostly with HTTP 200.
// Source: worldline.md §3.3 (real captures).
import type { Failure, FailureCode } from '../../../../core/failure.ts';
import type { RawRequest, Reply } from '../../../dialect.ts';
import { renderDocumentedFailure } from '../../../kit/documented.ts';
import { isRecord } from '../../../kit/read.ts';
import { NOT_FOUND, readCommon, spellAnswer } from './render.ts';

// Told in the body, as kits expect it. A refund that cannot be is 0399; everything else is 9999,
// because reconcilers cancel the merchant's order when they read 0399 about a payment.
const TOLD_IN_BODY: Readonly<Partial<Record<FailureCode, string>>> = Object.freeze({
  order_not_found: NOT_FOUND.code,
  payment_not_found: NOT_FOUND.code,
  refund_not_found: NOT_FOUND.code,
  order_unpaid: '0399',
  payment_not_captured: '0399',
  currency_mismatch: '0399',
  refund_amount_invalid: '0399',
  refund_too_large: '0399',
  payment_fully_refunded: '0399',
  payment_in_progress: '0399',
});

export function renderRefusal(failure: Failure, request: RawRequest): Reply {
  const told = renderDocumentedFailure(failure, { reference: 'transaction.identifier' });
  const code = TOLD_IN_BODY[failure.failure];
  const isMissing = code === NOT_FOUND.code;
  const issue = failure.issues?.[0]?.message;
  const desc = isMissing ? NOT_FOUND.message : (issue ?? failure.detail ?? wordsOf(told));
  const transaction = {
    statusCode: code ?? NOT_FOUND.code,
    statusMessage: isMissing ? 'Not Found' : 'failure',
    errorMessage: desc,
  };
  const error = { code: failure.failure.toUpperCase(), desc };
  const status = code === undefined && told.kind === 'json' ? told.status : 200;
  return spellAnswer({ ...readCommon(request), status, bank: '', transaction, error });
}

function wordsOf(told: Reply): string {
  const words = told.kind === 'json' && isRecord(told.body) ? told.body['message'] : undefined;
  return typeof words === 'string' ? words : '';
}
