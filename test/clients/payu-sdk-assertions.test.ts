// The assertions of the test suite of payu-intrepos/web-sdk-nodejs (test/*.test.js), repeated
// against us through the SDK with the account they use; those of invoices in payu-invoice.test.ts.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openStage, type Payu, type Stage } from './payu-stage.ts';

let stage: Stage;
let payu: Payu;
before(async () => {
  stage = await openStage();
  payu = stage.payu();
});
after(() => stage.stop());

test('downtime: one bank, all banks, the bank of a card', async () => {
  const axis = { ibibo_code: 'AXIB', title: 'Axis NB', up_status: 1, mode: 'NB' };
  assert.deepEqual(await payu.getNetbankingStatus('AXIB'), axis);
  const all = await payu.getNetbankingStatus();
  assert.deepEqual(all['AXIB'], axis);
  assert.ok(Object.keys(all).length > 3);
  const hdfc = { issuing_bank: 'HDFC', up_status: '1' };
  assert.deepEqual(await payu.getIssuingBankStatus('512345'), hdfc);
  const nothing = { msg: 'No information available', status: 0 };
  assert.deepEqual(await payu.getIssuingBankStatus('999999'), nothing);
  assert.deepEqual(await payu.getNetbankingStatus('NOPE'), nothing);
});

test('isDomestic', async () => {
  assert.deepEqual(await payu.checkIsDomestic('512345'), {
    cardCategory: 'CC',
    cardType: 'MAST',
    isDomestic: 'Y',
    issuingBank: 'HDFC',
  });
  assert.equal((await payu.checkIsDomestic('999999'))['isDomestic'], 'N');
});

test('validateVPA', async () => {
  assert.deepEqual(await payu.validateVPA('9999999999@payu'), {
    status: 'SUCCESS',
    vpa: '9999999999@payu',
    isVPAValid: 1,
    payerAccountName: '',
  });
  assert.deepEqual(await payu.validateVPA('not a vpa'), {
    status: 'SUCCESS',
    vpa: 'not a vpa',
    isVPAValid: 0,
    payerAccountName: 'NA',
  });
});

test('refund: the answers to an unknown request', async () => {
  assert.deepEqual(await payu.checkActionStatus('dfasdfddasd'), {
    status: 0,
    msg: '0 out of 1 Transactions Fetched Successfully',
    transaction_details: { dfasdfddasd: 'No action status found' },
  });
});

test('verify and transactionDetails have a status', async () => {
  assert.ok('status' in (await payu.verifyPayment('asdfasdf')));
  assert.ok('status' in (await payu.getTransactionDetails('2022-09-01', '2022-09-02')));
});

test('eligibleBins and interest: nothing is paid in instalments here', async () => {
  for (const bin of ['411111', '512345']) {
    assert.deepEqual(await payu.eligibleBinsForEMI(bin), {
      status: 1,
      msg: 'Details fetched successfully',
      details: { isEligible: 0 },
    });
  }
  assert.deepEqual(await payu.getEmiAmountAccordingToInterest(10000), []);
});

test('settlement: a day without any, word for word', async () => {
  assert.deepEqual(await payu.getSettlementDetails('2022-09-01'), {
    status: '1',
    msg: '0 transactions settled on 2022-09-01',
    Txn_details: [],
  });
});

test('checkout details: the SDK’s own question, of a shop without instalments', async () => {
  const answer = await payu.getCheckoutDetails({
    requestId: 'r-1',
    transactionDetails: { amount: '10000' },
    customerDetails: { mobile: '9876543210' },
    filters: { paymentOptions: { emi: { cc: 'KKBK', dc: 'all' } } },
    useCase: { checkCustomerEligibility: true },
  });
  const none = { hasEligible: false };
  const paymentOptions = { emi: { all: { cc: none, dc: none } } };
  assert.deepEqual(answer, { status: 1, details: { paymentOptions } });
});
