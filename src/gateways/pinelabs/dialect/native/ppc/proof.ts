// Who is asking in the two signed generations: the merchant's names and the digest of its fields.
// Source: pinelabs.md §2.1 and §2.2.
import type { Account, Credentials } from '../../../../../core/account.ts';
import { type Failure, isFailure } from '../../../../../core/failure.ts';
import type { Identification, Fields, RawRequest } from '../../../../dialect.ts';
import { isSigned, type Pair, signedText } from '../../../signature.ts';

/** Pine Labs has a number and an access code where we have one key: either may be that key. */
export function identificationOf(
  merchantId: unknown,
  accessCode: unknown,
  proof: unknown,
): Identification | Failure {
  const [key, alias] = [accessCode, merchantId].map(nameOf).filter((name) => name !== '');
  if (key === undefined || typeof proof !== 'string' || proof.trim() === '') {
    return { failure: 'credentials_missing' };
  }
  return alias === undefined ? { key, proof } : { key, alias, proof };
}

function nameOf(value: unknown): string {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value.trim() : '';
}

export function identifyForm(request: RawRequest): Identification | Failure {
  const fields = request.fields();
  if (isFailure(fields)) return fields;
  const { ppc_MerchantID, ppc_MerchantAccessCode, ppc_DIA_SECRET } = fields.values;
  return identificationOf(ppc_MerchantID, ppc_MerchantAccessCode, ppc_DIA_SECRET);
}

/**
 * Everything that was posted is signed. One program posts a field of its own that is not, so what
 * is not named `ppc_` may stay outside; it is never read either.
 */
export function openForm(
  request: RawRequest,
  identification: Identification,
  account: Account,
  credentials: Credentials,
): Fields | Failure {
  const fields = request.fields();
  if (isFailure(fields)) return fields;
  const pairs = pairsOf(fields);
  const own = pairs.filter(([name]) => name.startsWith('ppc_'));
  const type = fields.values['ppc_DIA_SECRET_TYPE'] ?? '';
  const isKnownType = typeof type === 'string' && /^(?:sha-?256)?$/i.test(type);
  const digest = identification.proof ?? '';
  const matches = [pairs, own].filter((each) =>
    isSigned(signedText(each), digest, credentials.secret),
  );
  if (matches.length > 0 && isKnownType) {
    return { values: Object.fromEntries(own), lexemes: new Map() };
  }
  // What we would sign, never its digest: whoever tries this in a sandbox sees where it differs.
  const detail = account.mode === 'sandbox' ? { detail: signedText(pairs) } : {};
  return { failure: 'credentials_wrong', ...detail };
}

/** The fields as texts; a form has nothing else. */
function pairsOf({ values, lexemes }: Fields): readonly Pair[] {
  return Object.entries(values).map(([name, value]) => {
    if (typeof value === 'number') return [name, lexemes.get(name) ?? String(value)];
    return [name, typeof value === 'string' ? value : ''];
  });
}
