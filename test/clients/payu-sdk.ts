// PayU's Node SDK, of which npm has no types.
import { createRequire } from 'node:module';

export type Json = Readonly<Record<string, unknown>>;
type Asked = Promise<Json>;
export type Params = Record<string, unknown>;

/** What its README shows. */
export type Payu = {
  readonly credes: { paymentURL: string; apiHost: string; apiPath: string };
  readonly hasher: {
    readonly generatePaymentHash: (params: Params) => string;
    readonly validateResponseHash: (params: Params) => boolean;
    readonly generateResponseHash: (params: Params) => string;
  };
  readonly paymentInitiate: (params: Params) => string;
  readonly verifyPayment: (txnid: string) => Asked;
  readonly getTransactionDetails: (from: string, to: string) => Asked;
  readonly validateVPA: (vpa: string) => Asked;
  readonly cancelRefundTransaction: (
    payuid: unknown,
    token: string,
    amount: string,
    callback?: string,
  ) => Asked;
  readonly checkActionStatus: (request: string) => Asked;
  readonly getNetbankingStatus: (bank?: string) => Asked;
  readonly getIssuingBankStatus: (bin: string) => Asked;
  readonly checkIsDomestic: (bin: string) => Asked;
  readonly eligibleBinsForEMI: (bin: string) => Asked;
  readonly getEmiAmountAccordingToInterest: (amount: number) => Asked;
  readonly createInvoice: (params: Params) => Asked;
  readonly expireInvoice: (txnid: string) => Asked;
  readonly getSettlementDetails: (day: string) => Asked;
  readonly getCheckoutDetails: (params: Params) => Asked;
};
type PayuClass = new (
  credes: { readonly key: string; readonly salt: string },
  env?: string,
  config?: { readonly useSplitHash?: boolean },
) => Payu;
export const Payu = createRequire(import.meta.url)('payu-websdk') as PayuClass;
