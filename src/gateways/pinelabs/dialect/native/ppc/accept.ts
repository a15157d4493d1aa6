// The JSON generation: base64 of a JSON text, signed by the X-VERIFY header. Source: pinelabs.md
// §2.3.
import type { Account, Credentials } from '../../../../../core/account.ts';
import type { CreateOrder } from '../../../../../core/command.ts';
import type { Outcome } from '../../../../../core/decision.ts';
import { type Failure, isFailure } from '../../../../../core/failure.ts';
import type { Call, Identification, Fields, RawRequest, Reply } from '../../../../dialect.ts';
import { parseJson } from '../../../../kit/json.ts';
import { isRecord, readFields } from '../../../../kit/read.ts';
import { isSigned } from '../../../signature.ts';
import { identificationOf } from './proof.ts';
import { type PurchaseNames, readPurchase } from './purchase.ts';

const NAMES: PurchaseNames = Object.freeze({
  merchantId: 'merchant_data.merchant_id',
  accessCode: 'merchant_data.merchant_access_code',
  reference: 'merchant_data.unique_merchant_txn_id',
  amount: 'payment_data.amount_in_paisa',
  currency: null,
  type: 'txn_data.transaction_type',
  modes: 'txn_data.payment_mode',
  returnUrl: 'merchant_data.merchant_return_url',
  firstName: 'customer_data.first_name',
  lastName: 'customer_data.last_name',
  email: 'customer_data.email_id',
  mobile: 'customer_data.mobile_no',
  customerId: 'customer_data.customer_id',
  udf: Object.freeze([
    'udf_data.udf_field_1',
    'udf_data.udf_field_2',
    'udf_data.udf_field_3',
    'udf_data.udf_field_4',
  ]),
});

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The base64 text as it was signed: a form that did not escape its plus signs lost them. */
function envelopeOf(request: RawRequest): string | Failure {
  const fields = request.fields();
  if (isFailure(fields)) return fields;
  const text = fields.values['request'] ?? fields.values['REQUEST'];
  if (typeof text !== 'string' || text === '') {
    const issue = { field: 'request', rule: 'required', message: 'Request is required' } as const;
    return { failure: 'request_invalid', issues: [issue] };
  }
  const whole = text.replaceAll(' ', '+');
  return /^[A-Za-z0-9+/=_\r\n-]+$/.test(whole) ? whole : { failure: 'body_malformed' };
}

function unwrap(envelope: string): Fields | Failure {
  let text: string;
  try {
    text = utf8.decode(Buffer.from(envelope, 'base64'));
  } catch {
    return { failure: 'body_malformed' };
  }
  const document = parseJson(text);
  if ('refusal' in document || !isRecord(document.value)) return { failure: 'body_malformed' };
  return { values: document.value, lexemes: document.lexemes };
}

export function identifyEnvelope(request: RawRequest): Identification | Failure {
  const envelope = envelopeOf(request);
  if (isFailure(envelope)) return envelope;
  const fields = unwrap(envelope);
  if (isFailure(fields)) return fields;
  const merchant = fields.values['merchant_data'];
  const { merchant_id, merchant_access_code } = isRecord(merchant) ? merchant : {};
  return identificationOf(merchant_id, merchant_access_code, request.headers['x-verify']);
}

export function openEnvelope(
  request: RawRequest,
  identification: Identification,
  account: Account,
  { secret }: Credentials,
): Fields | Failure {
  const envelope = envelopeOf(request);
  if (isFailure(envelope)) return envelope;
  if (isSigned(envelope, identification.proof ?? '', secret)) return unwrap(envelope);
  // As in the form: what we would sign, never its digest, and in the sandbox alone.
  const detail = account.mode === 'sandbox' ? { detail: envelope } : {};
  return { failure: 'credentials_wrong', ...detail };
}

export function parseAccept(call: Call): CreateOrder | Failure {
  return readPurchase(readFields(call.fields), NAMES, 'json');
}

export function renderAccepted({ aggregate }: Outcome, call: Call): Reply {
  return {
    kind: 'json',
    status: 200,
    body: {
      token: call.addresses.pageToken(aggregate),
      redirect_url: call.addresses.page(aggregate),
      response_code: 1,
      response_message: 'SUCCESS',
    },
  };
}
