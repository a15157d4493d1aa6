// Requests to Worldline: where its server API and its script are, and what is asked in one shape.
// Source: docs/gateways/worldline.md §3.1, §3.3, §P.1.
import type { Connection, Side, WireRequest } from '../../processor.ts';

const HOST = 'https://www.paynimo.com';

/** The currency is in no reply, and the token does not cover it (§3.1). */
export const CURRENCY = 'INR';

/** One host for both modes; a base URL stands for it. */
export function hostOf({ baseUrl }: Connection): string {
  return (baseUrl ?? HOST).replace(/\/+$/, '');
}

export type Asked =
  /** By our name and the day on which the customer began: the only way to find a transaction. */
  | { readonly requestType: 'O'; readonly identifier: string; readonly dateTime: string }
  /** By Worldline's own number. */
  | { readonly requestType: 'S'; readonly token: string; readonly dateTime: string }
  | {
      readonly requestType: 'R';
      readonly token: string;
      readonly dateTime: string;
      readonly amount: string;
    };

/** Nothing signs it: who asks is told by the merchant code, and likely by our address (§P.3). */
export function writeAsked({ connection, credentials }: Side, asked: Asked): WireRequest {
  return {
    method: 'POST',
    url: `${hostOf(connection)}/api/paynimoV2.req`,
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify({
      merchant: { identifier: credentials['merchant_code'] ?? '' },
      // Every kit sends it with a refund.
      ...(asked.requestType === 'R' ? { cart: {} } : {}),
      transaction: { deviceIdentifier: 'S', currency: CURRENCY, ...asked },
    }),
  };
}
