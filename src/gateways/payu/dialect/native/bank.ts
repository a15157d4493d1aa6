// Questions about banks, cards and UPI addresses, answered from small tables of our own: no bank is
// asked. Names and types are PayU's (docs.payu.in, samples; tests of its Node and Java SDKs).
import { printable } from '../../../kit/body.ts';
import type { Call, Reply } from '../../../dialect.ts';
import { textOf } from './field.ts';

/** Every one is always up. The title of AXIB is that of the SDKs' tests. */
const BANKS: Readonly<Record<string, string>> = Object.freeze({
  AXIB: 'Axis NB',
  SBIB: 'State Bank of India',
  HDFB: 'HDFC Bank',
  ICIB: 'ICICI Netbanking',
  '162B': 'Kotak Mahindra Bank',
  YESB: 'Yes Bank',
  PNBB: 'Punjab National Bank',
});

type Bin = { readonly bank: string; readonly network: string; readonly kind: 'CC' | 'DC' };
/** The first six digits of PayU's test cards. */
const BINS: Readonly<Record<string, Bin>> = Object.freeze({
  512345: { bank: 'HDFC', network: 'MAST', kind: 'CC' },
  401200: { bank: 'HDFC', network: 'VISA', kind: 'CC' },
  608201: { bank: 'SBI', network: 'RUPAY', kind: 'DC' },
  370295: { bank: 'AMEX', network: 'AMEX', kind: 'CC' },
  511870: { bank: 'ICICI', network: 'MAST', kind: 'DC' },
  459453: { bank: 'AXIS', network: 'VISA', kind: 'DC' },
});

const VPA = /^[A-Za-z0-9][A-Za-z0-9._-]{0,254}@[A-Za-z][A-Za-z0-9.-]{1,63}$/;

type Answer = (var1: string, var2: string) => unknown;
const ANSWERS: Readonly<Record<string, Answer>> = Object.freeze({
  getnetbankingstatus: (code) => {
    const all = Object.keys(BANKS).map((each) => [each, describeBank(each)] as const);
    if (code === '' || code.toLowerCase() === 'default') return Object.fromEntries(all);
    return Object.hasOwn(BANKS, code) ? describeBank(code) : NO_INFORMATION;
  },
  getissuingbankstatus: (bin) => {
    const known = binOf(bin);
    return known === null ? NO_INFORMATION : { issuing_bank: known.bank, up_status: '1' };
  },
  check_isdomestic: (bin) => {
    const { bank, network, kind } = binOf(bin) ?? UNKNOWN_BIN;
    const isDomestic = bank === UNKNOWN_BIN.bank ? 'N' : 'Y';
    return { isDomestic, issuingBank: bank, cardType: network, cardCategory: kind };
  },
  validatevpa: (vpa, options) => {
    const valid = VPA.test(vpa);
    return {
      status: 'SUCCESS',
      vpa,
      isVPAValid: valid ? 1 : 0,
      ...(/"validateAutoPayVPA"\s*:\s*"?1/.test(options)
        ? { isAutoPayVPAValid: valid ? 1 : 0, isAutoPayBankValid: 'NA' }
        : {}),
      payerAccountName: valid ? '' : 'NA',
    };
  },
});

const NO_INFORMATION = Object.freeze({ msg: 'No information available', status: 0 });
const UNKNOWN_BIN = Object.freeze({ bank: 'UNKNOWN', network: 'UNKNOWN', kind: 'CC' });

function describeBank(code: string) {
  return { ibibo_code: code, title: BANKS[code] ?? code, up_status: 1, mode: 'NB' };
}

export function binOf(digits: string): Bin | null {
  const bin = digits.slice(0, 6);
  return /^\d{6,19}$/.test(digits) && Object.hasOwn(BINS, bin) ? (BINS[bin] ?? null) : null;
}

/** Answers what needs no order; every other command is one that is not served here. */
export function answerRest({ fields }: Call): Reply {
  const command = textOf(fields, 'command');
  const name = command.toLowerCase();
  const answer = Object.hasOwn(ANSWERS, name) ? ANSWERS[name] : undefined;
  const var1 = textOf(fields, 'var1').trim();
  if (command === '') return refuse('Parameter missing');
  if (answer === undefined) return refuse(`Command ${printable(command)} is not supported`);
  if (var1 === '' && name !== 'getnetbankingstatus') return refuse('Parameter missing');
  return { kind: 'json', status: 200, body: answer(var1, textOf(fields, 'var2')) };
}

function refuse(msg: string): Reply {
  return { kind: 'json', status: 200, body: { status: 0, msg } };
}
