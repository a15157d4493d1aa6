// The headers of the Standard Webhooks specification, which every webhook here has.
import { createHmac } from 'node:crypto';
import type { SignedForm } from '../../gateways/dialect.ts';
import type { WebhookRow } from '../../store/store.ts';

/**
 * A secret `whsec_…` is base64 as the specification says; any other is taken as it is (the
 * libraries' "raw" format).
 */
export function standardHeaders(
  { token, request }: WebhookRow,
  secret: string,
  seconds: number,
): Readonly<Record<string, string>> {
  const id = `msg_${token}`;
  const signature = signText(`${id}.${seconds}.${request.body}`, secret);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': `v1,${signature}`,
  };
}

function signText(text: string, secret: string): string {
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : secret;
  return createHmac('sha256', key).update(text).digest('base64');
}

const [ID, TIME] = ['webhook-id', 'webhook-timestamp'];

/** The same for whoever has a message and wants to know. */
export const STANDARD_FORM: SignedForm = Object.freeze({
  name: 'standard',
  says: 'a webhook by the Standard Webhooks headers: HMAC-SHA256 in base64',
  carrier: 'header webhook-signature',
  needs: `a body and the headers ${ID} and ${TIME}`,
  // Several may stand there, as while a secret is changed: ours has one.
  signatureOf: ({ headers }) =>
    headers['webhook-signature']?.split(' ')[0]?.replace(/^v1,/, '') ?? null,
  list: ({ headers, body }) => {
    const [id, time] = [headers[ID] ?? '', headers[TIME] ?? ''];
    if (id === '' || time === '' || body === '') return [];
    const parts = [
      { name: ID, value: id },
      { name: TIME, value: time },
      { name: 'body', value: body },
    ];
    return [{ parts, separator: '.', digest: signText }];
  },
});
