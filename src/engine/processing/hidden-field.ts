// Fields by their names in whatever came: JSON, a form, a page, whole or cut, proper or not. Reads
// it without believing it: it never throws, and what it cannot read it leaves to those who look for
// values.
const HIDDEN = '…';
const DEPTH_MAX = 4;

/** Of whichever gateway: what proves somebody, and what a card is paid with. */
const PROOFS: ReadonlySet<string> = new Set([
  ...['authorization', 'password', 'secret', 'salt', 'token', 'access_token', 'refresh_token'],
  ...['auth_token', 'pan', 'pwd'],
  ...['hash', 'signature', 'checksum', 'otp', 'pin', 'cvv', 'ccvv', 'card_cvv', 'expiry'],
  ...['card_number', 'cardnumber', 'card_no', 'cardnum', 'ccnum', 'account_number'],
]);
/** However else it is called. */
const PROOF = /(?:signature|secret|password|checksum|access_?token|(?:api|private)_?key)$/;
/** What a bank or the back of a card tells its owner alone. */
const PAYING = /(?:cv[vc]2?|security_?code|(?:^|_|m)pin|(?:^|_)otp)$/;
/** Who somebody is. */
const PEOPLE: ReadonlySet<string> = new Set([
  ...['name', 'first_name', 'firstname', 'last_name', 'lastname', 'full_name', 'customer_name'],
  ...['card_name', 'card_holder', 'cardholder', 'nameoncard', 'name_on_card', 'holder'],
  ...['email', 'customer_email', 'phone', 'contact', 'mobile', 'customer_phone', 'mobile_number'],
  ...['vpa', 'upi', 'upi_id', 'payer_vpa', 'customer_vpa', 'address', 'address1', 'address2'],
]);

export type Rules = {
  /** Besides those that are hidden of everybody, in lower case. */
  readonly names: ReadonlySet<string>;
  /** Fields that say who somebody is are shown: nobody is really there. */
  readonly showsPeople?: true;
  /** Takes out of a text what is hidden wherever it stands. */
  readonly hideValues: (text: string) => string;
};

/** `hideValues` looks at every text as it is, and as it reads once it is decoded. */
export function hideFields(text: string, rules: Rules): string {
  return hideIn(text, rules, 0);
}

function hideIn(given: string, rules: Rules, depth: number): string {
  if (depth > DEPTH_MAX) return HIDDEN;
  const text = rules.hideValues(given);
  if (CODED.test(text)) return hideInCoded(text, rules, depth);
  const begin = text.trimStart().charAt(0);
  if (begin === '{' || begin === '[') return hideInJson(text, rules, depth);
  if (begin === '<') return hideInPage(text, rules);
  const [before = '', query] = splitOnce(text, '?');
  if (query !== undefined && /^https?:/i.test(text)) {
    return `${before}?${hideInForm(query, rules, depth)}`;
  }
  return /^[\w.[\]%+-]+=/.test(text) ? hideInForm(text, rules, depth) : text;
}

/** JSON, an object or a list of it, in base64. */
const CODED = /^[eW][w-z0-9+/_-][\w+/-]{14,}={0,2}$/;

/** Whether it is such a text, and no name that begins like one. */
export function isCoded(text: string): boolean {
  return CODED.test(text) && !Buffer.from(text, 'base64').toString().includes('\ufffd');
}

function hideInCoded(text: string, rules: Rules, depth: number): string {
  const plain = Buffer.from(text, 'base64').toString();
  if (plain.includes('\ufffd')) return text;
  const clean = hideIn(plain, rules, depth + 1);
  return clean === plain ? text : Buffer.from(clean).toString('base64');
}

