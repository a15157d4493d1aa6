// PayU's hashes as data: which fields, in which order, with which separator.
// Source: payu.md §1.2 (request), §1.3 (reverse), §1.5 (command); SHA-512, lower-case hex.
import type { Fields } from '../dialect.ts';
import { sameText, sha512Hex } from '../kit/proof.ts';

export type Sequence = {
  /** Names of fields; "" is a slot that stays blank, SALT the account's secret. */
  readonly fields: readonly string[];
  readonly separator: string;
};

/**
 * What the five slots after udf5 hold. PayU's documentation and SDKs leave them blank; its Magento
 * and OpenCart plugins and several libraries fill them with udf6 to udf10.
 */
export type HashForm = 'blank' | 'filled';

export const SALT = 'SALT';

const LEADING = ['key', 'txnid', 'amount', 'productinfo', 'firstname', 'email'];
const UDFS = ['udf1', 'udf2', 'udf3', 'udf4', 'udf5'];
const SLOTS: Readonly<Record<HashForm, readonly string[]>> = {
  blank: ['', '', '', '', ''],
  filled: ['udf6', 'udf7', 'udf8', 'udf9', 'udf10'],
};

/**
 * What some products add to the hash of a request, before the salt or after it. `needs` are the
 * fields that a request of that product brings.
 */
type Addition = {
  readonly needs: readonly string[];
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** What PayU's reply to such a request posts besides, and hashes. */
  readonly reply?: readonly ReplyAddition[];
};

export type ReplyAddition = 'additionalCharges' | 'splitInfo';

/** How the reply to a request is hashed. */
export type ReplyForm = {
  readonly slots: HashForm;
  readonly also: readonly ReplyAddition[];
};

/** A field whose value is its own name: what payu-websdk hashes for charges that it cannot find. */
const UNDEFINED = 'undefined';

// payu.md §1.2: split payments (after), standing instructions and third-party validation (before);
// payu-websdk (utils/hasher.js): additional charges (after), which it looks up by another name.
const SPLIT_AND_CHARGED: readonly string[] = ['splitRequest', 'additional_charges'];
const PLAIN: Addition = Object.freeze({ needs: [], before: [], after: [] });
const ADDITIONS: readonly Addition[] = Object.freeze([
  PLAIN,
  { needs: ['si_details'], before: ['si_details'], after: [] },
  { needs: ['beneficiarydetail'], before: ['beneficiarydetail'], after: [] },
  add(['splitRequest'], ['splitRequest'], ['splitInfo']),
  add(['additional_charges'], ['additional_charges'], ['additionalCharges']),
  add(['additionalCharges'], ['additionalCharges'], ['additionalCharges']),
  add(['additional_charges'], [UNDEFINED], ['additionalCharges']),
  add(SPLIT_AND_CHARGED, SPLIT_AND_CHARGED, ['additionalCharges', 'splitInfo']),
  add(SPLIT_AND_CHARGED, ['splitRequest', UNDEFINED], ['additionalCharges', 'splitInfo']),
]);

function add(
  needs: readonly string[],
  after: readonly string[],
  reply: readonly ReplyAddition[],
): Addition {
  return { needs, before: [], after, reply };
}

function requestSequence(form: HashForm, { before, after }: Addition = PLAIN): Sequence {
  const fields = [...LEADING, ...UDFS, ...SLOTS[form], ...before, SALT, ...after];
  return { fields, separator: '|' };
}

/**
 * Over the reply: docs.payu.in, "Reverse Hash Types", lists these four, all with blank slots; for
 * filled ones see HashForm.
 */
export function reverseSequence({ slots, also }: ReplyForm): Sequence {
  const backwards = [...LEADING, ...UDFS, ...SLOTS[slots]].reverse();
  const charges = also.filter((name) => name === 'additionalCharges');
  const split = also.filter((name) => name === 'splitInfo');
  return { fields: [...charges, SALT, 'status', ...split, ...backwards], separator: '|' };
}

export const REQUEST: Readonly<Record<HashForm, Sequence>> = Object.freeze({
  blank: requestSequence('blank'),
  filled: requestSequence('filled'),
});

// payu.md §1.2: `api_version=19` (offers, carts). No slot is blank, and the phone is covered.
const MORE_OF_19 = ['user_token', 'offer_key', 'offer_auto_apply', 'cart_details', 'extra_charges'];
const VERSION = 'api_version';
const VERSION_19: Sequence = Object.freeze({
  fields: [...LEADING, ...UDFS, ...SLOTS.filled, ...MORE_OF_19, 'phone', SALT],
  separator: '|',
});

