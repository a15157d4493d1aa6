// Closed tables from our words to Razorpay's.
// Source: razorpay.md §1.3 to §1.6; what a voided payment is called is inferred from
// the automatic refund of payments that nobody captured.
import type { OrderStatus } from '../../core/order.ts';
import type { CardNetwork, DeclineReason, Payment, PaymentStatus } from '../../core/payment.ts';
import type { RefundStatus } from '../../core/refund.ts';

// An order here has three states; one that can no longer be paid keeps the last it had (razorpay.md
// §1.4).
export const ORDER_STATUS: Readonly<Record<OrderStatus, 'created' | 'attempted' | 'paid'>> =
  Object.freeze({
    created: 'created',
    attempted: 'attempted',
    paid: 'paid',
    expired: 'attempted',
    cancelled: 'attempted',
  });

// A customer who tried and failed leaves a payment link as it was (razorpay.md §2.4).
export const LINK_STATUS: Readonly<
  Record<OrderStatus, 'created' | 'paid' | 'expired' | 'cancelled'>
> = Object.freeze({
  created: 'created',
  attempted: 'created',
  paid: 'paid',
  expired: 'expired',
  cancelled: 'cancelled',
});

export type PaymentWord = 'created' | 'authorized' | 'captured' | 'refunded' | 'failed';

export const PAYMENT_STATUS: Readonly<Record<PaymentStatus, PaymentWord>> = Object.freeze({
  created: 'created',
  pending: 'created',
  authorized: 'authorized',
  captured: 'captured',
  failed: 'failed',
  voided: 'refunded',
});

export type RefundWord = 'pending' | 'processed' | 'failed';

export const REFUND_STATUS: Readonly<Record<RefundStatus, RefundWord>> = Object.freeze({
  pending: 'pending',
  processed: 'processed',
  failed: 'failed',
  cancelled: 'failed',
});

export const CARD_NETWORK = Object.freeze({
  visa: 'Visa',
  mastercard: 'MasterCard',
  rupay: 'RuPay',
  amex: 'American Express',
  maestro: 'Maestro',
  diners: 'Diners Club',
} as const satisfies Record<CardNetwork, string>);

/** Why a payment failed; `code` and `reason` are from the gateway's closed lists. */
export type PaymentError = {
  readonly code: 'BAD_REQUEST_ERROR' | 'GATEWAY_ERROR';
  readonly description: string;
  readonly source: string;
  readonly step: string;
  readonly reason: string;
};

// Sentences: razorpay.md §1.3, "Sentences of failed payments" (documented); that of a declined card
// stands for every method.
export const PAYMENT_ERROR: Readonly<Record<DeclineReason, PaymentError>> = Object.freeze({
  declined: {
    code: 'BAD_REQUEST_ERROR',
    description:
      'Your payment did not go through as it was declined by the bank. Try another payment ' +
      'method or contact your bank.',
    source: 'bank',
    step: 'payment_authorization',
    reason: 'payment_failed',
  },
  insufficient_funds: {
    code: 'BAD_REQUEST_ERROR',
    description:
      'Your payment could not be completed due to insufficient account balance. Try another card ' +
      'or payment method.',
    source: 'customer',
    step: 'payment_authorization',
    reason: 'insufficient_funds',
  },
  authentication_failed: {
    code: 'GATEWAY_ERROR',
    description:
      'Your payment could not be completed due to incorrect OTP or verification details. Try ' +
      'another payment method or contact your bank for details.',
    source: 'customer',
    step: 'payment_authentication',
    reason: 'authentication_failed',
  },
  cancelled_by_customer: {
    code: 'BAD_REQUEST_ERROR',
    description: 'Your payment has been cancelled. Try again or complete the payment later.',
    source: 'customer',
    step: 'payment_authentication',
    reason: 'payment_cancelled',
  },
  timed_out: {
    code: 'BAD_REQUEST_ERROR',
    description: 'Your payment could not be completed due to a temporary issue. Try again later.',
    source: 'customer',
    step: 'payment_authentication',
    reason: 'payment_timed_out',
  },
  processor_error: {
    code: 'GATEWAY_ERROR',
    description:
      'Your payment did not go through due to a temporary issue. Any debited amount will be ' +
      'refunded in 4-5 business days.',
    source: 'gateway',
    step: 'payment_authorization',
    reason: 'gateway_technical_error',
  },
});

function errorOfWord(
  code: PaymentError['code'],
  [source, step, reason]: readonly [string, string, string],
  description: string,
): PaymentError {
  return { code, description, source, step, reason };
}

const CARD_STEP = 'payment_authorization';

/**
 * What a processor's own word says more exactly. Source: test-card-details (code, reason and
 * sentence; source and step inferred), S2S UPI error codes; of another account
 * payment-methods-error-parameters (its sentence inferred).
 */
export const ERROR_OF_WORD: ReadonlyMap<string, PaymentError> = new Map([
  [
    'other_account',
    errorOfWord(
      'BAD_REQUEST_ERROR',
      ['customer', 'payment_authentication', 'bank_account_validation_failed'],
      'Your payment could not be completed as it was made from another bank account than the ' +
        'registered one. Try again with that account.',
    ),
  ],
  [
    'card_declined',
    errorOfWord(
      'BAD_REQUEST_ERROR',
      ['issuer_bank', CARD_STEP, 'card_declined'],
      PAYMENT_ERROR.declined.description,
    ),
  ],
  [
    'card_disabled_for_online_payments',
    errorOfWord(
      'BAD_REQUEST_ERROR',
      ['issuer_bank', CARD_STEP, 'card_disabled_for_online_payments'],
      'Your card is disabled for online payments. Please reach to your bank or try with another ' +
        'card.',
    ),
  ],
  [
    'card_number_invalid',
    errorOfWord(
      'BAD_REQUEST_ERROR',
      ['customer', CARD_STEP, 'card_number_invalid'],
      'You have entered an incorrect card number. Try again.',
    ),
  ],
  [
    'upi_insufficient_funds',
    errorOfWord(
      'GATEWAY_ERROR',
      ['customer', 'payment_debit_request', 'insufficient_funds'],
      'Transaction failed due to insufficient funds.',
    ),
  ],
  [
    'upi_incorrect_pin',
    errorOfWord(
      'BAD_REQUEST_ERROR',
      ['customer', 'payment_authentication', 'incorrect_pin'],
      'You have entered an incorrect PIN on the UPI app. Please retry with the correct PIN.',
    ),
  ],
  [
    'upi_payment_cancelled',
    errorOfWord(
      'BAD_REQUEST_ERROR',
      ['customer', 'payment_authentication', 'payment_cancelled'],
      'You may have cancelled the payment or there was a delay in response from the UPI app.',
    ),
  ],
  [
    'upi_payment_declined',
    errorOfWord(
      'GATEWAY_ERROR',
      ['issuer_bank', 'payment_debit_request', 'payment_declined'],
      'Payment failed. Please try again with another bank account.',
    ),
  ],
]);

/** Why it failed. */
export function errorOf({ decline, processorStatus }: Payment): PaymentError {
  return ERROR_OF_WORD.get(processorStatus ?? '') ?? PAYMENT_ERROR[decline ?? 'declined'];
}
