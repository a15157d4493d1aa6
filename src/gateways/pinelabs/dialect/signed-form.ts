// What Pine Labs' seals are over: posted fields, and the text of a request with a header.
// Source: pinelabs.md §2.1.
import { fieldOf, fieldsBelow, KEYED_V1, partsOf } from '../../kit/signed-form.ts';
import type { SignedForm, SignedMessage } from '../../dialect.ts';
import { type Pair, signedPairs, signText } from '../signature.ts';

const SEALS = ['dia_secret', 'ppc_DIA_SECRET'];
/** A webhook of the second version has the fields below this name. */
const BELOW = 'merchant_response';

function pairsOf(message: SignedMessage): readonly Pair[] {
  return Object.keys(message.fields.values).map((name) => [name, fieldOf(message, name) ?? '']);
}

export const signedForms: readonly SignedForm[] = [
  {
    name: 'fields',
    says: 'posted fields, ways back and webhooks v2: HMAC-SHA256 of name=value, in hex',
    carrier: `field ${SEALS.join(' or ')}`,
    needs: 'fields',
    signatureOf: (given) => {
      const message = fieldsBelow(given, BELOW);
      return SEALS.map((name) => fieldOf(message, name)).find((seal) => seal !== null) ?? null;
    },
    list: (given) => {
      const parts = signedPairs(pairsOf(fieldsBelow(given, BELOW))).map(([name, value]) => {
        return { name, value: `${name}=${value}` };
      });
      return parts.length === 0 ? [] : [{ parts, separator: '&', digest: signText }];
    },
  },
  {
    name: 'request',
    says: 'a request with the header X-VERIFY: HMAC-SHA256 of its base64 text, in hex',
    carrier: 'header x-verify',
    needs: 'the field request',
    signatureOf: ({ headers }) => headers['x-verify'] ?? null,
    list: (message) => {
      const parts = partsOf(message, ['request']);
      return parts === null ? [] : [{ parts, separator: '', digest: signText }];
    },
  },
  KEYED_V1,
];
