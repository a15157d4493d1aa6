// The headers of the Standard Webhooks specification, which every webhook here has.
import { createHmac } from 'node:crypto';
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
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : secret;
  const text = `${id}.${seconds}.${request.body}`;
  const signature = createHmac('sha256', key).update(text).digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': `v1,${signature}`,
  };
}
