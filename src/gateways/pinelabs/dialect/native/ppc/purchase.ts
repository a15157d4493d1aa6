// A purchase as both signed generations ask for it; they differ in how they name its fields.
import type { CreateOrder } from '../../../../../core/command.ts';
import { type Failure, invalid } from '../../../../../core/failure.ts';
import type { Reading } from '../../../../kit/read.ts';
import { methodsOfCodes } from '../../../allowed-methods.ts';
import { wireOfEcho, padded } from '../../origin.ts';
import { AMOUNT_MIN, TXN_ID_MAX, TXN_ID_PATTERN, TXN_ID_SAYS } from '../../schema.ts';

/** What a generation calls each field; null where it has none. */
export type PurchaseNames = {
  readonly merchantId: string;
  readonly accessCode: string;
  readonly reference: string;
  readonly amount: string;
  readonly currency: string | null;
  readonly type: string;
  readonly modes: string;
  readonly returnUrl: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly mobile: string;
  readonly customerId: string | null;
  readonly udf: readonly string[];
};

const TEXT_MAX = 255;
/** ISO 4217's number of INR, the only currency of these generations. */
export const INR_NUMBER = '356';
const PURCHASE = '1';

/** Whose customer it is, is for the merchant to check: its fields are kept as they came. */
export function readPurchase(
  read: Reading,
  names: PurchaseNames,
  generation: 'form' | 'json',
): CreateOrder | Failure {
  const text = (path: string | null): string | null =>
    path === null ? null : read.text(path, { max: TEXT_MAX, numbers: true });
  const reference = read.text(names.reference, {
    required: true,
    numbers: true,
    max: TXN_ID_MAX,
    pattern: TXN_ID_PATTERN,
    says: TXN_ID_SAYS,
  });
  const amountMinor = read.integer(names.amount, { required: true, min: AMOUNT_MIN });
  const url = read.url(names.returnUrl, { required: true });
  only(read, names.type, PURCHASE);
  if (names.currency !== null) only(read, names.currency, INR_NUMBER);
  const allowed = readAllowed(read, names.modes);
  const both = [text(names.firstName), text(names.lastName)].filter((name) => name !== null);
  const customer = {
    id: text(names.customerId),
    name: both.length === 0 ? null : both.join(' '),
    email: text(names.email),
    phone: text(names.mobile),
  };
  const echo = {
    merchantId: text(names.merchantId) ?? '',
    accessCode: text(names.accessCode) ?? '',
    udf: padded(names.udf.map(text)),
  };
  if (read.issues.length > 0 || amountMinor === null) return invalid(read.issues);
  return {
    kind: 'createOrder',
    dialect: 'pinelabs',
    reference,
    repeat: 'renew',
    sharesReferences: true,
    amountMinor,
    currency: 'INR',
    amountText: null,
    capture: 'automatic',
    description: null,
    customer,
    notes: {},
    // These generations are told of events at an address of the dashboard, never at this one.
    returns: { success: url, failure: url, cancel: url, notify: null },
    wire: wireOfEcho(generation, echo),
    expiresAt: null,
    ...allowed,
  };
}

/** Those of the codes that are here; without any code each of them. */
function readAllowed(read: Reading, path: string): Pick<CreateOrder, 'methods'> {
  const methods = methodsOfCodes(read.text(path, { max: TEXT_MAX, numbers: true }) ?? '');
  if (methods?.length === 0) {
    read.refuse({ field: path, rule: 'unknown', message: 'has no payment mode that is enabled' });
  }
  return methods === null ? {} : { methods };
}

/** A field that may be left out, and can have one value only. */
export function only(read: Reading, path: string, value: string): void {
  const given = read.text(path, { max: TEXT_MAX, numbers: true });
  if (given === null || given === value) return;
  read.refuse({ field: path, rule: 'format', message: `must be ${value}`, received: given });
}
