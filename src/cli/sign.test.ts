// `dubash sign` and `dubash verify`: the text and its signature, no secret, and what differs.
import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { test } from 'node:test';
import { carryOut } from './command-line.ts';
import { COMMANDS } from './table.ts';

const SECRET = 'canary-of-the-secret';
const BODY = '{"event":"payment.captured","amount":50000,"url":"https://x/ü"}';
const hmac = (text: string, secret = SECRET) =>
  createHmac('sha256', secret).update(text).digest('hex');
const sha = (text: string) => createHash('sha512').update(text).digest('hex');

type Files = Readonly<Record<string, string>>;

async function type(words: readonly string[], files: Files = {}, env: Files = {}) {
  const said = { out: '', wrong: '' };
  const code = await carryOut(words, COMMANDS, {
    write: (text) => {
      said.out += text;
    },
    complain: (text) => {
      said.wrong += text;
    },
    readInput: async () => files['-'] ?? '',
    readFile: async (name) => {
      const text = files[name];
      if (text === undefined) throw Object.assign(new Error('no file'), { code: 'ENOENT' });
      return text;
    },
    user: 'tester',
    env: { DUBASH_SECRET: SECRET, ...env },
    now: () => 0,
  });
  assert.ok(!(said.out + said.wrong).includes(SECRET), 'a secret was printed');
  return { code, ...said };
}

const json = async (words: readonly string[], files: Files = {}, env: Files = {}) => {
  const { code, out, wrong } = await type([...words, '--json'], files, env);
  assert.equal(wrong, '');
  return { code, ...(JSON.parse(out) as Readonly<Record<string, unknown>>) } as Record<
    string,
    unknown
  >;
};

test('what is signed is printed with the signature, and stars where the secret is', async () => {
  const webhook = await json(['sign', 'razorpay', 'webhook'], { '-': BODY });
  assert.deepEqual([webhook['text'], webhook['signature']], [BODY, hmac(BODY)]);
  const form = { f: 'key=k&command=verify_payment&var1=T1' };
  const command = await json(['sign', 'payu', 'command', 'f'], form);
  assert.equal(command['text'], 'k|verify_payment|T1|********');
  assert.equal(command['signature'], sha(`k|verify_payment|T1|${SECRET}`));
  assert.equal(command['stands_in'], 'field hash');
  const people = await type(['sign', 'payu', 'command', 'f'], form);
  assert.match(
    people.out,
    /^form +payu command: .+\nstands in +field hash\nsignature +[0-9a-f]{128}\n/,
  );
  assert.ok(people.out.includes('\nk|verify_payment|T1|********\n'));
});

test('the secret comes from a file, whose line end is none of it, or the environment', async () => {
  for (const [words, files, env] of [
    [['--secret', 's'], { s: `${SECRET}\n` }, { DUBASH_SECRET: 'other' }],
    [['--secret', 's'], { s: SECRET }, {}],
    [[], {}, {}],
  ] as const) {
    const signed = await json(
      ['sign', 'razorpay', 'webhook', 'b', ...words],
      { b: BODY, ...files },
      env,
    );
    assert.equal(signed['signature'], hmac(BODY));
  }
});

test('a good signature ends with 0, in hex of either case, found or typed', async () => {
  const words = ['verify', 'razorpay', 'webhook', 'b'];
  for (const signature of [hmac(BODY), hmac(BODY).toUpperCase()]) {
    const typed = await type([...words, '--signature', signature], { b: BODY });
    assert.equal(typed.code, 0, typed.out);
    const headers = { h: `Host: x\nX-Razorpay-Signature: ${signature}\n` };
    const found = await type([...words, '--headers', 'h'], { b: BODY, ...headers });
    assert.match(found.out, /^The signature is good\.\n/);
  }
  const [order, payment] = ['order_1', 'pay_1'];
  const back = new URLSearchParams({
    razorpay_payment_id: payment,
    razorpay_order_id: order,
    razorpay_signature: hmac(`${order}|${payment}`),
  });
  for (const text of [
    back.toString(),
    `https://shop.example/back?${back}`,
    JSON.stringify(Object.fromEntries(back)),
  ]) {
    assert.equal((await type(['verify', 'razorpay', 'return'], { '-': text })).code, 0, text);
  }
});

const php = BODY.replaceAll('/', '\\/').replace('ü', '\\u00fc');
const python = '{"event": "payment.captured", "amount": 50000, "url": "https://x/\\u00fc"}';