export const COMMAND: Sequence = Object.freeze({
  fields: ['key', 'command', 'var1', SALT],
  separator: '|',
});

export function computeHash(
  sequence: Sequence,
  values: Readonly<Record<string, string>>,
  salt: string,
): string {
  return sha512Hex(writePreImage(sequence, values, salt));
}

/** The text that is hashed. */
export function writePreImage(
  { fields, separator }: Sequence,
  values: Readonly<Record<string, string>>,
  salt: string,
): string {
  return fields.map((name) => (name === SALT ? salt : (values[name] ?? ''))).join(separator);
}

type RequestForm = { readonly reply: ReplyForm; readonly sequence: Sequence };

/** Every way in which a client could have signed these values as a request. */
export function listRequestForms(values: Readonly<Record<string, string>>): readonly RequestForm[] {
  if (isVersion19(values)) return [{ reply: PLAIN_REPLY, sequence: VERSION_19 }];
  const came = (name: string): boolean => (values[name] ?? '') !== '';
  // Without udf6 to udf10 both forms are one.
  const forms: readonly HashForm[] = SLOTS.filled.some(came) ? ['blank', 'filled'] : ['blank'];
  return ADDITIONS.filter(({ needs }) => needs.every(came)).flatMap((addition) =>
    forms.map((slots) => ({
      reply: { slots, also: addition.reply ?? [] },
      sequence: requestSequence(slots, addition),
    })),
  );
}

export function isVersion19(values: Readonly<Record<string, string>>): boolean {
  return values[VERSION] === '19';
}

// With more bars a `productinfo` could swallow what stands between it and the fields of version 19
// that hold nothing elsewhere: one text would be two requests.
const BARS_MAX = 4;
const BESIDE_BARS = [...SLOTS.filled, 'si_details', 'beneficiarydetail'];
const WITHOUT_BARS = ['amount', 'firstname', 'email', ...UDFS, ...SLOTS.filled];

/**
 * The signed fields whose `|` would let the text be cut anew, so that what a buyer typed as a name
 * becomes a udf. Only `productinfo` may hold some: then nothing can be cut at another place.
 */
export function listBarred(values: Readonly<Record<string, string>>): readonly string[] {
  const barsIn = (name: string): number => (values[name] ?? '').split('|').length - 1;
  if (isVersion19(values)) {
    return VERSION_19.fields.filter((name) => name !== 'key' && barsIn(name) > 0);
  }
  const isLong = BESIDE_BARS.some((name) => (values[name] ?? '') !== '');
  const barred = WITHOUT_BARS.filter((name) => barsIn(name) > 0);
  return isLong && barsIn('productinfo') > BARS_MAX ? ['productinfo', ...barred] : barred;
}

/** How to reply to a request that was signed as one of PayU's; null when it was not. */
export function matchRequest(fields: Fields, salt: string): ReplyForm | null {
  const values = spellValues(fields);
  const given = (values['hash'] ?? '').toLowerCase();
  const matches = listRequestForms(values).filter(({ sequence }) =>
    sameText(given, computeHash(sequence, values, salt)),
  );
  return matches[0]?.reply ?? null;
}

export const PLAIN_REPLY: ReplyForm = Object.freeze({ slots: 'blank', also: Object.freeze([]) });

const SIGNED = ['hash', 'command', 'var1', ...LEADING, ...UDFS, ...SLOTS.filled]
  .concat(ADDITIONS.flatMap(({ needs }) => needs))
  .concat(MORE_OF_19, 'phone', VERSION);

/** The fields that some hash of a request or a command covers, and the hash itself. */
export function listSignedNames(): readonly string[] {
  return SIGNED;
}

/** The values that hashes are over. A number is as it was written; anything else is empty. */
export function spellValues(fields: Fields): Readonly<Record<string, string>> {
  const spelled: Record<string, string> = { [UNDEFINED]: UNDEFINED };
  for (const name of SIGNED) {
    const value = Object.hasOwn(fields.values, name) ? fields.values[name] : '';
    const number = typeof value === 'number' ? (fields.lexemes.get(name) ?? String(value)) : '';
    spelled[name] = typeof value === 'string' ? value : number;
  }
  return spelled;
}
