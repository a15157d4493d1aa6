// Commands about products that no account here has, answered as PayU answers an account without
// them, and what its mobile SDKs ask before they show anything. Source: payu.md §1.14.
import type { Answer } from './bank.ts';
import { viewCheckout } from './checkout-detail.ts';
import { BANKS, listCodes } from './option.ts';

/** iOS-SDK, `PayUModelPaymentRelatedDetail.h`, of a customer who has saved none. */
const NO_CARDS = Object.freeze({ status: 0, msg: 'Card not found.' });

/** docs.payu.in, Check Offer Status, failure scenario. */
const refuseOffer: Answer = (offer_key) => ({
  status: 0,
  msg: 'Invalid offer Key',
  error_code: 'E001',
  offer_key,
  offer_type: 'Unknown',
  offer_availed_count: 'Unknown',
  offer_remaining_count: 'Unknown',
});

/** `Bin` with the first digits of a card, or `NET`; nothing is paid in instalments here. */
const answerEligible: Answer = (kind, digits) => {
  const isKnown = /^(bin|net)$/i.test(kind) || /^\d{6,19}$/.test(kind);
  if (!isKnown || (/^bin$/i.test(kind) && digits === '')) {
    return { status: 0, msg: 'Parameter missing' };
  }
  return { status: 1, msg: 'Details fetched successfully', details: { isEligible: 0 } };
};

const answerCards: Answer = () => NO_CARDS;
const answerNothing: Answer = () => [];

/** What is told of anybody. */
export const PRODUCTS: Readonly<Record<string, Answer>> = Object.freeze({
  eligiblebinsforemi: answerEligible,
  // An empty array in PHP, as PayU's other empty maps.
  getemiamountaccordingtointerest: answerNothing,
  getissuingbankdownbins: answerNothing,
  gettingissuingbankdownbins: answerNothing,
  check_offer_status: refuseOffer,
  check_offer_details: refuseOffer,
  get_user_cards: answerCards,
  edit_user_card: answerCards,
  delete_user_card: answerCards,
  get_payment_instrument: answerCards,
  edit_payment_instrument: answerCards,
  delete_payment_instrument: answerCards,
  get_payment_details: answerCards,
  vas_for_mobile_sdk: () => ({
    netBankingStatus: Object.fromEntries(
      Object.entries(BANKS).map(([ibibo_code, title]) => [
        ibibo_code,
        { ibibo_code, title, up_status: 1, mode: 'NB' },
      ]),
    ),
    issuingBankDownBins: [],
    sbiMaesBins: [],
  }),
});

/** What is known of the sandbox alone: elsewhere its processor decides what is offered. */
export const SANDBOX_ONLY: Readonly<Record<string, Answer>> = Object.freeze({
  payment_related_details_for_mobile_sdk: () => ({ ibiboCodes: listCodes(), userCards: NO_CARDS }),
  get_merchant_ibibo_codes: () => listCodes(),
  get_checkout_details: (asked) => {
    const details = viewCheckout(asked);
    return details === null ? { status: 0, msg: 'Parameter missing' } : { status: 1, details };
  },
});
