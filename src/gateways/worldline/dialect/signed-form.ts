// What Worldline's hashes are over: the token of a checkout, `msg`, and the posted webhook.
// Source: worldline.md §3.1 and §3.2.
import { parseDecimal } from '../../../core/money.ts';
import { fieldOf, fieldsBelow, KEYED_V1, partsOf } from '../../kit/signed-form.ts';
import { SECRET, type SignedForm, type SignedMessage, type SignedText } from '../../dialect.ts';
import { MESSAGE_FIELDS } from '../message.ts';
import {
  type Algorithm,
  algorithmOf,
  CURRENCY,
  hashHex,
  listPreImages,
  sumItems,
  TOKEN_FIELDS,
} from '../token.ts';

/** A request has the fields of its token below this name. */
const BELOW = 'consumerData';
const ALGORITHMS: readonly Algorithm[] = ['sha512', 'sha256'];
/** In the order of the webhook's form; the status is not signed. */
const POSTED = [
  ...['merchantCode', 'merchantTransactionIdentifier', 'amount', 'transactionIdentifier'],
  ...['dateTime', 'merchantTransactionRequestType'],
];

function textsOf(
  names: readonly string[],
  values: readonly string[],
  algorithms = ALGORITHMS,
): readonly SignedText[] {
  const parts = values.map((value, at) => ({ name: names[at] ?? `part ${at + 1}`, value }));
  return algorithms.map((algorithm) => ({
    ...{ parts: [...parts, SECRET] as const, separator: '|' },
    digest: (text) => hashHex(algorithm, text),
  }));
}

/** In paise: of the items, else of the total that is written. */
function totalOf(message: SignedMessage): number | null {
  const written = fieldOf(message, 'totalamount');
  const total = written === null ? undefined : parseDecimal(written, CURRENCY);
  return sumItems(message.fields) ?? total ?? null;
}

export const signedForms: readonly SignedForm[] = [
  {
    name: 'request',
    says: 'the token of a checkout: SHA-512 or SHA-256, the salt last',
    carrier: 'field token',
    needs: 'consumerData with items or totalamount',
    signatureOf: (given) => fieldOf(fieldsBelow(given, BELOW), 'token'),
    list: (given) => {
      const message = fieldsBelow(given, BELOW);
      const total = totalOf(message);
      if (total === null) return [];
      const named = algorithmOf(message.fields.values['deviceId']);
      return listPreImages(message.fields, total).flatMap((text) =>
        textsOf(TOKEN_FIELDS, text.split('|'), named === null ? ALGORITHMS : [named]),
      );
    },
  },
  {
    name: 'message',
    says: 'msg, of the way back or a webhook: SHA-512 or SHA-256, the salt last',
    carrier: 'last part of msg',
    needs: 'the field msg',
    signatureOf: (message) => fieldOf(message, 'msg')?.split('|').at(-1) ?? null,
    list: (message) => {
      const values = fieldOf(message, 'msg')?.split('|') ?? [];
      return values.length < 2 ? [] : textsOf(MESSAGE_FIELDS, values.slice(0, -1));
    },
  },
  {
    name: 'webhook',
    says: 'a webhook of the second version, a form: SHA-512, the salt last',
    carrier: 'field hash',
    needs: `the fields ${POSTED.join(', ')}`,
    signatureOf: (message) => fieldOf(message, 'hash'),
    list: (message) => {
      const values = partsOf(message, POSTED)?.map(({ value }) => value) ?? [];
      return values.length === 0 ? [] : textsOf(POSTED, values, ['sha512']);
    },
  },
  KEYED_V1,
];
