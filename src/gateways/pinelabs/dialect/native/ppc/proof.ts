// Who is asking in the two signed generations: the merchant's names and the digest of its fields.
// Source: pinelabs.md §2.1 and §2.2.
import type { Account, Credentials } from '../../../../../core/account.ts';
import { type Failure, invalid, isFailure, type Issue } from '../../../../../core/failure.ts';
import type { Identification, Fields, RawRequest } from '../../../../dialect.ts';
import { printable } from '../../../../kit/body.ts';
import { isSigned, type Pair, signedText } from '../../../signature.ts';
import { REPLIED_NAMES } from './naming.ts';

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
  const [signed] = [pairs, own].filter((each) =>
    isSigned(signedText(each), digest, credentials.secret),
  );
  if (signed !== undefined && isKnownType) {
    const issues = listConfusions(signed);
    return issues.length > 0
      ? invalid(issues)
      : { values: Object.fromEntries(own), lexemes: new Map() };
  }
  // What we would sign, never its digest: whoever tries this in a sandbox sees where it differs.
  const detail = account.mode === 'sandbox' ? { detail: signedText(pairs) } : {};
  return { failure: 'credentials_wrong', ...detail };
}

const SEPARATOR = '&ppc_';
/** Other texts that one secret signs begin otherwise: with JSON, a time and JSON, or two names. */
const NAME = /^[\w.[\]-]+$/;

/**
 * What is signed is `name=value` joined by `&`, raw: a buyer's name that holds `&ppc_Amount=…`
 * could be read as a field, in a form as in our own returns, which the same secret signs alike. So
 * no value may hold what begins a field, and what carries a name of a return is no request.
 */
function listConfusions(pairs: readonly Pair[]): readonly Issue[] {
  return pairs.flatMap(([name, value]): readonly Issue[] => {
    const field = printable(name);
    if (!NAME.test(name)) return [{ field, rule: 'format', message: 'must have a plainer name' }];
    if (REPLIED_NAMES.has(name)) {
      return [{ field, rule: 'unknown', message: 'belongs to a return, not to a request' }];
    }
    const message = `must not contain "${SEPARATOR}"`;
    return value.includes(SEPARATOR) ? [{ field, rule: 'format', message }] : [];
  });
}

/** The fields as texts; a form has nothing else. */
function pairsOf({ values, lexemes }: Fields): readonly Pair[] {
  return Object.entries(values).map(([name, value]) => {
    if (typeof value === 'number') return [name, lexemes.get(name) ?? String(value)];
    return [name, typeof value === 'string' ? value : ''];
  });
}
