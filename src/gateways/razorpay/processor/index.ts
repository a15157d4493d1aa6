// Razorpay as a processor: its order, its own checkout page, its word on what was paid.
import type { Processor } from '../../processor.ts';
import { capture } from './capture.ts';
import { checkCredentials, credentialFields } from './credentials.ts';
import { CURRENCIES } from './currency.ts';
import { inquire } from './inquire.ts';
import { probe } from './probe.ts';
import { inquireRefund, refund } from './refund.ts';
import { settlements } from './settlements.ts';
import { start } from './start.ts';
import { webhook } from './webhook.ts';

const DAY_MS = 86_400_000;

export const razorpay: Processor = Object.freeze<Processor>({
  credentialFields,
  checkCredentials,
  abilities: Object.freeze({
    currencies: CURRENCIES,
    methods: Object.freeze(['card', 'upi', 'netbanking', 'wallet'] as const),
    manualCapture: true,
    // "Capture amount must be equal to the amount authorized." (docs/gateways/razorpay.md §1.5)
    partialCapture: false,
  }),
  // Its own page asks for what it lacks.
  needs: Object.freeze([]),
  // §P.4: its shops take a late success for an order that is still open.
  lateSuccess: 'pay',
  // §8: banks are asked for three days on one page and for five on another.
  watchMs: 5 * DAY_MS,
  // §P.9: no figure is documented; this is ours.
  inquiriesPerMinute: 60,
  identifies: 'name',
  start,
  inquire,
  capture,
  // No `release` and no `withdraw`: neither call exists (§1.4, §1.5). An authorization lapses after
  // the time that its order was made with.
  refund,
  inquireRefund,
  settlements,
  probe,
  webhook,
  redact: Object.freeze(['email', 'contact', 'vpa', 'name', 'last4', 'iin', 'customer_id']),
});
