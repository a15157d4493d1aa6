// What a webhook of Pine Labs' is about, and whether it is signed: the headers of Standard
// Webhooks. Source: pinelabs.md §2.10 and §P.6.
import { hmacSha256, sameText, sha256Hex } from '../../kit/proof.ts';
import type { HookRequest, Located, Processor } from '../../processor.ts';
import { dataOf, idOf, parsePart, textOf } from './reply.ts';

const ID_HEADER = 'webhook-id';
const TIME_HEADER = 'webhook-timestamp';
const SIGNATURE_HEADER = 'webhook-signature';
/** "Five minutes of tolerance". */
const TOLERANCE_MS = 300_000;

export const webhook: Processor['webhook'] = Object.freeze<Processor['webhook']>({
  locate: (request) => {
    const event = parsePart(request.body);
    const data = event === null ? null : dataOf(event);
    if (data === null) return null;
    // A refund is an order of its own, under a name that we gave to it; this is about its parent.
    const isRefund = textOf(data, 'type') === 'REFUND';
    const name = isRefund ? null : textOf(data, 'merchant_order_reference');
    const theirOrder = idOf(data, isRefund ? 'parent_order_id' : 'order_id');
    if ((name ?? theirOrder) === null) return null;
    return { event: eventOf(request), name, theirOrder, attempt: null };
  },
  verify: (request, { credentials }, now) => {
    const { [ID_HEADER]: id = '', [TIME_HEADER]: time = '' } = request.headers;
    const at = /^\d{1,12}$/.test(time) ? Number(time) * 1000 : Number.NaN;
    if (id === '' || !(Math.abs(now - at) <= TOLERANCE_MS)) return false;
    const given = signaturesOf(request);
    // Its bytes as they are written, though the same secret signs returns decoded from hex.
    return credentials.some(({ client_secret: secret = '' }) => {
      if (secret === '') return false;
      const own = hmacSha256(secret, `${id}.${time}.${request.body}`).toString('base64');
      return given.some((each) => sameText(each, own));
    });
  },
});

/** `v1,<base64>`, of which there may be several while a secret is changed. */
function signaturesOf({ headers }: HookRequest): readonly string[] {
  const all = (headers[SIGNATURE_HEADER] ?? '').split(' ');
  return all.filter((each) => each.startsWith('v1,')).map((each) => each.slice('v1,'.length));
}

/** The same again has the same id, which is signed; one without stands for itself. */
function eventOf({ headers, body }: HookRequest): Located['event'] {
  const id = headers[ID_HEADER]?.trim() ?? '';
  return /^[\w-]{1,100}$/.test(id) ? id : sha256Hex(body);
}
