// What paid, as a payment of the gateway's says it, as far as it may be kept.
// Source: docs/gateways/cashfree.md §1.6, `payment_method` by rail.
import type { CardKind, CardNetwork, Instrument } from '../../../core/payment.ts';
import { BANKS, bankCodeNamed, bankOf, TEST_BANK } from '../banks.ts';
import { CARD_NETWORK, CARD_TYPE, WALLET_OF } from '../words.ts';
import { idOf, type Part, partOf, textOf } from './reply.ts';

/** Null where a part of it is missing, or where we have no such instrument. */
export function instrumentOf(payment: Part): Instrument | null {
  const method = partOf(payment, 'payment_method');
  if (method === null) return null;
  const card = partOf(method, 'card') ?? partOf(method, 'emi');
  if (card !== null) return cardOf(card);
  const upi = partOf(method, 'upi');
  if (upi !== null) return { method: 'upi', vpa: textOf(upi, 'upi_id') };
  const bank = partOf(method, 'netbanking');
  if (bank !== null) return bankIn(bank);
  const app = partOf(method, 'app');
  return app === null ? null : walletOf(app);
}

/** Prepaid cards are of neither kind here. */
function cardOf(card: Part): Instrument | null {
  const last4 = /(?<!\d)\d{4}$/.exec(textOf(card, 'card_number') ?? '')?.[0];
  const network = wordOf(CARD_NETWORK, textOf(card, 'card_network'));
  const type = textOf(card, 'card_type')?.replace(/_emi$/, '') ?? null;
  const kind = wordOf<CardKind>(CARD_TYPE, type);
  if (last4 === undefined || network === null || kind === null) return null;
  return { method: 'card', network, kind, last4, holder: null };
}

function wordOf<T extends CardNetwork | CardKind>(
  table: Readonly<Record<T, string>>,
  word: string | null,
): T | null {
  const names = Object.keys(table) as T[];
  return names.find((name) => table[name] === word?.toUpperCase()) ?? null;
}

/** The code is a number here and a text in its webhooks; either it or the name may be missing. */
function bankIn(netbanking: Part): Instrument | null {
  const name = textOf(netbanking, 'netbanking_bank_name');
  const code = idOf(netbanking, 'netbanking_bank_code') ?? (name === null ? null : codeOf(name));
  if (code === null) return null;
  const label = [TEST_BANK, ...BANKS].find((bank) => bank.code === code)?.label;
  return { method: 'netbanking', bank: bankOf(code), bankName: label ?? readable(name) };
}

/** A name of five capital letters is a code as well. */
function readable(name: string | null): string | null {
  return name === null || /^[A-Z]{5}$/.test(name) ? null : name;
}

/** Its five letters, or the name that a customer reads. */
function codeOf(name: string): string | null {
  const code = bankCodeNamed(name);
  return code !== name ? code : (BANKS.find((bank) => bank.label === name)?.code ?? null);
}

function walletOf(app: Part): Instrument | null {
  const provider = textOf(app, 'provider');
  if (provider === null) return null;
  return { method: 'wallet', wallet: WALLET_OF.get(provider) ?? provider };
}
