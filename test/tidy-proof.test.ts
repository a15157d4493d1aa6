// Reads the source itself: proofs are compared in constant time, and only tests import fixtures.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { wordsOf } from './support/old-names.ts';
import { importsOf, isFixture, isTest, type Source, sourcesBelow } from './support/source.ts';

/** Where requests are answered. */
const FOLDERS = ['src/gateways', 'src/http', 'src/engine', 'src/api'];
const product = sourcesBelow(...FOLDERS).filter((each) => !isTest(each) && !isFixture(each));

/** The last word of a name that holds what somebody must not be able to guess. */
const SECRET_WORDS: ReadonlySet<string> = new Set(
  `hash hashes signature signatures secret secrets proof proofs digest digests token tokens tag tags
  hmac mac password`.split(/\s+/),
);

/** `code` is a part of the line. */
type Allowed = { readonly file: string; readonly code: string; readonly reason: string };

/** Comparisons of such names that compare no proof. */
const ALLOWED: readonly Allowed[] = [
  {
    file: 'src/engine/identity/account.ts',
    code: 'vault.open(sealed, account) === secret',
    reason: 'the operator’s own secrets on its own machine, told apart by its own command',
  },
  {
    file: 'src/engine/orders/checkout-session.ts',
    code: 'found.id.token !== token',
    reason: 'the name of a session, told apart under a page whose own name was checked before',
  },
  {
    file: 'src/engine/reconciliation/books.ts',
    code: 'filter(({ token }) => token !== booked.token)',
    reason: 'the public names of payments of one account, so that none is counted twice',
  },
  {
    file: 'src/engine/orders/payer-record.ts',
    code: "name.by === 'token' && found.id.token === name.token",
    reason: 'a record’s public name, looked up within one account',
  },
  {
    file: 'src/engine/records/records.ts',
    code: "if (found !== null && (locator.by === 'number' || found.id.token === locator.token)) {",
    reason: 'a record’s public name, looked up within one account',
  },
  {
    file: 'src/engine/identity/connection.ts',
    code: "if (locator.by !== 'token' || record.id.token === locator.token) return record;",
    reason: 'a connection’s public name, looked up within one account',
  },
  {
    file: 'src/engine/webhooks/sent-webhook.ts',
    code: "if (row !== null && locator.by === 'token' && row.token === locator.token) return row;",
    reason: 'a webhook’s public name, looked up within one account',
  },
  {
    file: 'src/api/account/endpoint.ts',
    code: '=== secret && bytes.length >= 24',
    reason: 'a secret that its owner brings, and its own spelling',
  },
];

