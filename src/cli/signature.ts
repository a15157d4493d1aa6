// Compares a signature with the texts it may be of, and says which part differs where it can.
import { hash, timingSafeEqual } from 'node:crypto';
import {
  SECRET,
  type SignedForm,
  type SignedMessage,
  type SignedPart,
  type SignedText,
  writeText,
} from '../command-engine.ts';

export type Verdict = {
  readonly isGood: boolean;
  /** One sentence. */
  readonly says: string;
  /** The text that it is of; null: of none that was tried. */
  readonly text: SignedText | null;
};

const LOOKS_HEX = /^[0-9a-f]+$/i;

/** Hex is the same in either case; both are compared in a time that tells nothing. */
function isSame(given: string, expected: string): boolean {
  const isHex = LOOKS_HEX.test(given) && LOOKS_HEX.test(expected);
  const [one, other] = (
    isHex ? [given.toLowerCase(), expected.toLowerCase()] : [given, expected]
  ).map((text) => hash('sha256', text, 'buffer'));
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}

export function signatureFor(text: SignedText, secret: string): string {
  return text.digest(writeText(text, secret), secret);
}

const isOf = (given: string, text: SignedText, secret: string): boolean =>
  isSame(given, signatureFor(text, secret));

/** The text that the signature is of; null: it is not good. */
export function findSigned(
  form: SignedForm,
  message: SignedMessage,
  given: string,
  secret: string,
): SignedText | null {
  return form.list(message).find((text) => isOf(given, text, secret)) ?? null;
}

export function judge(
  form: SignedForm,
  message: SignedMessage,
  given: string,
  secret: string,
): Verdict {
  const texts = form.list(message);
  const good = findSigned(form, message, given, secret);
  if (good !== null) return { isGood: true, says: 'The signature is good.', text: good };
  const bad = (says: string, text: SignedText | null): Verdict => ({ isGood: false, says, text });
  for (const text of texts) {
    for (const [says, otherSecret] of listSecrets(secret)) {
      if (isOf(given, text, otherSecret)) return bad(says, text);
    }
    const spelled = spellings(signatureFor(text, secret)).find(([, each]) => isSame(given, each));
    if (spelled !== undefined)
      return bad(`The digest is right, and is written ${spelled[0]}.`, text);
  }
  const seen = new Set<string>();
  for (const text of texts) {
    for (const [says, other] of listOthers(text, message)) {
      const written = writeText(other, secret);
      if (seen.has(written)) continue;
      seen.add(written);
      if (isSame(given, other.digest(written, secret))) return bad(says, other);
    }
  }
  return bad(
    'It is of another secret, or of a text in which more than one part differs: no single other ' +
      'spelling, order or missing part gives it.',
    null,
  );
}

type Suspect<Of> = readonly [says: string, of: Of];

function listSecrets(secret: string): readonly Suspect<string>[] {
  const space = 'The secret that signed it has white space around it that this one has not.';
  const others: readonly Suspect<string>[] = [
    [space, `${secret}\n`],
    [space, ` ${secret}`],
    [space, `${secret} `],
    [space, `${secret}\r\n`],
    ['No secret signed it: an empty one did.', ''],
  ];
  const trimmed = secret.trim();
  const own = 'This secret has white space around it that the one which signed it has not.';
  return trimmed === secret ? others : [[own, trimmed], ...others];
}

/** A digest that is right, written in another way. */
function spellings(expected: string): readonly Suspect<string>[] {
  const isHex = LOOKS_HEX.test(expected) && expected.length % 2 === 0;
  const bytes = Buffer.from(expected, isHex ? 'hex' : 'base64');
  return [
    ['in hex, where it should be base64', bytes.toString('hex')],
    ['in base64, where it should be hex', bytes.toString('base64')],
    ['in base64 for addresses', bytes.toString('base64url')],
  ];
}

/** The text with one thing changed. */
function listOthers(text: SignedText, message: SignedMessage): readonly Suspect<SignedText>[] {
  return [...listBodies(text), ...listOrders(text, message), ...listParts(text)];
}

function replace(text: SignedText, at: number, value: string): SignedText {
  const parts = text.parts.map((part, index) =>
    index === at && part !== SECRET ? { ...part, value } : part,
  );
  return { ...text, parts };
}

