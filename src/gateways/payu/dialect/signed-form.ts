// What PayU's hashes are over: requests, commands, and what it posts back.
// Source: payu.md §1.2, §1.3 and §1.5.
import { sha512Hex } from '../../kit/proof.ts';
import { fieldOf, KEYED_V1 } from '../../kit/signed-form.ts';
import { SECRET, type SignedForm, type SignedMessage, type SignedText } from '../../dialect.ts';
import {
  COMMAND,
  listRequestForms,
  type ReplyAddition,
  reverseSequence,
  SALT,
  type Sequence,
  spellValues,
} from '../hash.ts';

const ADDITIONS: readonly ReplyAddition[] = ['additionalCharges', 'splitInfo'];

const hashOf = (message: SignedMessage): string | null => fieldOf(message, 'hash');

/** `values` of fields that hashes cover; of others the message is asked. */
function textOf(
  { fields, separator }: Sequence,
  message: SignedMessage,
  values: Readonly<Record<string, string>>,
): SignedText {
  const parts = fields.map((name) => {
    if (name === SALT) return SECRET;
    return { name: name || 'blank', value: values[name] ?? fieldOf(message, name) ?? '' };
  });
  return { parts, separator, digest: sha512Hex };
}

export const signedForms: readonly SignedForm[] = [
  {
    ...{
      name: 'request',
      says: 'a payment request: SHA-512, the salt last',
      carrier: 'field hash',
    },
    needs: 'the fields txnid and amount',
    signatureOf: hashOf,
    list: (message) => {
      const values = spellValues(message.fields);
      if (values['txnid'] === '' || values['amount'] === '') return [];
      return listRequestForms(values).map(({ sequence }) => textOf(sequence, message, values));
    },
  },
  {
    ...{ name: 'return', says: 'what is posted back: SHA-512 backwards', carrier: 'field hash' },
    needs: 'the fields txnid and status',
    signatureOf: hashOf,
    list: (message) => {
      const values = spellValues(message.fields);
      if (['txnid', 'status'].some((name) => fieldOf(message, name) === null)) return [];
      const also = ADDITIONS.filter((name) => (fieldOf(message, name) ?? '') !== '');
      const ways = also.length === 0 ? [also] : [also, []];
      return ways.flatMap((each) =>
        (['blank', 'filled'] as const).map((slots) =>
          textOf(reverseSequence({ slots, also: each }), message, values),
        ),
      );
    },
  },
  {
    ...{ name: 'command', says: 'a command: SHA-512, the salt last', carrier: 'field hash' },
    needs: 'the fields command and var1',
    signatureOf: hashOf,
    list: (message) => {
      const values = spellValues(message.fields);
      return values['command'] === '' ? [] : [textOf(COMMAND, message, values)];
    },
  },
  KEYED_V1,
];
