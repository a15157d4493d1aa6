// The `ppc_` names of what is told of a payment, in the order of the published inquiry reply.
// Source: pinelabs.md §2.5; the browser's return of the form generation has the same fields (§2.4).
import type { Naming } from '../../attempt.ts';

export const PPC_NAMING: Naming = [
  ['ppc_MerchantID', 'merchantId'],
  ['ppc_MerchantAccessCode', 'accessCode'],
  ['ppc_PinePGTxnStatus', 'status'],
  ['ppc_TransactionCompletionDateTime', 'completed'],
  ['ppc_UniqueMerchantTxnID', 'reference'],
  ['ppc_Amount', 'amount'],
  ['ppc_TxnResponseCode', 'response'],
  ['ppc_TxnResponseMessage', 'message'],
  ['ppc_PinePGTransactionID', 'pineId'],
  ['ppc_CapturedAmount', 'captured'],
  ['ppc_RefundedAmount', 'refunded'],
  ['ppc_AcquirerName', 'acquirer'],
  ['ppc_PaymentMode', 'mode'],
  ['ppc_Parent_TxnStatus', 'parentStatus'],
  ['ppc_ParentTxnResponseCode', 'parentResponse'],
  ['ppc_ParentTxnResponseMessage', 'parentMessage'],
  ['ppc_CustomerMobile', 'mobile'],
  ['ppc_UdfField1', 'udf1'],
  ['ppc_UdfField2', 'udf2'],
  ['ppc_UdfField3', 'udf3'],
  ['ppc_UdfField4', 'udf4'],
  ['ppc_AcquirerResponseCode', 'acquirerCode'],
  ['ppc_AcquirerResponseMessage', 'acquirerMessage'],
];

const ASKED_TOO: ReadonlySet<string> = new Set([
  ...['ppc_MerchantID', 'ppc_MerchantAccessCode', 'ppc_UniqueMerchantTxnID', 'ppc_Amount'],
  ...['ppc_PinePGTransactionID', 'ppc_CustomerMobile'],
  ...['ppc_UdfField1', 'ppc_UdfField2', 'ppc_UdfField3', 'ppc_UdfField4'],
]);

/**
 * Names that we sign in returns and replies and that no request has; each of them carries one,
 * those of the JSON generation the one that sorts first.
 */
export const REPLIED_NAMES: ReadonlySet<string> = new Set([
  ...PPC_NAMING.map(([name]) => name).filter((name) => !ASKED_TOO.has(name)),
  'Acquirer_Response_Code',
]);
