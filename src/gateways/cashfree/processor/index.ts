// Cashfree as a processor: its order, its own checkout by its script, its word on what was paid.
import type { Processor } from '../../processor.ts';
import { capture, release } from './capture.ts';
import { canHold, checkCredentials, credentialFields } from './credentials.ts';
import { inquire } from './inquire.ts';
import { probe } from './probe.ts';
import { inquireRefund, refund } from './refund.ts';
import { settlements } from './settlements.ts';
import { CURRENCIES, start } from './start.ts';
import { webhook } from './webhook.ts';
import { withdraw } from './withdraw.ts';

const DAY_MS = 86_400_000;

export const cashfree: Processor = Object.freeze<Processor>({
  credentialFields,
  checkCredentials,
  abilities: Object.freeze({
    // Others are enabled for single accounts (docs/gateways/cashfree.md §1.4).
    currencies: CURRENCIES,
    methods: Object.freeze(['card', 'upi', 'netbanking', 'wallet'] as const),
    manualCapture: true,
    partialCapture: true,
  }),
  canHold,
  needs: Object.freeze(['phone'] as const),
  // §P.4: its order stays ACTIVE after a failure, and a success makes it PAID.
  lateSuccess: 'pay',
  // §P.10: a payment gets its end within a limit of which no figure is published; this is ours.
  watchMs: 3 * DAY_MS,
  // §P.5: each asks for the payments, of which its sandbox tells 30 times a minute.
  inquiriesPerMinute: 30,
  identifies: 'name',
  start,
  inquire,
  capture,
  release,
  withdraw,
  refund,
  inquireRefund,
  settlements,
  probe,
  webhook,
  redact: Object.freeze([
    'payment_session_id',
    'customer_id',
    'customer_name',
    'customer_email',
    'customer_phone',
    'phone',
    'upi_id',
    'upi_payer_account_number',
    'upi_instrument_number',
    'card_number',
    'netbanking_account_number',
    'banktransfer_account_number',
  ]),
});
