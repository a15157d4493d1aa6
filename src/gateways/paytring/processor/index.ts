// Paytring as a processor: its order, its own page, its word on what became of it.
import type { Processor } from '../../processor.ts';
import { capture, release } from './capture.ts';
import { checkCredentials, credentialFields } from './credential.ts';
import { inquire } from './inquire.ts';
import { probe } from './probe.ts';
import { inquireGiven, inquireRefund, refund } from './refund.ts';
import { CURRENCY } from './refund-list.ts';
import { start } from './start.ts';
import { webhook } from './webhook.ts';

const DAY_MS = 86_400_000;

export const paytring: Processor = Object.freeze<Processor>({
  credentialFields,
  checkCredentials,
  abilities: Object.freeze({
    // Others are named by one SDK, which ignores its own list (docs/gateways/paytring.md §3.1).
    currencies: Object.freeze([CURRENCY]),
    // No field of an order holds its page to a method.
    methods: null,
    manualCapture: true,
    // An amount of a capture is in prose only (§3.5).
    partialCapture: false,
  }),
  needs: Object.freeze(['name', 'email', 'phone'] as const),
  lateSuccess: 'refund',
  // §P.3: it stands for gateways that ask banks for up to five days.
  watchMs: 5 * DAY_MS,
  // §0.6: what is asked of refunds counts with them, fifty a minute in all.
  inquiriesPerMinute: 40,
  identifies: 'difference',
  inquireGiven,
  start,
  inquire,
  capture,
  release,
  // No `withdraw`: an order cannot be ended by a call; `cancel` lets go of what is held (§3.5).
  refund,
  inquireRefund,
  probe,
  webhook,
  redact: Object.freeze([
    ...['cname', 'name', 'email', 'phone', 'url', 'hash', 'callback_url'],
    ...['customer', 'billing_address', 'shipping_address', 'card_last_4'],
  ]),
});
