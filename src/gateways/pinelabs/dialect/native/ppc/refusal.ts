// Refusals of the two signed generations. Sources: pinelabs.md §2.3 (codes -34 and -40, the
// vendor's spelling `respone_`) and §2.5 (the refund's texts); texts that are in neither are ours.
import {
  type Failure,
  type FailureCode,
  isFailure,
  type Issue,
} from '../../../../../core/failure.ts';
import type { RawRequest, Reply } from '../../../../dialect.ts';

type Words = { readonly status: number; readonly code: number; readonly message: string };

const INVALID = -40;
const MISMATCH = Object.freeze({
  status: 401,
  code: -34,
  message: 'SECURE HASH RETURNED FROM MERCHANT NOT MATCH',
});
const invalid = (message: string, status = 400): Words =>
  Object.freeze({ status, code: INVALID, message });
const NOT_AVAILABLE = invalid('TRANSACTION NOT AVAILABLE');
const ALREADY_REFUNDED = invalid('ALREADY REFUNDED');

const WORDS: Readonly<Record<FailureCode, Words>> = Object.freeze({
  path_unknown: invalid('INVALID PATH', 404),
  method_not_allowed: invalid('INVALID METHOD', 405),
  body_too_large: invalid('INVALID DATA,REQUEST_TOO_LARGE', 413),
  media_type_unsupported: invalid('INVALID DATA,UNSUPPORTED_MEDIA_TYPE', 415),
  body_malformed: invalid('INVALID DATA'),
  version_missing: invalid('INVALID DATA'),
  version_unknown: invalid('INVALID DATA'),
  request_invalid: invalid('INVALID DATA'),
  credentials_missing: MISMATCH,
  credentials_wrong: MISMATCH,
  rate_limited: invalid('TOO MANY REQUESTS', 429),
  account_inactive: invalid('MERCHANT NOT ACTIVE', 403),
  idempotency_mismatch: invalid('INVALID DATA,IDEMPOTENCY_KEY_REUSED', 422),
  idempotency_in_flight: invalid('INVALID DATA,IDEMPOTENCY_KEY_IN_USE', 409),
  order_not_found: NOT_AVAILABLE,
  payment_not_found: NOT_AVAILABLE,
  refund_not_found: NOT_AVAILABLE,
  order_reference_taken: invalid('INVALID DATA,DUPLICATE_UNIQUE_MERCHANT_TXN_ID'),
  order_paid: invalid('INVALID DATA,DUPLICATE_UNIQUE_MERCHANT_TXN_ID'),
  order_expired: NOT_AVAILABLE,
  order_cancelled: NOT_AVAILABLE,
  order_unpaid: NOT_AVAILABLE,
  payment_in_progress: NOT_AVAILABLE,
  payment_not_authorized: NOT_AVAILABLE,
  payment_captured: NOT_AVAILABLE,
  currency_mismatch: invalid('INVALID DATA'),
  payment_not_captured: NOT_AVAILABLE,
  capture_amount_mismatch: invalid('INVALID DATA'),
  refund_reference_taken: ALREADY_REFUNDED,
  refund_amount_invalid: invalid('INVALID DATA'),
  refund_too_large: invalid('INVALID DATA,REFUND_AMOUNT_EXCEEDS_REFUNDABLE_AMOUNT'),
  payment_fully_refunded: ALREADY_REFUNDED,
  refund_not_pending: NOT_AVAILABLE,
  record_not_found: NOT_AVAILABLE,
  record_taken: invalid('INVALID DATA'),
  processor_unavailable: invalid('TRANSACTION COULD NOT BE PROCESSED', 503),
  internal: invalid('TRANSACTION COULD NOT BE PROCESSED', 500),
});

/** The vendor joins its reason to INVALID DATA with a comma. */
function wordsOf(failure: Failure): Words {
  const words = WORDS[failure.failure];
  const [issue] = failure.issues ?? [];
  return issue === undefined
    ? words
    : { ...words, message: `INVALID DATA,${issue.field}: ${issue.message}` };
}

function headersOf({ allowed, retryAfterSeconds }: Failure) {
  return {
    ...(allowed === undefined ? {} : { allow: allowed.join(', ') }),
    ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
  };
}

/** What a sandbox tells whoever signed something else; nothing where money moves. */
function explainSignature({ failure, detail }: Failure): string | null {
  if (failure !== 'credentials_wrong' || detail === undefined) return null;
  return `The text that must be signed with this account's secret:\n${detail}`;
}

function withExplanation(failure: Failure): { readonly detail?: string } {
  const detail = explainSignature(failure);
  return detail === null ? {} : { detail };
}

/** The form generation stands before a customer: it is told why, and what we read. */
export function renderPage(failure: Failure): Reply {
  const { status, message } = wordsOf(failure);
  return {
    kind: 'page',
    status,
    title: 'This payment cannot be started',
    message,
    detail: explainSignature(failure) ?? failure.detail ?? null,
  };
}

/** Both spellings: programs were written for the vendor's typo, and for the word it meant. */
export function renderJson(failure: Failure): Reply {
  const { status, code, message } = wordsOf(failure);
  return {
    kind: 'json',
    status,
    headers: headersOf(failure),
    body: {
      respone_message: message,
      respone_code: code,
      response_message: message,
      response_code: code,
      ...withExplanation(failure),
    },
  };
}

// Refusals of the transaction asked for are ordinary answers; the others never came that far.
const ORDINARY: ReadonlySet<FailureCode> = new Set([
  'request_invalid',
  'order_not_found',
  'payment_not_found',
  'order_unpaid',
  'payment_not_captured',
  'refund_reference_taken',
  'refund_amount_invalid',
  'refund_too_large',
  'payment_fully_refunded',
]);

/**
 * A refused inquiry or refund, in the words of the not-found reply. It carries no seal, because
 * nothing that could be forged with profit is in it.
 */
export function renderInquiryFailure(failure: Failure, request: RawRequest): Reply {
  const { status, code, message } = WORDS[failure.failure];
  const isOrdinary = ORDINARY.has(failure.failure);
  const fields = request.fields();
  const sent = isFailure(fields) ? {} : fields.values;
  const text = failure.issues?.some(isMissing) ? 'DATA MISSING' : message;
  return {
    kind: 'json',
    status: isOrdinary ? 200 : status,
    headers: headersOf(failure),
    body: {
      ppc_MerchantID: echoed(sent['ppc_MerchantID']),
      ppc_MerchantAccessCode: echoed(sent['ppc_MerchantAccessCode']),
      ppc_PinePGTxnStatus: '-6',
      ppc_UniqueMerchantTxnID: echoed(sent['ppc_UniqueMerchantTxnID']),
      ppc_TxnResponseCode: String(code),
      ppc_TxnResponseMessage: text,
      ...(isOrdinary ? {} : { respone_message: text, respone_code: code }),
      ...withExplanation(failure),
    },
  };
}

function isMissing({ rule }: Issue): boolean {
  return rule === 'required';
}

function echoed(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 255) : '';
}
