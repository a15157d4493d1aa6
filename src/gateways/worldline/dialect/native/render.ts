// The one shape in which `paynimoV2.req` answers, whatever was asked and however it ended.
// Source: worldline.md §3.3 (real captures); every key of it is always there.
import type { Outcome } from '../../../../core/decision.ts';
import { isFailure } from '../../../../core/failure.ts';
import { formatDecimal } from '../../../../core/money.ts';
import { ownReference } from '../../../../core/name.ts';
import { isOpen } from '../../../../core/order.ts';
import { decisivePayment, type Payment } from '../../../../core/payment.ts';
import type { Refund, RefundStatus } from '../../../../core/refund.ts';
import type { Call, RawRequest, Reply } from '../../../dialect.ts';
import { printable } from '../../../kit/body.ts';
import { isRecord } from '../../../kit/read.ts';
import { spellTime } from '../../time.ts';
import { DECLINE, fetchedStandingOf, TRANSACTION } from '../../words.ts';

type Transaction = {
  readonly amount: string;
  readonly bankReferenceIdentifier: string;
  readonly dateTime: string;
  readonly errorMessage: string;
  readonly identifier: string;
  readonly refundIdentifier: string;
  readonly statusCode: string;
  readonly statusMessage: string;
};

type Answer = {
  readonly status: number;
  readonly merchant: string;
  readonly reference: string;
  readonly type: string;
  readonly bank: string;
  readonly transaction: Partial<Transaction>;
  readonly error: { readonly code: string; readonly desc: string };
};

const BLANK: Transaction = Object.freeze({
  amount: '',
  bankReferenceIdentifier: '',
  dateTime: '',
  errorMessage: '',
  identifier: '',
  refundIdentifier: '',
  statusCode: '',
  statusMessage: '',
});
const NO_ERROR = Object.freeze({ code: '', desc: '' });
export const NOT_FOUND = Object.freeze({ code: '9999', message: 'Transaction Not Found' });

export function spellAnswer({
  status,
  merchant,
  reference,
  type,
  bank,
  transaction,
  error,
}: Answer): Reply {
  const { amount, ...rest } = { ...BLANK, ...transaction };
  const body = {
    merchantCode: merchant,
    merchantTransactionIdentifier: reference,
    merchantTransactionRequestType: type,
    responseType: 'web',
    transactionState: null,
    merchantAdditionalDetails: null,
    paymentMethod: {
      token: '',
      instrumentAliasName: '',
      instrumentToken: '',
      bankSelectionCode: bank,
      paymentMode: null,
      aCS: null,
      oTP: null,
      paymentTransaction: {
        amount,
        balanceAmount: '',
        ...rest,
        instruction: null,
        reference: null,
        mandateDetails: null,
      },
      authentication: null,
      error,
      instrument: null,
    },
    error: null,
    merchantResponseString: null,
    pdfDownloadUrl: null,
  };
  return { kind: 'json', status, body };
}

/** An order that nobody tried to pay is not there yet for the gateway (worldline.md §5.4). */
export function renderFound({ aggregate, payment: named }: Outcome, call: Call): Reply {
  const { order, payments, refunds } = aggregate;
  const payment = named ?? decisivePayment(payments);
  const common = { ...readCommon(call.request), status: 200, reference: ownReference(order) ?? '' };
  if (payment === null && isOpen(order)) {
    const transaction = { statusCode: NOT_FOUND.code, errorMessage: NOT_FOUND.message };
    return spellAnswer({ ...common, bank: '', transaction, error: NO_ERROR });
  }
  const { code, message } = TRANSACTION[fetchedStandingOf(aggregate, payment)];
  const back = refunds.findLast(
    ({ paymentKey, status }) => paymentKey === payment?.id.key && status !== 'failed',
  );
  const transaction = {
    ...factsOf(payment),
    amount: formatDecimal(order.amountMinor, order.currency),
    refundIdentifier: back === undefined ? '' : String(back.id.number),
    statusCode: code,
    statusMessage: message,
  };
  return spellAnswer({ ...common, bank: bankOf(payment), transaction, error: NO_ERROR });
}

function factsOf(payment: Payment | null): Partial<Transaction> {
  if (payment === null) return {};
  return {
    bankReferenceIdentifier: payment.bankReference ?? '',
    dateTime: spellTime(payment.completedAt ?? payment.createdAt),
    errorMessage: payment.decline === null ? '' : DECLINE[payment.decline],
    identifier: String(payment.id.number),
  };
}

function bankOf(payment: Payment | null): string {
  const instrument = payment?.instrument ?? null;
  return instrument?.method === 'netbanking' ? instrument.bank : '';
}

// A refund that has just been asked for is 0400; 0499 is one that failed.
const REFUND: Readonly<Record<RefundStatus, { readonly code: string; readonly message: string }>> =
  Object.freeze({
    pending: TRANSACTION.refunding,
    processed: TRANSACTION.refunding,
    failed: { code: '0499', message: 'refund failed' },
    cancelled: { code: '0499', message: 'refund failed' },
  });

export function renderRefunded({ aggregate, payment, refund }: Outcome, call: Call): Reply {
  if (refund === null) throw new Error('a refund that was just made');
  const { code, message } = REFUND[refund.status];
  const transaction = {
    ...factsOf(payment),
    amount: amountOf(refund),
    refundIdentifier: String(refund.id.number),
    statusCode: code,
    statusMessage: message,
  };
  const reference = ownReference(aggregate.order) ?? '';
  const common = { ...readCommon(call.request), status: 200, reference };
  return spellAnswer({ ...common, bank: bankOf(payment), transaction, error: NO_ERROR });
}

function amountOf({ amountMinor, currency }: Refund): string {
  return formatDecimal(amountMinor, currency);
}

/** Mandates are another product; whoever asks is told so in the words of a failed one. */
export function answerMandate({ request }: Call): Reply {
  const desc = 'Mandates and standing instructions are not supported';
  const transaction = { statusCode: '0399', statusMessage: 'F', errorMessage: desc };
  const error = { code: 'NOT_SUPPORTED', desc };
  const common = { ...readCommon(request), status: 200, bank: '' };
  return spellAnswer({ ...common, transaction, error });
}

/** What was asked, as far as it can be read. */
export function readCommon(request: RawRequest): Pick<Answer, 'merchant' | 'reference' | 'type'> {
  const fields = request.fields();
  const values = isFailure(fields) ? {} : fields.values;
  const merchant = textIn(values['merchant'], 'identifier');
  const reference = textIn(values['transaction'], 'identifier');
  return { merchant, reference, type: textIn(values['transaction'], 'requestType') };
}

function textIn(value: unknown, name: string): string {
  const text = isRecord(value) ? value[name] : '';
  return typeof text === 'string' || typeof text === 'number' ? printable(String(text)) : '';
}
