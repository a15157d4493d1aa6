// What PayU tells by itself: payments as a form with the reverse hash, refunds as JSON that proves
// nothing. Source: payu.md §1.3, §1.6, §P.6.
import { isFailure } from '../../../core/failure.ts';
import { decodeBody } from '../../kit/body.ts';
import { sameText } from '../../kit/proof.ts';
import type { Connection, HookRequest, Located } from '../../processor.ts';
import { computeHash, type ReplyAddition, reverseSequence } from '../hash.ts';
import { type Entity, idAt, textAt, wordAt } from './reply.ts';

const NAME = /^[A-Za-z0-9]{5,40}$/;
const PART_MAX = 60;

/** The fields of a form or of a JSON object, told by its looks; null for what is neither. */
function readBody({ body }: HookRequest): Entity | null {
  const fields = decodeBody('', Buffer.from(body));
  if (isFailure(fields)) return null;
  return { kind: 'entity', fields: fields.values, path: '', lexemes: fields.lexemes };
}

/** A refund names our transaction `merchantTxnId`, a payment `txnid`. Both know PayU's number. */
export function locate(request: HookRequest): Located | null {
  const entity = readBody(request);
  if (entity === null) return null;
  const given = wordAt(entity, 'txnid') ?? wordAt(entity, 'merchantTxnId');
  const name = given !== null && NAME.test(given) ? given : null;
  const attempt = idAt(entity, 'mihpayid');
  if (name === null && attempt === null) return null;
  return { event: eventOf(entity), name, theirOrder: null, attempt };
}

/** A refund of ours or of the dashboard: JSON without a hash (§1.6). */
export function isUnsigned(request: HookRequest): boolean {
  const entity = readBody(request);
  if (entity === null || wordAt(entity, 'hash') !== null) return false;
  return idAt(entity, 'request_id') !== null && wordAt(entity, 'merchantTxnId') !== null;
}

/** PayU numbers no events; told again when there is news of the same thing, such as its ARN. */
const TELLING = ['mihpayid', 'txnid', 'status', 'unmappedstatus', 'request_id', 'bank_arn'];

function eventOf(entity: Entity): string {
  return TELLING.map((name) => (wordAt(entity, name) ?? '').slice(0, PART_MAX)).join('.');
}

/** Which more fields the hash may be over: "Reverse Hash Types" lists these four. */
const FORMS: readonly (readonly ReplyAddition[])[] = Object.freeze([
  [],
  ['additionalCharges'],
  ['splitInfo'],
  ['additionalCharges', 'splitInfo'],
]);

/**
 * Over the fields as they came, empty ones too, with any salt of the connection. The hash covers
 * neither PayU's number nor `unmappedstatus`: it proves that there is news, and no more.
 */
export function verify(request: HookRequest, { credentials }: Connection): boolean {
  const entity = readBody(request);
  const given = entity === null ? null : wordAt(entity, 'hash')?.toLowerCase();
  if (entity === null || given === null || given === undefined) return false;
  const values: Record<string, string> = {};
  for (const name of Object.keys(entity.fields)) values[name] = textAt(entity, name) ?? '';
  // The page of additional charges prints both spellings.
  values['additionalCharges'] ||= values['additional_charges'] ?? '';
  const forms = FORMS.filter((also) => also.every((name) => (values[name] ?? '') !== ''));
  return credentials.some(({ key = '', salt = '' }) => {
    if (key === '' || salt === '' || values['key'] !== key) return false;
    return forms.some((also) =>
      sameText(given, computeHash(reverseSequence({ slots: 'blank', also }), values, salt)),
    );
  });
}
