// The documented paths: their two ways to authenticate and their one shape of errors, alike in
// every dialect. Source: the transformation layer specification, sections Authentication
// Methods and Error Responses.
import type { Failure, FailureCode, Issue } from '../../core/failure.ts';
import { isFailure } from '../../core/failure.ts';
import type { Family, Operation, RawRequest, Reply } from '../dialect.ts';
import { openKeyed } from './keyed-proof.ts';
import type { KeyedOperation } from './field-list.ts';
import { identifyBasic, sameText } from './proof.ts';
import { labelOf } from './read.ts';

export type Words = { readonly status: number; readonly code: string; readonly message: string };

// The specification names VALIDATION_ERROR, AUTHENTICATION_FAILED, ORDER_NOT_FOUND and
// INTERNAL_ERROR; the others follow its style (inferred).
const WORDS: Readonly<Record<FailureCode, Words>> = Object.freeze({
  path_unknown: { status: 404, code: 'NOT_FOUND', message: 'No such path' },
  method_not_allowed: {
    status: 405,
    code: 'METHOD_NOT_ALLOWED',
    message: 'This path does not take that method',
  },
  body_too_large: { status: 413, code: 'REQUEST_TOO_LARGE', message: 'The body is too large' },
  media_type_unsupported: {
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
    message: 'The content type is not supported',
  },
  body_malformed: { status: 400, code: 'VALIDATION_ERROR', message: 'Invalid request body' },
  version_missing: { status: 400, code: 'VALIDATION_ERROR', message: 'The API version is missing' },
  version_unknown: { status: 400, code: 'VALIDATION_ERROR', message: 'Unknown API version' },
  request_invalid: { status: 400, code: 'VALIDATION_ERROR', message: 'Invalid request parameters' },
  credentials_missing: authenticationFailed(),
  credentials_wrong: authenticationFailed(),
  rate_limited: { status: 429, code: 'RATE_LIMIT_EXCEEDED', message: 'Too many requests' },
  account_inactive: {
    status: 403,
    code: 'ACCOUNT_NOT_ACTIVE',
    message: 'This account cannot take payments yet',
  },
  idempotency_mismatch: {
    status: 422,
    code: 'IDEMPOTENCY_KEY_REUSED',
    message: 'This idempotency key was used with another request',
  },
  idempotency_in_flight: {
    status: 409,
    code: 'IDEMPOTENCY_KEY_IN_USE',
    message: 'A request with this idempotency key is still being processed',
  },
  order_not_found: { status: 404, code: 'ORDER_NOT_FOUND', message: 'Order not found' },
  payment_not_found: { status: 404, code: 'PAYMENT_NOT_FOUND', message: 'Payment not found' },
  refund_not_found: { status: 404, code: 'REFUND_NOT_FOUND', message: 'Refund not found' },
  order_reference_taken: {
    status: 400,
    code: 'VALIDATION_ERROR',
    message: 'Invalid request parameters',
  },
  order_paid: { status: 400, code: 'ORDER_ALREADY_PAID', message: 'The order is already paid' },
  order_expired: { status: 400, code: 'ORDER_EXPIRED', message: 'The order has expired' },
  order_cancelled: { status: 400, code: 'ORDER_CANCELLED', message: 'The order was cancelled' },
  order_unpaid: { status: 400, code: 'ORDER_NOT_PAID', message: 'The order is not paid' },
  payment_in_progress: {
    status: 409,
    code: 'PAYMENT_IN_PROGRESS',
    message: 'A payment of this order is in progress',
  },
  payment_not_authorized: {
    status: 400,
    code: 'PAYMENT_NOT_AUTHORIZED',
    message: 'The payment is not authorized',
  },
  payment_captured: {
    status: 400,
    code: 'PAYMENT_ALREADY_CAPTURED',
    message: 'The payment is already captured',
  },
  currency_mismatch: {
    status: 400,
    code: 'VALIDATION_ERROR',
    message: 'The currency differs from that of the payment',
  },
  record_not_found: { status: 404, code: 'NOT_FOUND', message: 'Not found' },
  record_taken: { status: 409, code: 'ALREADY_EXISTS', message: 'It exists already' },
  payment_not_captured: {
    status: 400,
    code: 'PAYMENT_NOT_CAPTURED',
    message: 'The payment is not captured',
  },
  capture_amount_mismatch: {
    status: 400,
    code: 'VALIDATION_ERROR',
    message: 'The amount differs from the authorized amount',
  },
  refund_reference_taken: {
    status: 400,
    code: 'VALIDATION_ERROR',
    message: 'Invalid request parameters',
  },
  refund_amount_invalid: {
    status: 400,
    code: 'VALIDATION_ERROR',
    message: 'Invalid request parameters',
  },
  refund_too_large: {
    status: 400,
    code: 'VALIDATION_ERROR',
    message: 'Invalid request parameters',
  },
  payment_fully_refunded: {
    status: 400,
    code: 'VALIDATION_ERROR',
    message: 'Invalid request parameters',
  },
  refund_not_pending: {
    status: 400,
    code: 'REFUND_NOT_PENDING',
    message: 'The refund is no longer pending',
  },
  processor_unavailable: {
    status: 503,
    code: 'PROCESSOR_UNAVAILABLE',
    message: 'The payment processor cannot be reached. Try again later',
  },
  internal: { status: 500, code: 'INTERNAL_ERROR', message: 'An unexpected error occurred' },
});

