// What a server's command is told when it is refused: `{"status":0,"msg":…}`, mostly with HTTP 200.
// Sources: payu.md §1.5; docs.payu.in/reference/error-codes-for-refund-initiation,
// …/error-codes-pre-authorize-payment, …/refund_transaction_api, …/check_action_status_api….
import type { Failure, FailureCode } from '../../../../core/failure.ts';
import { parseDecimal } from '../../../../core/money.ts';
import { isFailure } from '../../../../core/failure.ts';
import type { Fields, RawRequest, Reply } from '../../../dialect.ts';
import { rawNumber } from '../../../kit/json.ts';
import { COMMAND_NAMES } from './command-field.ts';
import { spellNames, textOf } from './field.ts';

type Words = {
  /** HTTP: 200 where PayU answers at all; what never reached it keeps its own status. */
  readonly status: number;
  readonly msg: string;
  readonly code?: number;
};
const says = (msg: string, code?: number): Words =>
  Object.freeze(code === undefined ? { status: 200, msg } : { status: 200, msg, code });
const fails = (status: number, msg: string): Words => Object.freeze({ status, msg });

const MISSING = says('Parameter missing');
const ABSENT = says('Transaction not exists');
const STATE = says('Invalid transaction status', 111);
const AMOUNT = says('The amount does not match', 117);
const UNREADABLE = fails(400, 'The request could not be read');

const WORDS: Readonly<Record<FailureCode, Words>> = Object.freeze({
  path_unknown: fails(404, 'No such path'),
  method_not_allowed: fails(405, 'Send commands with POST'),
  body_too_large: fails(413, 'The request is too large'),
  media_type_unsupported: fails(415, 'Send a form'),
  body_malformed: UNREADABLE,
  version_missing: UNREADABLE,
  version_unknown: UNREADABLE,
  request_invalid: MISSING,
  credentials_missing: MISSING,
  // payu.md §1.5: PayU's own sentence is not known; inferred from a sister API.
  credentials_wrong: says('Invalid Hash.'),
  account_inactive: fails(403, 'Merchant is not active'),
  rate_limited: fails(429, 'Requests limit reached'),
  idempotency_mismatch: fails(422, 'This idempotency key was used with another request'),
  idempotency_in_flight: fails(409, 'A request with this idempotency key is in progress'),
  order_not_found: ABSENT,
  payment_not_found: ABSENT,
  refund_not_found: ABSENT,
  order_reference_taken: says('Token already exists', 106),
  order_paid: STATE,
  order_expired: STATE,
  order_cancelled: STATE,
  order_unpaid: STATE,
  payment_in_progress: says('Request is already logged', 109),
  payment_not_authorized: STATE,
  payment_captured: says('Capture already successful for this transaction', 301),
  currency_mismatch: AMOUNT,
  payment_not_captured: STATE,
  capture_amount_mismatch: AMOUNT,
  refund_reference_taken: says('token already used or request pending', 106),
  refund_amount_invalid: AMOUNT,
  refund_too_large: AMOUNT,
  payment_fully_refunded: AMOUNT,
  refund_not_pending: STATE,
  record_not_found: ABSENT,
  record_taken: says('Token already exists', 106),
  processor_unavailable: fails(503, 'Some problem occurred'),
  internal: fails(500, 'Some problem occurred'),
});

const INVALID_AMOUNT = says('Refund FAILURE - Invalid amount', 105);
/** Where refunds have words of their own. */
const REFUND: Partial<Record<FailureCode, Words>> = Object.freeze({
  payment_not_found: says('transaction not exists'),
  order_not_found: says('transaction not exists'),
  payment_not_captured: says('Refund FAILURE - Invalid transaction status', 111),
  refund_amount_invalid: INVALID_AMOUNT,
  refund_too_large: INVALID_AMOUNT,
  payment_fully_refunded: INVALID_AMOUNT,
});
/** docs.payu.in/reference/cancel-a-pre-authorized-transaction, failure scenario; no more names. */
const CANCEL = 'cancel_transaction';
const CANCEL_FAILED = says('Cancelled failed', 105);

const SAME_REFUND = says(
  'Refund FAILURE - Transactions with same amount and same token not allowed',
  227,
);
/** docs.payu.in/reference-link/udf_update_api. */
const UNKNOWN_TXNID = says('Invalid TXN ID');
const TOKEN_LONG_CODE = 255;

