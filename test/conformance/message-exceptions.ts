// What the contract suite lets pass of webhooks and ways back, each with its reason.
import type { Exception } from './exceptions.ts';

export const MESSAGES: readonly Exception[] = [
  {
    about: 'webhook',
    owner: 'payu',
    place: /^none$/,
    what: /^refund$/,
    reason: 'the documents have no hash on a refund’s webhook; Standard Webhooks headers prove it',
  },
  {
    about: 'webhook',
    owner: 'pinelabs',
    place: /^(v3|none)$/,
    what: /^(?:[A-Z_]+|payment_link\.processed)$/,
    reason: 'this generation’s webhooks are proved by the headers of Standard Webhooks alone',
  },
  {
    about: 'handback',
    owner: 'cashfree',
    place: /./,
    what: /^redirect$/,
    reason: 'the gateway’s redirect carries nothing but the order’s name; merchants ask for it',
  },
  {
    about: 'handback',
    owner: 'razorpay',
    place: /^any$/,
    what: /./,
    reason: 'the fields of an error and the way to the cancel page carry no signature',
  },
];

const SALTED = /^(?!(status|key|txnid|amount|productinfo|firstname|email|udf[1-5]|hash)$)/;

/** Fields that stand beside what a webhook's or a way back's proof covers. */
export const FIELDS: readonly Omit<Exception, 'place'>[] = [
  ...(['webhook', 'handback'] as const).map((about) => ({
    about,
    owner: 'payu',
    what: SALTED,
    reason: 'the gateway’s reverse hash is over these and no others; merchants ask for the rest',
  })),
  ...(['webhook', 'handback'] as const).map((about) => ({
    about,
    owner: 'pinelabs',
    what: /^(dia_secret_type|ppc_DIA_SECRET_TYPE)$/,
    reason: 'names the kind of the proof, of which there is one',
  })),
  {
    about: 'webhook',
    owner: 'pinelabs',
    what: /^event_name$/,
    reason: 'stands beside the signed fields, which say the same',
  },
  {
    about: 'webhook',
    owner: 'worldline',
    what: /^statusCode$/,
    reason: 'the hash of the gateway’s second form leaves the status out; merchants ask for it',
  },
];
