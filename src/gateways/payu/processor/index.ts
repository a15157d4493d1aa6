// PayU India as a processor: its hosted page takes the money, its server API says what became of
// it. Source: payu.md §P.
import type { Processor } from '../../processor.ts';
import { checkCredentials, credentialFields } from './credential.ts';
import { capture, release } from './capture.ts';
import { inquire, inquireMany } from './inquire.ts';
import { probe } from './probe.ts';
import { inquireRefund, refund } from './refund.ts';
import { CURRENCY } from './reply.ts';
import { start } from './start.ts';
import { isUnsigned, locate, verify } from './webhook.ts';

const DAY_MS = 86_400_000;

export const payu = Object.freeze<Processor>({
  credentialFields,
  checkCredentials,
  abilities: {
    currencies: [CURRENCY],
    methods: ['card', 'upi', 'netbanking', 'wallet'],
    // On cards, where the account has it (payu.md §1.11).
    manualCapture: true,
    // Within a tolerance of the account, and no document says what is told of it afterwards.
    partialCapture: false,
  },
  needs: ['name', 'email', 'phone'],
  lateSuccess: 'refund',
  // Inferred: banks that have not answered are asked for up to three days (payu.md §P.13).
  watchMs: 3 * DAY_MS,
  // Inferred: "Requests limit reached" has no number.
  inquiriesPerMinute: 60,
  identifies: 'name',
  start,
  inquire,
  inquireMany,
  capture,
  release,
  refund,
  inquireRefund,
  probe,
  webhook: { locate, verify, isUnsigned },
  redact: [
    ...['hash', 'firstname', 'lastname', 'email', 'phone', 'address1', 'address2', 'zipcode'],
    ...['card_no', 'cardnum', 'name_on_card', 'card_token', 'cardToken', 'cardhash', 'payerVpa'],
  ],
});