export function renderRefusal(failure: Failure, request: RawRequest): Reply {
  const fields = readFields(request);
  const command = textOf(fields, 'command').toLowerCase();
  const ofInvoice = INVOICE.has(command) ? refuseInvoice(failure, command) : null;
  if (ofInvoice !== null) return { kind: 'json', status: 200, body: ofInvoice };
  const named = textOf(fields, 'var1');
  const { status, msg, code } = wordsOf(failure, command, fields);
  const digits = /^[1-9]\d{0,29}$/.test(named);
  return {
    kind: 'json',
    status,
    body: {
      status: 0,
      msg,
      ...(code === undefined ? {} : { error_code: code }),
      // A number where there is a code, as in PayU's own test; a text beside "token is empty".
      ...(code !== undefined && digits && command !== CANCEL ? { mihpayid: rawNumber(named) } : {}),
      ...(msg === TOKEN_EMPTY && named !== '' ? { mihpayid: named } : {}),
      ...(command === 'check_payment' && failure.failure === 'payment_not_found'
        ? { transaction_details: { [named]: NOT_FOUND } }
        : {}),
    },
    ...(failure.allowed ? { headers: { allow: failure.allowed.join(', ') } } : {}),
  };
}

const INVOICE: ReadonlySet<string> = new Set(['create_invoice', 'expire_invoice']);
/** web-sdk-nodejs, test/invoice.test.js: a text alone, and no object with a status. */
const NOT_EXPIRED =
  'Invoice has not been expired or max attempt has been reached for requested txnid.';
/** Inferred: what an invoice that is over is told is not documented. */
const EXPIRE: Partial<Record<FailureCode, object>> = Object.freeze({
  order_not_found: { status: 0, msg: 'Invalid TXN ID' },
  order_paid: { status: 0, msg: 'Invoice is already paid' },
  order_expired: { status: 1, msg: 'Invoice expired' },
  order_cancelled: { status: 1, msg: 'Invoice expired' },
  payment_in_progress: { status: 0, msg: 'Transaction is in progress' },
});

/** Null where invoices have no words of their own. */
function refuseInvoice({ failure, issues }: Failure, command: string): unknown {
  if (command === 'expire_invoice') return EXPIRE[failure] ?? null;
  if (failure === 'order_reference_taken') return NOT_EXPIRED;
  const [issue] = issues ?? [];
  const isTold = failure === 'request_invalid' && issue !== undefined;
  return isTold && issue.rule !== 'required' ? issue.message : null;
}

export const TOKEN_EMPTY = 'token is empty';
export const NOT_FOUND = Object.freeze({ mihpayid: 'Not Found', status: 'Not Found' });

function wordsOf(failure: Failure, command: string, fields: Fields): Words {
  const issue = failure.issues?.[0];
  if (failure.failure === 'request_invalid' && issue !== undefined) {
    return says(issue.message, issue.rule === 'length' ? TOKEN_LONG_CODE : undefined);
  }
  if (command === 'check_payment' && failure.failure === 'payment_not_found') {
    return says('0 out of 1 Transactions Fetched Successfully');
  }
  if (command === 'get_tdr' && failure.failure === 'payment_not_found')
    return says('Invalid PayU ID');
  if (command === CANCEL && WORDS[failure.failure].code !== undefined) return CANCEL_FAILED;
  if (command === 'udf_update' && failure.failure === 'order_not_found') return UNKNOWN_TXNID;
  if (command !== 'cancel_refund_transaction') return WORDS[failure.failure];
  if (failure.failure === 'refund_reference_taken' && isSameRefund(failure, fields)) {
    return SAME_REFUND;
  }
  return REFUND[failure.failure] ?? WORDS[failure.failure];
}

/** Whether the token stands for a refund of this very payment and amount. */
function isSameRefund({ existing, existingRefund }: Failure, fields: Fields): boolean {
  if (existing === undefined || existingRefund === undefined) return false;
  const { currency, amountMinor, paymentKey } = existingRefund;
  if (parseDecimal(textOf(fields, 'var3'), currency) !== amountMinor) return false;
  const payment = existing.payments.find(({ id }) => id.key === paymentKey);
  return payment !== undefined && String(payment.id.number) === textOf(fields, 'var1');
}

function readFields(request: RawRequest): Fields {
  const fields = request.fields();
  const nothing: Fields = { values: {}, lexemes: new Map() };
  return isFailure(fields) ? nothing : spellNames(fields, COMMAND_NAMES);
}
