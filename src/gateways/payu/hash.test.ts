// Known answers for PayU's hashes: P-1 … of payu.md §4.1 (P-9 and P-10 name private persons
// and are left out), the others of §4.1 too.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sha512Hex } from '../kit/proof.ts';
import {
  COMMAND,
  computeHash,
  PLAIN_REPLY,
  REQUEST,
  reverseSequence,
  SALT,
  type Sequence,
} from './hash.ts';

const UAT = 'UnJ0FGO0kt3dUgnHo9Xgwi0lpipBV0hB';
const SDK = {
  key: 'QyT13U',
  txnid: 'qazwsxedc3435366566',
  amount: '10.00',
  productinfo: 'iphone',
  firstname: 'sumit',
  email: 'test@payu.in',
};
const LEGACY = {
  key: 'bjg$121',
  txnid: '3123',
  amount: '1000',
  productinfo: 'mobile',
  firstname: 'Jacob',
  email: 'test@payu.in',
};
const EXAMPLE = {
  key: 'QyT13U',
  txnid: 'TXN123456',
  amount: '500.00',
  productinfo: 'Product Description',
  firstname: 'John',
  email: 'john@example.com',
};
const REVERSE = reverseSequence(PLAIN_REPLY);
const CHARGED = reverseSequence({ slots: 'blank', also: ['additionalCharges'] });

