// Nothing that is secret, and nobody who paid, is left in what is kept of an exchange, in whichever
// form it came; and whatever came, it is read without a fault.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { listProcessors } from '../../gateways/gateway.ts';
import * as gateways from '../../gateways/registry.ts';
import type { Credentials, Processor } from '../../gateways/processor.ts';
import { createScrubber, hideSecrets } from './scrub.ts';

const PROCESSORS = [...listProcessors(gateways)];
const NOBODY = {};

/** Every credential of a processor, secrets as they are drawn. */
function credentialsOf({ credentialFields }: Processor, secret: string): Credentials {
  return Object.fromEntries(
    credentialFields.map(({ name, secret: isSecret }) => [name, isSecret ? secret : 'public-id-1']),
  );
}

const basic = (id: string, secret: string) => Buffer.from(`${id}:${secret}`).toString('base64');

const secrets = fc.oneof(
  fc.string({ minLength: 6, maxLength: 40, unit: 'grapheme-ascii' }),
  fc.string({ minLength: 12, maxLength: 64, unit: fc.constantFrom(...'ab/+=&%"\\ <') }),
);

/** Ways in which a processor, or we, may write it. */
const WRITTEN: readonly ((secret: string) => string)[] = [
  (secret) => secret,
  (secret) => JSON.stringify({ error: { description: `bad ${secret}!`, list: [1, secret] } }),
  (secret) => JSON.stringify({ deep: JSON.stringify({ text: `x${secret}` }) }),
  (secret) => `a=1&udf1=${encodeURIComponent(secret)}&b=${encodeURIComponent(`z${secret}`)}`,
  (secret) => new URLSearchParams({ udf1: secret, other: `t ${secret}` }).toString(),
  (secret) => `https://x.example/p?q=${encodeURIComponent(secret)}`,
  (secret) => `<html><input name="udf1" value='${secret}'>${secret}</html>`,
  (secret) => `{"cut": "${secret}`,
  (secret) => `Authorization: Basic ${basic('public-id-1', secret)}`,
  (secret) => `{"seen":"Basic ${basic('public-id-1', secret)}"}`,
];