/** What is given, and what is said of it. */
const WEBHOOKS: readonly (readonly [string, RegExp])[] = [
  [hmac(BODY, `${SECRET}\n`), /The secret that signed it has white space/],
  [hmac(BODY, ''), /an empty one did/],
  [
    Buffer.from(hmac(BODY), 'hex').toString('base64'),
    /is written in base64, where it should be hex/,
  ],
  [hmac(php), /written anew .*as PHP does/],
  [hmac(python), /written anew .*as Python does/],
  [hmac(JSON.stringify(JSON.parse(BODY), null, 2)), /written anew .*indented by two/],
  [hmac(`${BODY}\n`), /white space at its end/],
  [hmac(`${BODY}x`), /another secret, or of a text in which more than one part differs/],
  [hmac(BODY, 'another'), /another secret/],
];

for (const [signature, says] of WEBHOOKS) {
  test(`a webhook that is wrong: ${says.source}`, async () => {
    const words = ['verify', 'razorpay', 'webhook', '--signature', signature];
    const told = await json(words, { '-': BODY });
    assert.deepEqual([told['code'], told['good'], told['signature']], [3, false, hmac(BODY)]);
    assert.match(String(told['says']), says);
  });
}

test('this secret has white space around it', async () => {
  const words = ['verify', 'razorpay', 'webhook', '--signature', hmac(BODY)];
  const told = await json(words, { '-': BODY }, { DUBASH_SECRET: ` ${SECRET}` });
  assert.match(String(told['says']), /This secret has white space/);
});

const FIELDS = {
  key: 'k',
  txnid: 'T1',
  amount: '10.00',
  productinfo: 'Shoes',
  firstname: 'Jo',
  email: 'j@x',
};
const request = (values: Files, secret = SECRET) =>
  [...Object.values(values), ...Array(10).fill(''), secret].join('|');

const REQUESTS: readonly (readonly [string, RegExp])[] = [
  [request({ ...FIELDS, amount: '10' }), /amount written as "10"/],
  [request({ ...FIELDS, amount: '10.0' }), /amount written as "10\.0"/],
  [request({ ...FIELDS, email: '' }), /email left blank/],
  [request({ ...FIELDS, email: 'J@X' }), /email written as "J@X"/],
  [
    request({ ...FIELDS, firstname: 'j@x', email: 'Jo' }),
    /firstname and email stand in the other order/,
  ],
  [[...Object.values(FIELDS), ...Array(10).fill('')].join('|'), /The secret is missing/],
  [[SECRET, ...Object.values(FIELDS), ...Array(10).fill('')].join('|'), /at the other end/],
];

for (const [text, says] of REQUESTS) {
  test(`a request that is wrong: ${says.source}`, async () => {
    const body = new URLSearchParams({ ...FIELDS, hash: sha(text) }).toString();
    const told = await json(['verify', 'payu', 'request'], { '-': body });
    assert.equal(told['code'], 3);
    assert.match(String(told['says']), says);
    assert.ok(String(told['text']).endsWith('|********'));
  });
}

test('fields in the order in which they came, where sorted names are signed', async () => {
  const values = { receipt_id: 'r', key: 'k', amount: '5' };
  const hash = sha(['r', 'k', '5', SECRET].join('|'));
  const body = JSON.stringify({ ...values, hash });
  const told = await json(['verify', 'paytring', 'request'], { '-': body });
  assert.match(String(told['says']), /signed as they came: it is made in the order amount, key/);
});

test('what is missing ends with 1, what was mistyped with 2, in one sentence', async () => {
  const file = { b: BODY };
  for (const [words, code, says, files = file] of [
    [['sign', 'nobody', 'webhook', 'b'], 2, /there is no dialect nobody: name one of /],
    [['sign', 'razorpay', 'webhok', 'b'], 2, /has no form webhok: name one of webhook, /],
    [['sign', 'razorpay'], 2, /needs <form>/],
    [['sign', 'razorpay', 'webhook', 'none'], 1, /none cannot be read \(ENOENT\)/],
    [['sign', 'razorpay', 'return', 'b'], 1, /the message needs the fields razorpay_order_id/],
    [['sign', 'cashfree', 'webhook', 'b'], 1, /needs a body and the header x-webhook-timestamp/],
    [['sign', 'razorpay', 'webhook', '--secret', '-'], 2, /one thing alone can be standard input/],
    [['verify', 'razorpay', 'webhook', 'b'], 1, /there is no signature: name it by --signature/],
    [['sign', 'razorpay', 'webhook', 'b', '--secret', 'e'], 1, /it is empty/, { ...file, e: '\n' }],
  ] as readonly (readonly [readonly string[], number, RegExp, Files?])[]) {
    const said = await type(words, files);
    assert.deepEqual([said.code, said.out], [code, ''], words.join(' '));
    assert.match(said.wrong, says);
    assert.match(said.wrong, /^dubash: .+\n$/);
  }
  const none = await type(['sign', 'razorpay', 'webhook', 'b'], file, { DUBASH_SECRET: '' });
  assert.match(none.wrong, /name the secret by --secret, --account or DUBASH_SECRET/);
});