type Vector = readonly [string, Sequence, Readonly<Record<string, string>>, string, string];
const VECTORS: readonly Vector[] = [
  [
    'P-1, Java SDK HashTest',
    REQUEST.blank,
    SDK,
    UAT,
    '3cf6a0ac88bc0e3ae6714888a6a055506601673bd158bcd8d2f983ea3e8146f3e95212d4bad5a870ab46cf0c6949f2cc9887a27e946138dc5b59d844a9b25e43',
  ],
  [
    'P-2, Java SDK HashTest with udf1',
    REQUEST.blank,
    { ...SDK, udf1: 'aaa' },
    UAT,
    '39cab2e2e7676e3bb559c39554d160a691aed12a10d474e0009c09ba05db2a7b48af9535f6cc1d1f4a50c6199ae36dad31e9afdbbd61c5acc7cbbb2958963178',
  ],
  [
    'P-3, payu-sdk tests',
    REQUEST.blank,
    LEGACY,
    'vhgvs75',
    '19d0822939b32b371847521c89aba3521de3a9bfeabeee5dab2d6f41962ff9fcdcee87067bb3a3de870acce488f9ff88a3511bb78c6143344a277b1b91ad38b8',
  ],
  [
    'P-4 reverse, payu-sdk tests',
    REVERSE,
    { ...LEGACY, status: 'success' },
    'vhgvs75',
    '687c82156a84271a7a6c63d0e8774d5ac567d9b894a334a47d72e47b72392a5167a1b2add5b253490b70731d9eb3e3a3b7225e0c5f26829befafbbee71977c4c',
  ],
  [
    'P-5, Python SDK __test__.py',
    REQUEST.blank,
    {
      key: 'gtKFFx',
      txnid: '20200429103010',
      amount: '10',
      productinfo: 'iPhone',
      firstname: 'Ashish',
      email: 'test@gmail.com',
    },
    'eCwWELxi',
    '672de0802e96766044e473db706bdb1f14dea0ad3b3a69fed02377233a8bb73c646a43520bf0d7217647945ac0f0602c49e3b4109c379df75d8dbb1d4702ae6b',
  ],
  [
    'P-6 command, docs sample',
    COMMAND,
    { key: 'JPM7Fg', command: 'verify_payment', var1: 'IhfgcZnXR4o4nB' },
    'TuxqAugd',
    'a0ae79fdd66c875af6e9b21c4a67f1822deb00f2df5e9f0b1948f3222f536a9bf741b24efbb1874ca0f84f76b036e6c0d641581d0100f7abe4aeed2f3264f5c9',
  ],
  [
    'P-7, docs sample',
    REQUEST.blank,
    {
      key: 'JPM7Fg',
      txnid: 'PQI6MqpYrjEefU',
      amount: '10.00',
      productinfo: 'iPhone',
      firstname: 'PayU User',
      email: 'test@gmail.com',
    },
    'TuxqAugd',
    '05a397501918ec5c36ae52daa3b3e49b43e986b86940e109d060076e467c3ea7536617df7420e0e6863dced8c5b45f9fff15c13bdf0335512c05f0210b31b072',
  ],
  [
    'P-8 reverse, real sandbox reply in the docs',
    REVERSE,
    {
      status: 'success',
      key: 'JPM7Fg',
      txnid: 'ewP8oRopzdHEtC',
      amount: '10.00',
      productinfo: 'iPhone',
      firstname: 'Ashish',
      email: 'test@gmail.com',
    },
    'TuxqAugd',
    '1be7e6e97ab1ea9034b9a107e7cf9718308aa9637b4dbbd1a3343c91b0da02b34a40d00ac7267ebe81c20ea1129b931371c555d565bc6e11f470c3d2cf69b5a3',
  ],
  [
    'ajuchacko/payumoney ChecksumTest, five udfs',
    REQUEST.blank,
    {
      key: 'testMerchantKey',
      txnid: 'zcvnlfjdkf324',
      amount: '12',
      productinfo: 'Iphone',
      firstname: 'Jon Doe',
      email: 'jon@mail.com',
      udf1: 'udf one',
      udf2: 'udf two',
      udf3: 'udf three',
      udf4: 'udf four',
      udf5: 'udf five',
    },
    'testSecret',
    'f7f31da308a550bb6fbb678a94155c1103f2effa92116050be952e47b4ff0d0d84fa978cc90bc1afe677b86600dbcd092a3eaf64075679e8b872001c7ec2c644',
  ],
  [
    'payu_req_seed',
    REQUEST.blank,
    EXAMPLE,
    UAT,
    'ebb79688b3f8e10810fc73f4e90c312a47a3461031a07203f3367f3f3116a68ffb8e2f7506aff4a33279409d2805ebf765520c20dc38ab891c919e2cab6450b2',
  ],
  [
    'payu_rev_success_seed',
    REVERSE,
    { ...EXAMPLE, status: 'success' },
    UAT,
    '8d8d36d67ac3aa8c95c59b76bc1683794fc8974f483fca03b26e21344ee4d4e87928357c4a1984303d1ae1dbea3019c703c9e028cd9a7abe598e56026bec2479',
  ],
  [
    'payu_rev_failure_seed',
    REVERSE,
    { ...EXAMPLE, status: 'failure' },
    UAT,
    '5f7cba7dcfb9f8cc92afa0f99933e08d14b100bd2bfb3c9a04ef3c9a665e591b51f8e088020cd021b066061fde583e33bdc5b2d3dc3eb4177bd4c796775bf7a4',
  ],
  [
    'payu_rev_pending_seed',
    REVERSE,
    { ...EXAMPLE, status: 'pending' },
    UAT,
    '182a543720f5db2a1d8c02fb51d9e9560daac0455123a05527e2b90c66268b581e0d998e5af4ee036912cf6d767d904f6be8d1cce63e90ad8f8971389ff5cba9',
  ],
  [
    'payu_rev_addl_seed, the additional charges as one more leading field',
    CHARGED,
    { ...EXAMPLE, status: 'success', additionalCharges: '10.00' },
    UAT,
    '9e9aa72468dd5ef9a96fb7eedd424840852585a2ab1b267bd046bc97e5a2886ad09b5c220cd6d26a98ab9104f73cfbd16ba32c55b0942bcd8119ecfa6dc2fcfe',
  ],
  [
    'payu_rev_udf_seed',
    REVERSE,
    { ...EXAMPLE, status: 'success', udf1: 'a1', udf2: 'b2', udf3: 'c3', udf4: 'd4', udf5: 'e5' },
    UAT,
    'e19ed59e73ffe6beecde4814318d203128137b4909c82cc39cb243394037a264a4b121c9daccd466bbb63deed83808beed398cb5ce4bde4f33c34996d20f606a',
  ],
  [
    'payu_api_verify',
    COMMAND,
    { key: 'QyT13U', command: 'verify_payment', var1: 'TXN123456' },
    UAT,
    'c6c41ddef3f217cd202c21f69eb64fcef9fd3360394a374530924418c5f84712fb11d07a1ba697f2ba94a2797e7656d076db3ff39e1ae531adaab5e472794539',
  ],
  [
    'payu_api_refund',
    COMMAND,
    { key: 'QyT13U', command: 'cancel_refund_transaction', var1: '403993715527186439' },
    UAT,
    'f25322db030a0308db5da682a144645b6e74bee4da50afafed2557a5db0e74a194c3b442dfcaefb98c382a6134f062083c8d187c5053e15eb31f7b4b7f9c1edb',
  ],
  [
    'payu_api_check_action',
    COMMAND,
    { key: 'QyT13U', command: 'check_action_status', var1: '131278422' },
    UAT,
    '6e51ebea3ee4e80e52d1f79e7ab0897d543cd59a5a88fcac0a562a5f1a1f816b317c880ab6b94ac56cbfe165b1c9356f4861eb094ccc38f9fe98337284decd82',
  ],
];