for (const [name, processor] of PROCESSORS) {
  test(`${name}: no secret is left, however it is written`, () => {
    const property = fc.property(secrets, fc.nat(), fc.string(), (secret, at, around) => {
      fc.pre(secret.trim() !== '' && !around.includes(secret));
      const write = WRITTEN[at % WRITTEN.length] ?? assert.fail();
      const scrub = createScrubber(processor, [{}, credentialsOf(processor, secret)], NOBODY);
      for (const text of [write(secret), `${around}${write(secret)}`]) {
        const clean = scrub.text(text);
        assert.ok(!clean.includes(secret), `${text} -> ${clean}`);
        assert.ok(!clean.includes(basic('public-id-1', secret)), clean);
      }
      const { authorization = '', 'x-client-secret': own = '' } = scrub.headers({
        authorization: `Basic ${basic('public-id-1', secret)}`,
        'x-client-secret': secret,
      });
      assert.deepEqual([authorization, own], ['…', '…']);
    });
    fc.assert(property, { numRuns: 400 });
  });

  test(`${name}: the same where a result repeats it, and the rest stays as it is`, () => {
    const secret = 'canary-secret-9';
    const all = [credentialsOf(processor, secret)];
    const result = {
      kind: 'found',
      attempts: [{ raw: `x ${secret}`, amountMinor: 7, theirs: null }],
    };
    assert.deepEqual(hideSecrets(result, processor, all), {
      kind: 'found',
      attempts: [{ raw: 'x …', amountMinor: 7, theirs: null }],
    });
    const plain = { kind: 'unknown', raw: 'a word' } as const;
    assert.deepEqual(hideSecrets(plain, processor, all), plain);
  });

  test(`${name}: what its table hides is hidden in every form`, () => {
    const scrub = createScrubber(processor, [{}], NOBODY);
    assert.ok(processor.redact.length > 0);
    for (const field of processor.redact) {
      const canary = 'Zq7canary';
      const forms = [
        JSON.stringify({ [field]: canary, kept: 1 }),
        JSON.stringify({ a: [{ [field]: { deep: [canary, 7] }, kept: 1 }] }),
        JSON.stringify({ text: JSON.stringify({ [field]: canary }) }),
        `x=1&${field}=${canary}&kept=1`,
        `notes[${field}]=${canary}&kept=1`,
        `<form><input type="hidden" name="${field}" value="${canary}"></form>`,
        `{"${field}": "${canary}`,
      ];
      for (const form of forms) {
        const clean = scrub.text(form);
        assert.ok(!clean.includes(canary), `${form} -> ${clean}`);
        if (form.includes('kept')) assert.match(clean, /kept"?[:=]1/);
      }
    }
  });
}

const [, FIRST = assert.fail('no processor')] = PROCESSORS[0] ?? [];

test('who pays is left out: by the name of a field, by its shape, and where we know it', () => {
  const customer = { name: 'Asha Rao', email: 'asha@shop.example', phone: '+91 98765 43210' };
  const { text } = createScrubber(FIRST, [{}], customer);
  const rows = [
    ['{"greeting":"Dear Asha Rao, hello"}', /Asha/],
    ['note=Dear+Asha+Rao&x=1', /Asha/],
    ['Dear%20Asha%20Rao', /Asha/],
    ['call 9876543210 now', /9876543210/],
    ['{"alt":"+919123456789"}', /9123456789/],
    ['x=call%209123456789%20now', /9123456789/],
    ['x=card%204111111111111111', /4111/],
    ['{"alt":"09123456789"}', /9123456789/],
    ['{"to":"someone.else@bank.example"}', /someone/],
    ['paid by someone@okaxis', /someone/],
    ['u=someone%40okaxis', /someone/],
    ['{"firstname":"Ravi","card":{"name":"RAVI K"}}', /ravi/i],
    ['card 4111 1111 1111 1111 was used', /4111/],
    ['500 4111 1111 1111 1111', /4111/],
    ['on 29.11.2026 4111111111111111 1228', /4111/],
    ['4111\t1111\n1111\t1111', /4111/],
    ['4111.1111.1111.1111', /4111/],
    ['4111–1111–1111–1111', /4111/],
    ['n=4111+1111+1111+1111', /4111/],
    ['n=4111%201111%201111%201111', /4111/],
    ['n=%204111%2D1111%2d1111%2e1111', /4111/],
    ['４１１１ １１１１ １１１１ １１１１', /４１１１/],
    ['४१११११११११११११११', /४१११/],
    ['{"n":4111111111111111}', /4111/],
    ['{"cvv":"123","x":1}', /123/],
  ] as const;
  for (const [said, gone] of rows) assert.doesNotMatch(text(said), gone, said);
});

test('what an operator has to see stays', () => {
  const { text } = createScrubber(FIRST, [{ key_secret: 'canary-secret-9' }], NOBODY);
  const rows = [
    '{"id":"order_9A33XWu170gUtm","amount":50000,"currency":"INR","status":"created"}',
    '{"mihpayid":"403993715527185279","bank_ref_num":"123456789","unmappedstatus":"captured"}',
    '{"error":{"code":"BAD_REQUEST_ERROR","reason":"payment_declined","step":null}}',
    'amount=500.00&txnid=aB3dE5fG7hJ9kL&status=success',
    '{"created_at":1700000000,"expires":"2026-01-31T10:00:00Z"}',
    'https://api.example.com/v1/orders/order_9A33XWu170gUtm/payments?count=100',
    '<html><body>403 Forbidden</body></html>',
  ];
  for (const said of rows) assert.equal(text(said), said);
});

test('whatever came is read without a fault, and in time', () => {
  const { text, headers } = createScrubber(FIRST, [{ key_secret: 'canary-secret-9' }], NOBODY);
  const pieces = fc.constantFrom(
    ...['"', '{', '}', '[', ']', ':', ',', '\\', '\\"', '"email":', '"email"', '=', '&', '?'],
    ...['<input name=email value=', '>', '%', '%4', '%00', '\u0000', '\ud800', '1', 'null', ' '],
  );
  const hostile = fc.oneof(
    fc.array(pieces, { maxLength: 60 }).map((all) => all.join('')),
    fc.string({ unit: 'binary' }),
    fc.json(),
  );
  fc.assert(
    fc.property(hostile, (said) => {
      assert.equal(typeof text(said), 'string');
      headers({ [said]: said, cookie: said });
    }),
    { numRuns: 2000 },
  );
  const begin = performance.now();
  for (const each of ['"', '{"a":', '[', '\\"', '"email":{', 'a=', '<input ', '9', 'a@', '"x":"']) {
    text(each.repeat(Math.floor(65_536 / each.length)));
  }
  assert.ok(performance.now() - begin < 5000, `${performance.now() - begin} ms`);
});
