// What Paytring tells by itself: that an order was paid or failed. Neither its body nor its
// signature is documented, so it is a reason to ask and no more.
// Source: docs/gateways/paytring.md §5.2 and §P.4.
import { matchHash } from '../../kit/hash.ts';
import { sha256Hex } from '../../kit/proof.ts';
import type { HookRequest, Processor } from '../../processor.ts';
import { idOf, parseEntity } from './reply.ts';

const SIGNATURE_HEADER = 'x-paytring-signature';

export const webhook: Processor['webhook'] = Object.freeze<Processor['webhook']>({
  locate: ({ body }) => {
    const event = parseEntity(body);
    if (event === null) return null;
    const name = idOf(event, 'receipt_id');
    const theirOrder = idOf(event, 'order_id');
    if (name === null && theirOrder === null) return null;
    // Events have no names of their own: what is told again is the same body.
    return { event: sha256Hex(body), name, theirOrder, attempt: theirOrder };
  },
  /** The rule of requests, as an official README verifies it: over every field of the body. */
  verify: ({ headers, body }, { credentials }) => {
    const event = parseEntity(body);
    const given = headers[SIGNATURE_HEADER]?.trim() ?? '';
    if (event === null || given === '') return false;
    const fields = { values: event.fields, lexemes: event.lexemes };
    return credentials.some(
      ({ secret = '' }) => secret !== '' && matchHash(fields, given, secret) !== null,
    );
  },
  /** Where it signs by another rule than that one, each of its webhooks would be refused. */
  isUnsigned: (request: HookRequest) => parseEntity(request.body) !== null,
});
