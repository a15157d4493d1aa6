// PayU's hashes as data: which fields, in which order, with which separator.
// Source: contract PayU §1.2 (request), §1.3 (reverse), §1.5 (command); SHA-512, lower-case hex.
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

function requestSequence(form: HashForm): Sequence {
  return { fields: [...LEADING, ...UDFS, ...SLOTS[form], SALT], separator: '|' };
}

function reverseSequence(form: HashForm): Sequence {
  const backwards = [...LEADING, ...UDFS, ...SLOTS[form]].reverse();
  return { fields: [SALT, 'status', ...backwards], separator: '|' };
}

export const REQUEST: Readonly<Record<HashForm, Sequence>> = Object.freeze({
  blank: requestSequence('blank'),
  filled: requestSequence('filled'),
});

export const REVERSE: Readonly<Record<HashForm, Sequence>> = Object.freeze({
  blank: reverseSequence('blank'),
  filled: reverseSequence('filled'),
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
  const slots = sequence.fields.map((name) => (name === SALT ? salt : (values[name] ?? '')));
  return sha512Hex(slots.join(sequence.separator));
}

/**
 * The digests that PayU's own clients send in place of the documented V1 hash. The hash of a
 * command covers `var1` alone, so it proves nothing when the order is named in another way.
 */
export function listNativeHashes(fields: Fields, salt: string): readonly string[] {
  const values = spellValues(fields);
  if (values['txnid'] !== '') {
    return [computeHash(REQUEST.blank, values, salt), computeHash(REQUEST.filled, values, salt)];
  }
  const asks = values['command'] === 'verify_payment' && /^[^|]/.test(values['var1'] ?? '');
  return asks ? [computeHash(COMMAND, values, salt)] : [];
}

/** The form that the request was signed in; blank when it was signed otherwise, or not at all. */
export function readHashForm(fields: Fields, salt: string): HashForm {
  const values = spellValues(fields);
  const given = (values['hash'] ?? '').toLowerCase();
  // Without udf6 to udf10 both forms are one.
  if (sameText(given, computeHash(REQUEST.blank, values, salt))) return 'blank';
  return sameText(given, computeHash(REQUEST.filled, values, salt)) ? 'filled' : 'blank';
}

const SIGNED = ['hash', 'command', 'var1', ...LEADING, ...UDFS, ...SLOTS.filled];

// A number is signed as it was written; what is neither text nor number, parse refuses.
function spellValues(fields: Fields): Readonly<Record<string, string>> {
  const spelled: Record<string, string> = {};
  for (const name of SIGNED) {
    const value = Object.hasOwn(fields.values, name) ? fields.values[name] : '';
    const number = typeof value === 'number' ? (fields.lexemes.get(name) ?? String(value)) : '';
    spelled[name] = typeof value === 'string' ? value : number;
  }
  return spelled;
}
