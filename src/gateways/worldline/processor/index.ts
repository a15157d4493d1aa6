// Worldline India as a processor: its script takes the money, its server API says what became of
// it. Nobody has paid with it yet. Source: docs/gateways/worldline.md §P.
import type { Processor } from '../../processor.ts';
import { checkCredentials, credentialFields } from './credential.ts';
import { inquire } from './inquire.ts';
import { probe } from './probe.ts';
import { inquireGiven, inquireRefund, refund } from './refund.ts';
import { CURRENCY } from './request.ts';
import { start } from './start.ts';
import { webhook } from './webhook.ts';

const DAY_MS = 86_400_000;

export const worldline: Processor = Object.freeze<Processor>({
  credentialFields,
  checkCredentials,
  isExperimental: true,
  abilities: Object.freeze({
    currencies: Object.freeze([CURRENCY]),
    // One of them, or all (§3.1).
    methods: Object.freeze(['card', 'upi', 'netbanking', 'wallet'] as const),
    // `RESERVE` holds money, and no call that takes it is documented.
    manualCapture: false,
    partialCapture: false,
  }),
  // Its script demands none of them (§3.1).
  needs: Object.freeze([]),
  lateSuccess: 'refund',
  // 0397 is "ask the next day"; inferred (§P.8).
  watchMs: 3 * DAY_MS,
  // Inferred: no number is documented.
  inquiriesPerMinute: 60,
  identifies: 'difference',
  start,
  inquire,
  refund,
  inquireGiven,
  inquireRefund,
  probe,
  webhook,
  redact: Object.freeze([
    ...['token', 'hash', 'msg', 'consumerMobileNo', 'consumerEmailId', 'cartDescription'],
    ...['merchantAdditionalDetails', 'instrumentAliasName', 'instrumentToken'],
  ]),
});