function splitOnce(text: string, sign: string): readonly [string, string?] {
  const at = text.indexOf(sign);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** `notes[email]` is called as its last part. */
function isHidden(name: string, rules: Rules): boolean {
  const [last = ''] = name.toLowerCase().replaceAll(']', '').split(/[[.]/).slice(-1);
  const isPerson = rules.showsPeople !== true && PEOPLE.has(last);
  const isProof = PROOFS.has(last) || PROOF.test(last) || PAYING.test(last);
  return isProof || isPerson || rules.names.has(last);
}

function hideInForm(text: string, rules: Rules, depth: number): string {
  return text
    .split('&')
    .map((pair) => {
      const [name, value] = splitOnce(pair, '=');
      if (value === undefined) return pair;
      if (isHidden(decoded(name), rules)) return `${name}=${HIDDEN}`;
      const plain = decoded(value);
      // It was looked at as it is, with the whole: looking again would double the work of a form.
      if (plain === value && !mayHoldMore(plain)) return pair;
      const clean = hideIn(plain, rules, depth + 1);
      return clean === plain ? pair : `${name}=${encodeURIComponent(clean)}`;
    })
    .join('&');
}

/** What of it is encoded; the rest stays, as where a part of it was taken out. */
function decoded(text: string): string {
  return text.replaceAll('+', ' ').replace(/(?:%[\da-f]{2})+/gi, (codes) => {
    try {
      return decodeURIComponent(codes);
    } catch {
      return codes;
    }
  });
}

const INPUT = /<input\b[^<>]{0,4000}>/gi;

function hideInPage(text: string, rules: Rules): string {
  return text.replaceAll(INPUT, (input) => {
    const name = /\bname\s*=\s*["']?([^"'\s>]*)/i.exec(input)?.[1] ?? '';
    if (!isHidden(name, rules)) return input;
    return input.replace(/\bvalue\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]*)/i, `value="${HIDDEN}"`);
  });
}

// A text without an end is one too, or each of the signs in it that are escaped would be looked at
// as the beginning of another, to the end.
const TOKEN = /"((?:[^"\\]|\\.)*)(?:(")(\s*:\s*)?)?|[{}[\]]|[^"{}[\]]+/gs;

function hideInJson(text: string, rules: Rules, depth: number): string {
  const out: string[] = [];
  // Where a hidden value stands: how deep it is by now; null: none does.
  let skipped: number | null = null;
  for (const [token, inner, end, colon] of text.matchAll(TOKEN)) {
    if (skipped !== null) {
      const rest = skip(token, skipped, end !== undefined);
      skipped = rest.depth;
      if (rest.left !== null) out.push(rest.left);
      continue;
    }
    if (inner === undefined) out.push(token);
    else if (colon === undefined) out.push(hideInText(token, inner, rules, depth));
    else {
      out.push(token);
      if (isHidden(inner, rules)) {
        skipped = 0;
        out.push(`"${HIDDEN}"`);
      }
    }
  }
  return out.join('');
}

/** What of a token is left where a value is left out, and whether that goes on. */
function skip(
  token: string,
  depth: number,
  isText: boolean,
): { readonly depth: number | null; readonly left: string | null } {
  if (token === '{' || token === '[') return { depth: depth + 1, left: null };
  if (token === '}' || token === ']') {
    return depth <= 1 ? { depth: null, left: depth === 0 ? token : null } : goOn(depth - 1);
  }
  if (depth > 0) return goOn(depth);
  if (isText) return { depth: null, left: null };
  // A text without an end, as where it was cut: nothing behind it is known to be something else.
  if (token.startsWith('"')) return goOn(Number.MAX_SAFE_INTEGER);
  const end = token.search(/[,\s]/);
  const isBlank = token.trim() === '';
  if (isBlank) return goOn(0);
  return { depth: null, left: end < 0 ? null : token.slice(end) };
}

function goOn(depth: number) {
  return { depth, left: null } as const;
}

/** A text may hold JSON, a form or a page itself. */
function hideInText(token: string, inner: string, rules: Rules, depth: number): string {
  if (!mayHoldMore(inner)) return token;
  const plain = readText(inner);
  const clean = hideIn(plain, rules, depth + 1);
  return clean === plain ? token : JSON.stringify(clean);
}

function mayHoldMore(text: string): boolean {
  return /[{[<=?%\\]/.test(text) || CODED.test(text);
}

/** What is no proper text, or ends within a sign, is read as far as it can be. */
function readText(inner: string): string {
  try {
    return JSON.parse(`"${inner}"`) as string;
  } catch {
    return inner.replace(/\\(.)/gs, (_all, sign: string) => UNESCAPED[sign] ?? sign);
  }
}

const UNESCAPED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
