// Pine Labs as a processor: its order, its own hosted checkout, its word on what was paid. The
// newest of its generations, "Pine Labs Online". Source: pinelabs.md §P.
import type { Processor } from '../../processor.ts';
import { capture, release } from './capture.ts';
import { checkCredentials, credentialFields } from './credentials.ts';
import { inquire } from './inquire.ts';
import { probe } from './probe.ts';
import { inquireRefund, refund } from './refund.ts';
import { CURRENCY, start } from './start.ts';
import { token } from './token.ts';
import { webhook } from './webhook.ts';

const DAY_MS = 86_400_000;

export const pinelabs: Processor = Object.freeze<Processor>({
  credentialFields,
  checkCredentials,
  abilities: Object.freeze({
    // Others are a product with an agreement of its own (pinelabs.md §2.14).
    currencies: Object.freeze([CURRENCY]),
    methods: Object.freeze(['card', 'upi', 'netbanking', 'wallet'] as const),
    // On cards (§P.3).
    manualCapture: true,
    // Once; the rest is reversed by itself (§2.8).
    partialCapture: true,
  }),
  // Its own page asks for what it lacks.
  needs: Object.freeze([]),
  // No document of its shops' says that a success may come after a failure: it is given back.
  lateSuccess: 'refund',
  // Inferred: how long its page takes payments is not documented, and no order can be withdrawn.
  watchMs: 3 * DAY_MS,
  // No figure is documented (API_RATE_LIMIT); this is ours.
  inquiriesPerMinute: 60,
  // No documented reply lists an order's refunds (§P.5).
  hidesParts: true,
  // A refund has a reference of ours (§P).
  identifies: 'name',
  token,
  start,
  inquire,
  capture,
  release,
  // No `withdraw`: an order can be cancelled only once its money is held (§P.5).
  refund,
  inquireRefund,
  probe,
  webhook,
  redact: Object.freeze([
    ...['access_token', 'refresh_token', 'token', 'order_token', 'redirect_url', 'challenge_url'],
    ...['image_url', 'email_id', 'first_name', 'last_name', 'mobile_number', 'customer_id'],
    ...['billing_address', 'shipping_address', 'vpa', 'last4_digit', 'card_number'],
  ]),
});