function authenticationFailed(): Words {
  return { status: 401, code: 'AUTHENTICATION_FAILED', message: 'Invalid API credentials' };
}

/** Which of the dialect's own fields a failure of the domain is about. */
export type FieldNames = {
  readonly reference: string;
  readonly refundReference?: string;
  readonly refundAmount?: string;
};

/** `{status:"ERROR", code, message, errors?}`; `errors` maps a field to its sentences. */
export function renderDocumentedFailure(
  failure: Failure,
  names: FieldNames,
  own: Partial<Record<FailureCode, Words>> = {},
): Reply {
  const words = own[failure.failure] ?? WORDS[failure.failure];
  const issues = [...(failure.issues ?? []), ...domainIssues(failure, names)];
  // A field may have any name that somebody sent, "constructor" too.
  const errors = new Map<string, readonly string[]>();
  for (const { field, message } of issues) {
    errors.set(field, [...(errors.get(field) ?? []), message]);
  }
  const body = {
    status: 'ERROR',
    code: words.code,
    message: failure.detail ?? words.message,
    ...(issues.length > 0 ? { errors: Object.fromEntries(errors) } : {}),
  };
  return {
    kind: 'json',
    status: words.status,
    body,
    ...(failure.allowed ? { headers: { allow: failure.allowed.join(', ') } } : {}),
  };
}

function domainIssues(failure: Failure, names: FieldNames): Issue[] {
  switch (failure.failure) {
    case 'order_reference_taken':
      return issueOf(names.reference, 'unique', 'has already been used');
    case 'refund_reference_taken':
      return issueOf(names.refundReference, 'unique', 'has already been used');
    case 'refund_amount_invalid':
      return issueOf(names.refundAmount, 'format', 'is not an amount in the currency of the order');
    case 'refund_too_large':
    case 'payment_fully_refunded':
      return issueOf(names.refundAmount, 'range', 'is more than what is left');
    default:
      return [];
  }
}

function issueOf(field: string | undefined, rule: Issue['rule'], says: string): Issue[] {
  return field === undefined ? [] : [{ field, rule, message: `${labelOf(field)} ${says}` }];
}

type DocumentedFamily<Row extends Operation = Operation> = {
  readonly operations: readonly Row[];
  readonly names: FieldNames;
  /** Where the dialect's documents say something else. */
  readonly words?: Partial<Record<FailureCode, Words>>;
};

/**
 * V2: Basic credentials; a `hash` in the body is not looked at (paytring.md §1.1: "hash can be
 * none").
 */
export function documentedV2(base: string, family: DocumentedFamily): Family {
  return {
    name: 'documented-v2',
    bases: [base],
    proof: 'secret',
    identify: identifyBasic,
    open: (request, identification, _account, credentials) =>
      sameText(identification.proof ?? '', credentials.secret)
        ? request.fields()
        : { failure: 'credentials_wrong' },
    operations: family.operations,
    renderFailure: (failure) => renderDocumentedFailure(failure, family.names, family.words),
  };
}

/** V1: `key` and `hash` in the body. */
export function documentedV1(base: string, family: DocumentedFamily<KeyedOperation>): Family {
  return {
    name: 'documented-v1',
    bases: [base],
    proof: 'secret',
    identify: identifyByKey,
    open: openKeyed(family.operations),
    operations: family.operations,
    renderFailure: (failure) => renderDocumentedFailure(failure, family.names, family.words),
  };
}

function identifyByKey(request: RawRequest) {
  const fields = request.fields();
  if (isFailure(fields)) return fields;
  const { key, hash } = fields.values;
  if (typeof key !== 'string' || key === '') return { failure: 'credentials_missing' } as const;
  if (typeof hash !== 'string' || hash === '') return { failure: 'credentials_missing' } as const;
  return { key, proof: hash };
}
