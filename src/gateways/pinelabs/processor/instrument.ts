// What paid, as a payment of the gateway's says it, as far as it may be kept.
// Source: pinelabs.md §2.8, `payment_option`.
import type { Instrument } from '../../../core/payment.ts';
import { type Part, partOf, textOf } from './reply.ts';
import { CARD_KIND_OF, wordIn, NETWORK_OF } from './words.ts';

/** Null where a part of it is missing, or where we have no such instrument. */
export function instrumentOf(payment: Part): Instrument | null {
  const option = partOf(payment, 'payment_option');
  if (option === null) return null;
  switch (textOf(payment, 'payment_method')) {
    case 'CARD':
    case 'CREDIT_EMI':
    case 'DEBIT_EMI':
      return cardOf(partOf(option, 'card_data'));
    case 'UPI':
      return upiOf(partOf(option, 'upi_details'));
    case 'NETBANKING':
      return bankOf(partOf(option, 'netbanking_data'));
    case 'WALLET':
      return walletOf(partOf(option, 'wallet_data'));
    default:
      return null;
  }
}

function cardOf(card: Part | null): Instrument | null {
  if (card === null) return null;
  const last4 = /^\d{4}$/.exec(textOf(card, 'last4_digit') ?? '')?.[0];
  const network = wordIn(NETWORK_OF, textOf(card, 'network_name'));
  const kind = wordIn(CARD_KIND_OF, textOf(card, 'card_type'));
  if (last4 === undefined || network === null || kind === null) return null;
  return { method: 'card', network, kind, last4, holder: null };
}

function upiOf(upi: Part | null): Instrument | null {
  const payer = upi === null ? null : partOf(upi, 'payer');
  const vpa = payer === null ? null : textOf(payer, 'vpa');
  return vpa === null ? null : { method: 'upi', vpa };
}

/** It tells the code alone; a list of names would be older than its own. */
function bankOf(netbanking: Part | null): Instrument | null {
  const bank = netbanking === null ? null : textOf(netbanking, 'pay_code');
  return bank === null ? null : { method: 'netbanking', bank, bankName: bank };
}

function walletOf(data: Part | null): Instrument | null {
  const wallet = data === null ? null : textOf(data, 'wallet_code');
  return wallet === null ? null : { method: 'wallet', wallet };
}
