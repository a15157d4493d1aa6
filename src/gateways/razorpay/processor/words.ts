// Closed tables from Razorpay's words to ours; what is in none of them is unknown.
// Written apart from the dialect's tables, so that a wrong row of one does not hide in the other.
import type { CardKind, CardNetwork, DeclineReason } from '../../../core/payment.ts';
import type { Attempt, RefundFinding } from '../../processor.ts';
import type { RefundWord } from '../words.ts';

/**
 * By `status`, `captured` and `refund_status`. Source: docs/gateways/razorpay.md §1.5 and §1.6
 * (document: api/payments/entity, api/refunds). One that went back without having been captured was
 * given up by the gateway: the automatic refund (§2.6, §P.4).
 */
export const ATTEMPT_STATE: ReadonlyMap<string, Attempt['state']> = new Map([
  ['created false null', 'pending'],
  ['authorized false null', 'authorized'],
  ['captured true null', 'captured'],
  ['captured true partial', 'captured'],
  ['refunded true full', 'captured'],
  ['refunded false full', 'voided'],
  ['failed false null', 'failed'],
]);

/** Source: §1.6 (document: api/refunds/entity). */
export const REFUND_STATE_OF: ReadonlyMap<string, RefundFinding['state']> = new Map<
  RefundWord,
  RefundFinding['state']
>([
  ['pending', 'pending'],
  ['processed', 'processed'],
  ['failed', 'failed'],
]);

/** Source: §1.5 (document: api/payments/fetch-card-details-payment, which has two spellings). */
export const NETWORK_OF: ReadonlyMap<string, CardNetwork> = new Map([
  ['visa', 'visa'],
  ['mastercard', 'mastercard'],
  ['mc', 'mastercard'],
  ['rupay', 'rupay'],
  ['american express', 'amex'],
  ['maestro', 'maestro'],
  ['diners club', 'diners'],
]);

/** We have no word for prepaid and unknown: of such a card nothing is said. Source: §1.5. */
export const CARD_KIND_OF: ReadonlyMap<string, CardKind> = new Map([
  ['credit', 'credit'],
  ['debit', 'debit'],
]);

/**
 * By `error_reason`, never by code or sentence (§1.3, §P.7). Words: document: errors/payments/list,
 * payments/payments/test-card-details (`insufficient_fund`); which of ours each is: inferred from
 * that list's descriptions.
 */
const DECLINES: Readonly<Record<Exclude<DeclineReason, 'declined'>, string>> = {
  insufficient_funds: 'insufficient_funds insufficient_fund credit_limit_exceeded',
  authentication_failed: `authentication_failed incorrect_otp invalid_otp otp_expired
    otp_attempts_exceeded incorrect_pin incorrect_atm_pin pin_attempts_exceeded pin_not_set`,
  cancelled_by_customer: 'payment_cancelled',
  timed_out: `payment_timed_out request_timed_out payment_session_expired
    payment_collect_request_expired mandate_creation_expired mandate_creation_timeout`,
  // Failures of machines between the customer's bank and the gateway, and what the merchant's
  // account or request is at fault for: nobody declined anything.
  processor_error: `gateway_technical_error bank_technical_error issuer_technical_error
    upi_app_technical_error server_error invalid_response_from_gateway verification_failed
    bank_not_available bank_cutoff_in_progress psp_not_available psp_app_not_available
    payment_declined_due_to_high_traffic vpa_resolution_failed duplicate_rrn_found
    deemed_transaction reqauth_mandate_not_acknowledged capture_failed credit_failed
    mandate_creation_failed payment_pending payment_pending_approval
    beneficiary_account_does_not_exist beneficiary_account_dormant bank_not_enabled
    card_network_not_enabled collect_on_mcc_blocked compliance_violation live_mode_not_enabled
    mcc_amount_limit_exceeded merchant_not_activated payment_method_not_enabled
    recurring_payment_not_enabled refund_limit_crossed upi_collect_not_enabled
    upi_intent_not_enabled duplicate_refund_id duplicate_request extra_field_sent
    input_validation_failed invalid_amount invalid_currency invalid_order_id invalid_request
    amount_less_than_minimum_amount mismatch_in_transaction_details order_already_paid
    order_amount_mismatch order_payment_method_mismatch payment_amount_tampered record_not_found`,
};

/** The customer's bank or the gateway's risk check said no, or what was entered was wrong. */
const DECLINED = `authorisation_declined_by_psp bank_account_invalid bank_account_validation_failed
  card_declined card_disabled_for_online_payments card_expired card_not_enrolled
  card_number_invalid card_type_invalid collect_request_pending credit_limit_expired
  credit_limit_inactive credit_limit_not_approved credit_not_permitted debit_declined
  debit_instrument_blocked debit_instrument_inactive emi_greater_than_max_amount
  emi_plan_unavailable funds_blocked_by_mandate incorrect_card_details
  incorrect_card_expiry_date incorrect_cardholder_name incorrect_cvv
  international_transaction_not_allowed invalid_contact_number invalid_device invalid_email
  invalid_mobile_number invalid_user_details invalid_vpa mandate_creation_declined
  mobile_number_invalid payment_declined payment_failed payment_risk_check_failed
  psp_app_not_supported psp_not_registered transaction_daily_count_exceeded
  transaction_daily_limit_exceeded transaction_frequency_limit_exceeded
  transaction_limit_exceeded transaction_on_vpa_restricted upi_autopay_not_supported_on_psp
  user_not_eligible user_not_registered_for_netbanking`;

export const DECLINE_OF: ReadonlyMap<string, DeclineReason> = new Map(
  Object.entries({ ...DECLINES, declined: DECLINED }).flatMap(([decline, reasons]) =>
    reasons.split(/\s+/).map((reason) => [reason, decline as DeclineReason] as const),
  ),
);

/** Total: a failed payment has failed, whatever its reason is called. */
export function declineOf(reason: string | null): DeclineReason {
  return DECLINE_OF.get(reason ?? '') ?? 'declined';
}