for (const [name, sequence, values, salt, digest] of VECTORS) {
  test(`known answer: ${name}`, () => {
    assert.equal(computeHash(sequence, values, salt), digest);
    assert.notEqual(computeHash(sequence, values, `${salt}x`), digest);
    for (const field of sequence.fields.filter((each) => each !== '' && each !== SALT)) {
      const changed = { ...values, [field]: `${values[field] ?? ''}x` };
      assert.notEqual(computeHash(sequence, changed, salt), digest, field);
    }
  });
}

// paytring.md §1.4, vector V6, "PayU-native formula".
test('known answer: the specification example with the test account', () => {
  const digest = computeHash(REQUEST.blank, { ...EXAMPLE, key: 'test_123' }, 'secret_123');
  assert.equal(
    digest,
    '279491b7710a3cfb0cc725f1c3ea0f159f87ce775fa4ef3c575640832bab9b0d9ffdadb5026cc97ee50125f284b637d3fca5a8fb2a0e1a5d769d8e48712ad2e7',
  );
});

// The pre-images as PayU's Magento plugin and offsite_payments build them (payu.md §1.2, §1.8).
test('the filled form puts udf6 to udf10 into the slots, backwards in the reverse hash', () => {
  const values = { ...EXAMPLE, status: 'failure', udf5: 'five', udf6: 'six', udf10: 'ten' };
  assert.equal(
    computeHash(REQUEST.filled, values, 's'),
    sha512Hex(
      'QyT13U|TXN123456|500.00|Product Description|John|john@example.com|||||five|six||||ten|s',
    ),
  );
  assert.equal(
    computeHash(reverseSequence({ slots: 'filled', also: [] }), values, 's'),
    sha512Hex(
      's|failure|ten||||six|five|||||john@example.com|John|Product Description|500.00|TXN123456|QyT13U',
    ),
  );
  // A real sandbox reply carries udf10 and is sealed with blank slots (payu.md §1.3, vector P-10).
  assert.equal(
    computeHash(REVERSE, values, 's'),
    sha512Hex(
      's|failure||||||five|||||john@example.com|John|Product Description|500.00|TXN123456|QyT13U',
    ),
  );
});

test('the literal text is hashed: 10, 10.0 and 10.00 differ', () => {
  const digests = ['10', '10.0', '10.00'].map((amount) =>
    computeHash(REQUEST.blank, { ...EXAMPLE, amount }, UAT),
  );
  assert.equal(new Set(digests).size, 3);
});