/** A body that was read and written anew is another text. */
function listBodies(text: SignedText): readonly Suspect<SignedText>[] {
  const at = text.parts.findIndex((part) => part !== SECRET && part.name === 'body');
  const body = text.parts[at];
  if (body === undefined || body === SECRET) return [];
  const anew = 'The body was read and written anew before it was signed or checked';
  const { value } = body;
  const parsed = parseOrNull(value);
  const written = parsed === null ? [] : writeAnew(parsed);
  return [
    ...written.map(([how, other]) => {
      return [`${anew} (${how}): sign the bytes as they came.`, replace(text, at, other)] as const;
    }),
    ...[value.trim(), `${value}\n`, `${value}\r\n`, value.replaceAll('\r\n', '\n')].map((other) => {
      const says = 'The body differs in white space at its end or in its line ends.';
      return [says, replace(text, at, other)] as const;
    }),
  ];
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function writeAnew(value: unknown): readonly Suspect<string>[] {
  const compact = JSON.stringify(value);
  const spaced = JSON.stringify(value, null, 1)
    .replace(/\n */g, ' ')
    .replace(/([{[]) | ([}\]])/g, '$1$2');
  const asciiOf = (text: string): string =>
    text.replace(/[\u0080-\uffff]/g, (unit) => {
      return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
    });
  return [
    ['without spaces', compact],
    ['with "\\/" for "/", as PHP does', asciiOf(compact).replaceAll('/', '\\/')],
    ['without letters beyond ASCII', asciiOf(compact)],
    ['with spaces, as Python does', asciiOf(spaced)],
    ['with spaces', spaced],
    ['indented by two', JSON.stringify(value, null, 2)],
    ['indented by four', JSON.stringify(value, null, 4)],
  ];
}

function listOrders(text: SignedText, { fields }: SignedMessage): readonly Suspect<SignedText>[] {
  const { parts } = text;
  const named = parts.filter((part): part is SignedPart => part !== SECRET);
  const hasSecret = parts.includes(SECRET);
  const put = (ordered: readonly SignedPart[], isLast = parts.at(-1) === SECRET): SignedText => {
    const all = isLast ? [...ordered, SECRET] : [SECRET, ...ordered];
    return { ...text, parts: hasSecret ? (all as SignedText['parts']) : ordered };
  };
  const came = Object.keys(fields.values);
  const placeOf = ({ name }: SignedPart): number => came.indexOf(name);
  const byName = (one: SignedPart, other: SignedPart): number => (one.name < other.name ? -1 : 1);
  const order = `it is made in the order ${named.map(({ name }) => name).join(', ')}`;
  return [
    [
      `The fields were signed as they came: ${order}.`,
      put(named.toSorted((a, b) => placeOf(a) - placeOf(b))),
    ],
    [`The fields were signed by sorted names: ${order}.`, put(named.toSorted(byName))],
    [`The fields were signed backwards: ${order}.`, put(named.toReversed())],
    ...(hasSecret
      ? ([
          ['The secret stands at the other end of the text.', put(named, parts.at(-1) !== SECRET)],
          ['The secret is missing in the text.', { ...text, parts: named }],
        ] as const)
      : []),
    ...named.slice(1).map((_, at) => {
      const swapped = [...named];
      [swapped[at], swapped[at + 1]] = [named[at + 1] as SignedPart, named[at] as SignedPart];
      const pair = `${named[at]?.name} and ${named[at + 1]?.name}`;
      return [`${pair} stand in the other order: ${order}.`, put(swapped)] as const;
    }),
  ];
}

/** One part is missing, blank, or written in another way. */
function listParts(text: SignedText): readonly Suspect<SignedText>[] {
  return text.parts.flatMap((part, at) => {
    if (part === SECRET) return [];
    const { name, value } = part;
    const others = new Map<string, string>(spellValue(value).map((each) => [each, name]));
    others.delete(value);
    const without = { ...text, parts: text.parts.filter((_, index) => index !== at) };
    return [
      [`It was made without ${name}.`, without] as const,
      [`It was made with ${name} left blank.`, replace(text, at, '')] as const,
      ...[...others.keys()].map((each) => {
        const says = `It was made with ${name} written as ${JSON.stringify(each)}.`;
        return [says, replace(text, at, each)] as const;
      }),
    ];
  });
}

function spellValue(value: string): readonly string[] {
  const others = [
    value.trim(),
    value.toLowerCase(),
    value.toUpperCase(),
    encodeURIComponent(value),
  ];
  const amount = /^(|.*=)(\d+)(?:\.(\d*))?$/.exec(value);
  if (amount === null) return others;
  const [, before = '', whole = '', cents = ''] = amount;
  const shortest = cents.replace(/0+$/, '');
  const decimals = ['', '0', '00', shortest, cents.padEnd(2, '0')];
  const isWhole = shortest === '';
  const amounts = decimals.flatMap((each) => {
    if (!isWhole && Number(each || '0') === 0) return [];
    return [before + whole + (each === '' ? '' : `.${each}`)];
  });
  return [...amounts, ...others];
}
