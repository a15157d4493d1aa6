// How a family tells each reason to refuse, by asking it: for the manual at `/docs`.
import type { Failure, FailureCode } from '../core/failure.ts';
import type { Family, RawRequest } from '../gateways/dialect.ts';
import type { ManualError } from '../pages/index.ts';
import { writeReply } from './reply.ts';

/** When each happens. */
const WHEN: Readonly<Record<FailureCode, string>> = Object.freeze({
  path_unknown: 'nothing is served there',
  method_not_allowed: 'another method is served there',
  body_too_large: 'the body is larger than 1 MiB',
  media_type_unsupported: 'the body is of a type that nobody reads',
  body_malformed: 'the body cannot be read',
  version_missing: 'the version of the API is missing',
  version_unknown: 'the version of the API is unknown',
  request_invalid: 'a field is wrong, or of a product that the account does not have',
  credentials_missing: 'there is no proof',
  credentials_wrong: 'the proof is wrong, or of nobody',
  rate_limited: 'there were too many requests',
  account_inactive: 'nobody carries the account’s payments, or it is switched off',
  idempotency_mismatch: 'the idempotency key came with another request',
  idempotency_in_flight: 'the request of the idempotency key is under way',
  order_not_found: 'the account has no such order',
  payment_not_found: 'the account has no such payment',
  refund_not_found: 'the account has no such refund',
  order_reference_taken: 'the merchant’s name is another order’s',
  order_paid: 'the order is paid',
  order_expired: 'the order expired',
  order_cancelled: 'the order was cancelled',
  order_unpaid: 'the order is not paid',
  payment_in_progress: 'a payment of the order is under way',
  payment_not_authorized: 'the payment is not authorized',
  payment_captured: 'the payment was captured',
  currency_mismatch: 'the currency is not the order’s',
  payment_not_captured: 'the payment was not captured',
  capture_amount_mismatch: 'the amount to capture is not the one that was authorized',
  refund_reference_taken: 'the merchant’s name is another refund’s',
  refund_amount_invalid: 'the amount cannot be given back',
  refund_too_large: 'more would go back than is left',
  payment_fully_refunded: 'everything was given back',
  refund_not_pending: 'the refund is decided',
  record_not_found: 'the account has no such thing',
  record_taken: 'there is such a thing already',
  processor_unavailable: 'the processor does not answer',
  internal: 'the server has a bug',
});

const DETAILS: Partial<Record<FailureCode, Omit<Failure, 'failure'>>> = {
  method_not_allowed: { allowed: ['GET'] },
  request_invalid: {
    issues: [{ field: 'field', rule: 'required', message: 'field is required' }],
  },
  rate_limited: { retryAfterSeconds: 60 },
};

const SHOWN_MAX = 240;

function askedOf(base: string): RawRequest {
  const fields = () => ({ values: {}, lexemes: new Map<string, string>() });
  const nothing = { query: {}, headers: {}, address: '', bytes: new Uint8Array(), fields };
  return { method: 'POST', base, path: '/', ...nothing };
}

/** Every reason in the family's own words. */
export function listRefusals({ renderFailure, bases: [base = ''] }: Family): ManualError[] {
  return (Object.keys(WHEN) as FailureCode[]).map((failure) => {
    const reply = renderFailure({ failure, ...DETAILS[failure] }, askedOf(base));
    const { status, headers, body } = writeReply(reply);
    const isPage = (headers['content-type'] ?? '').startsWith('text/html');
    const text = body.length > SHOWN_MAX ? `${body.slice(0, SHOWN_MAX)}…` : body;
    return { when: WHEN[failure], status: String(status), answer: isPage ? 'a page' : text };
  });
}
