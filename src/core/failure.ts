// The closed list of reasons why a well-meant request is refused. A failure is a value; a bug is
// thrown.
import type { Role } from './operator.ts';
import type { Aggregate } from './order.ts';
import type { Refund } from './refund.ts';

export type FailureCode =
  // The request itself.
  | 'path_unknown'
  | 'method_not_allowed'
  | 'body_too_large'
  | 'media_type_unsupported'
  | 'body_malformed'
  | 'version_missing'
  | 'version_unknown'
  | 'request_invalid'
  // Who is asking, and how often.
  | 'credentials_missing'
  | 'credentials_wrong'
  | 'rate_limited'
  // Nobody carries its payments, or its operator switched it off.
  | 'account_inactive'
  // Idempotency.
  | 'idempotency_mismatch'
  | 'idempotency_in_flight'
  // What is asked.
  | 'order_not_found'
  | 'payment_not_found'
  | 'refund_not_found'
  | 'order_reference_taken'
  | 'order_paid'
  | 'order_expired'
  | 'order_cancelled'
  | 'order_unpaid'
  | 'payment_in_progress'
  | 'payment_not_authorized'
  | 'payment_captured'
  | 'currency_mismatch'
  | 'payment_not_captured'
  | 'capture_amount_mismatch'
  | 'refund_reference_taken'
  | 'refund_amount_invalid'
  | 'refund_too_large'
  | 'payment_fully_refunded'
  | 'refund_not_pending'
  | 'record_not_found'
  | 'record_taken'
  // Us.
  | 'processor_unavailable'
  | 'internal';

/** Why one field was refused. The rule is for dialects that have their own sentence for each. */
export type Issue = {
  readonly field: string;
  readonly rule: 'required' | 'type' | 'format' | 'range' | 'length' | 'unique' | 'unknown';
  /** A sentence that names the rule: "Amount is required". */
  readonly message: string;
  /** What came, cut to a printable length; absent when nothing came or it must not be repeated. */
  readonly received?: string;
};

export type Failure = {
  readonly failure: FailureCode;
  readonly issues?: readonly Issue[];
  /** A sentence for people, when the code's own sentence says too little. */
  readonly detail?: string;
  readonly existing?: Aggregate;
  readonly existingRefund?: Refund;
  readonly allowed?: readonly string[];
  readonly retryAfterSeconds?: number;
  /** The proof is good, and of somebody with a lower role than this one. */
  readonly needs?: Role;
};

export function isFailure(value: unknown): value is Failure {
  return typeof value === 'object' && value !== null && 'failure' in value;
}

const TRANSIENT: ReadonlySet<FailureCode> = new Set([
  'rate_limited',
  'idempotency_in_flight',
  'payment_in_progress',
  'processor_unavailable',
  'account_inactive',
]);

/**
 * Whether a moment passes in which the same request can succeed. Such a refusal is no answer that a
 * key would remember; `internal` is, for nobody knows what it comes from.
 */
export function transient(failure: Failure): boolean {
  return TRANSIENT.has(failure.failure);
}

/** The failure of a request whose fields are wrong. */
export function invalid(issues: readonly Issue[]): Failure {
  return { failure: 'request_invalid', issues };
}
