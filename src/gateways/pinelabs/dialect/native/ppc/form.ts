// The form generation: a browser posts the signed fields and is led to the payment page.
// Source: pinelabs.md §2.2.
import type { CreateOrder } from '../../../../../core/command.ts';
import type { Outcome } from '../../../../../core/decision.ts';
import type { Failure } from '../../../../../core/failure.ts';
import type { Call, Reply } from '../../../../dialect.ts';
import { readFields } from '../../../../kit/read.ts';
import { type PurchaseNames, readPurchase } from './purchase.ts';

const NAMES: PurchaseNames = Object.freeze({
  merchantId: 'ppc_MerchantID',
  accessCode: 'ppc_MerchantAccessCode',
  reference: 'ppc_UniqueMerchantTxnID',
  amount: 'ppc_Amount',
  currency: 'ppc_CurrencyCode',
  type: 'ppc_TransactionType',
  modes: 'ppc_PayModeOnLandingPage',
  returnUrl: 'ppc_MerchantReturnURL',
  firstName: 'ppc_CustomerFirstName',
  lastName: 'ppc_CustomerLastName',
  email: 'ppc_CustomerEmail',
  mobile: 'ppc_CustomerMobile',
  customerId: null,
  udf: Object.freeze(['ppc_UdfField1', 'ppc_UdfField2', 'ppc_UdfField3', 'ppc_UdfField4']),
});

export function parseForm(call: Call): CreateOrder | Failure {
  return readPurchase(readFields(call.fields), NAMES, 'form');
}

export function renderEntrance({ aggregate }: Outcome, call: Call): Reply {
  return { kind: 'redirect', url: call.addresses.page(aggregate) };
}