/** The operand next to a comparison: `a.b['c']`, `f(x)`, a literal. */
const LEFT = /([\w.$?!\]['"`)(]+)\s*$/;
const RIGHT = /^\s*([\w.$?!['"`\](]+)/;
const LITERAL = /^(['"`].*['"`]|null|undefined|true|false|-?\d[\d_]*|typeof.*)$/;

function isSecretName(operand: string): boolean {
  if (LITERAL.test(operand)) return false;
  const called = operand.replace(/\([^()]*\)?$/, '');
  const name = /([A-Za-z_$][\w$]*)['"\]!?)]*$/.exec(called)?.[1] ?? '';
  return SECRET_WORDS.has(wordsOf(name).at(-1) ?? '');
}

/** Whether a line compares a secret with something that is no literal, by `===` or by a search. */
function comparesSecret(line: string): boolean {
  const code = line.replace(/^\s*(\/\/|\*|\/\*\*).*$/, '');
  for (const { index, 0: operator } of code.matchAll(/[=!]==?(?!=)/g)) {
    const left = LEFT.exec(code.slice(0, index))?.[1] ?? '';
    const right = RIGHT.exec(code.slice(index + operator.length))?.[1] ?? '';
    if (LITERAL.test(left) || LITERAL.test(right)) continue;
    if (isSecretName(left) || isSecretName(right)) return true;
  }
  const search = /([\w.$\]]+)\.(?:includes|indexOf|equals|compare|localeCompare)\(([\w.$]+)/g;
  return [...code.matchAll(search)].some(([, of = '', what = '']) => {
    return isSecretName(what) || /^(hashes|digests|signatures|proofs|secrets)$/.test(of);
  });
}

const isAllowed = ({ name }: Source, line: string): boolean =>
  ALLOWED.some(({ file, code }) => file === name && line.includes(code));

test('proofs, hashes and secrets are compared by sameText alone', () => {
  const wrong = product.flatMap((source) =>
    source.lines.flatMap((line, at) =>
      comparesSecret(line) && !isAllowed(source, line)
        ? [`${source.name}:${at + 1} ${line.trim()}`]
        : [],
    ),
  );
  assert.deepEqual(wrong, []);
});

test('what is allowed stands where it is said to', () => {
  const gone = ALLOWED.filter(({ file, code }) => {
    const source = product.find(({ name }) => name === file);
    return source?.lines.some((line) => line.includes(code) && comparesSecret(line)) !== true;
  });
  assert.deepEqual(gone, []);
});

test('the rule sees what it is for', () => {
  const seen = [
    'if (given === expected.hash) {',
    'return proof === secret;',
    'const holds = fields.values.signature !== digestOf(fields, secret);',
    "return request.headers['x-verify'] === signature;",
    'if (computeHash(a, b) == values.hash) return true;',
    'return digests.includes(given);',
    'return accepted.includes(given.hash);',
  ];
  const unseen = [
    "if (name !== 'hash') return null;",
    'if (proof === null || secret === undefined) return false;',
    'if (typeof hash !== "string" || hash === "") return null;',
    'return sameText(given, secret);',
    'if (proof.length === secret.length) return 1;',
    '// if (hash === other) it would be wrong',
  ];
  assert.deepEqual(
    seen.filter((line) => !comparesSecret(line)),
    [],
  );
  assert.deepEqual(unseen.filter(comparesSecret), []);
});

/** Where pages of any origin are let in or told, and why that gives nothing away. */
const STARS: readonly Allowed[] = [
  {
    file: 'src/web/content-policy.ts',
    code: "if (embedder === '*') return ['*'];",
    reason: 'writes the policy of a page that somebody else chose to let anybody frame',
  },
  {
    file: 'src/http/asset.ts',
    code: "'access-control-allow-origin': '*',",
    reason: 'a script that is the same for everybody',
  },
  {
    file: 'src/http/checkout-page.ts',
    code: "embedder !== '*';",
    reason: 'it refuses the star: sealed fields go to a named page or to the opener of its session',
  },
  {
    file: 'src/pages/layout.ts',
    code: "embedder === OPENER ? '*' : embedder",
    reason: 'the window that opened ours has no origin; nobody else knows its session',
  },
  {
    file: 'src/pages/script.ts',
    code: "to !== '*' && event.origin !== to",
    reason: 'it hears the page around it alone, which may ask for what its customer may press',
  },
  {
    file: 'src/engine/identity/embedder.ts',
    code: "text === '*' || text === OPENER",
    reason: 'the two that are no origin, read back from the path of a page',
  },
  {
    file: 'src/gateways/cashfree/dialect/native/element-reading.ts',
    code: "parent.postMessage(message, peer && peer !== 'null' ? peer : '*');",
    reason: 'a page without an origin hears which field is complete, never what was typed',
  },
  {
    file: 'src/http/compress.ts',
    code: "weights.get('*')",
    reason: 'any encoding, and no origin',
  },
  {
    file: 'src/http/reply.ts',
    code: "each === '*'",
    reason: 'any version of an asset, and no origin',
  },
  {
    file: 'src/http/server.ts',
    code: "addContentTypeParser('*'",
    reason: 'every content type, and no origin',
  },
  {
    file: 'src/http/server.ts',
    code: "url: '*',",
    reason: 'every path, and no origin',
  },
  {
    file: 'src/gateways/paytring/dialect/page.ts',
    code: "addresses.frame(aggregate, '*')",
    reason: 'the gateway’s own page may be framed by anybody who has the number of the order',
  },
  {
    file: 'src/gateways/paytring/dialect/page.ts',
    code: "'*',",
    reason: 'the policy of the page around it',
  },
  {
    file: 'src/gateways/razorpay/dialect/native/custom-checkout.ts',
    code: "'access-control-allow-origin': '*'",
    reason: 'no cookie or secret is asked for; who asks is told the session that it began itself',
  },
];

/** A text that is a star alone, or a message that is posted to whoever listens. */
const isStar = (line: string): boolean =>
  !/^\s*(\/\/|\*|\/\*\*)/.test(line) && /(['"`])\*\1/.test(line);

test('a page of any origin is let in or told something where that is said to be harmless', () => {
  const found = sourcesBelow('src')
    .filter((each) => !isTest(each) && !isFixture(each))
    .flatMap(({ name, lines }) =>
      lines.flatMap((line, at) => (isStar(line) ? [{ name, line, at }] : [])),
    );
  const wrong = found.filter(
    ({ name, line }) => !STARS.some(({ file, code }) => file === name && line.includes(code)),
  );
  assert.deepEqual(
    wrong.map(({ name, line, at }) => `${name}:${at + 1} ${line.trim()}`),
    [],
  );
  const gone = STARS.filter(
    ({ file, code }) => !found.some(({ name, line }) => name === file && line.includes(code)),
  );
  assert.deepEqual(gone, []);
  assert.ok(isStar("parent.postMessage(fields, '*');") && isStar('headers.set("x", "*")'));
});

test('sameText tells nothing by its time', () => {
  const source = product.find(({ name }) => name === 'src/gateways/kit/proof.ts');
  const text = source?.lines.join('\n') ?? '';
  const [, body = ''] =
    /export function sameText\([^)]*\): boolean \{\n(.*?)\n\}/s.exec(text) ?? [];
  assert.match(body, /return one\.length === other\.length && timingSafeEqual\(one, other\);/);
  assert.doesNotMatch(body.replace('one.length === other.length', ''), /===|!==|\.equals|for \(/);
});

test('the name of a page is checked in constant time', () => {
  const textOf = (file: string): string =>
    product.find(({ name }) => name === file)?.lines.join('\n') ?? '';
  const page = textOf('src/engine/identity/page-token.ts');
  assert.match(page, /const own = vault\.isTag\(textOf\(accountId, orderToken\), tag\);/);
  assert.doesNotMatch(page, /[!=]==? tag\b|\btag [!=]==?/);
  const vault = textOf('src/engine/identity/vault.ts');
  assert.match(vault, /isTag: .*isSame\(tagWith\(key, text\), tag\)/);
  assert.match(vault, /left\.length === right\.length && timingSafeEqual\(left, right\);/);
});

test('only tests and fixtures import a fixture, and a fixture only its own gateway', () => {
  const wrong: string[] = [];
  for (const source of sourcesBelow('src').filter((each) => !isTest(each))) {
    for (const specifier of importsOf(source).filter((each) => each.startsWith('.'))) {
      const name = path.join(path.dirname(source.name), specifier);
      const target = { name, lines: [] };
      if (isFixture(target) && !isFixture(source)) wrong.push(`${source.name} → ${name}`);
      const [, gateway] = /^src\/gateways\/(\w+)\//.exec(source.name) ?? [];
      const [, other = 'kit'] = /^src\/gateways\/(\w+)\//.exec(name) ?? [];
      if (isFixture(source) && gateway !== other && other !== 'kit') {
        wrong.push(`${source.name} → ${name}`);
      }
    }
  }
  assert.deepEqual(wrong, []);
});
