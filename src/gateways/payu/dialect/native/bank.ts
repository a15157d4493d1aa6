// Questions about banks, cards and UPI addresses, answered from small tables of our own: no bank is
// asked. Names and types are PayU's (docs.payu.in, samples; tests of its Node and Java SDKs).
import { printable } from '../../../kit/body.ts';
import type { Call, Reply } from '../../../dialect.ts';
import { textOf } from './field.ts';
import { BANKS } from './option.ts';
import { PRODUCTS, SANDBOX_ONLY } from './product.ts';

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

/** `more` is asked for the variables after the second. */
export type Answer = (var1: string, var2: string, more: (at: number) => string) => unknown;

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
  getbininfo: answerBinInfo,
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

/** docs.payu.in/reference/get_bin_info_api: one BIN, the BINs of a feature, or all. */
function answerBinInfo(kind: string, asked: string, more: (at: number) => string): unknown {
  const fails = (data: string) => ({ status: 0, data });
  switch (kind) {
    case '1': {
      if (!/^\d{6,19}$/.test(asked)) return fails('Invalid bin passed in var2');
      const bins_data = {
        ...describeBin(asked.slice(0, 6), binOf(asked)),
        ...(more(5) === '1' ? { is_zero_redirect_supported: 0, is_si_supported: 0 } : {}),
      };
      return { status: 1, data: { bins_data } };
    }
    case '2':
      if (asked !== '1' && asked !== '2') {
        return fails('Invalid var2, it should be either 1 or 2 according to feature');
      }
      // No bank's ATM PIN and no phone call is part of a payment here.
      return pageBins([], more);
    case '3':
      if (asked !== '') return fails('Invalid var2, it should be empty as var1 is 3');
      return pageBins(Object.entries(BINS), more);
    default:
      return fails('Invalid var1');
  }
}

const BINS_A_PAGE = 100;

function pageBins(all: readonly (readonly [string, Bin])[], more: (at: number) => string): unknown {
  const [start = 0, count = BINS_A_PAGE] = [more(3), more(4)].map((text) =>
    /^\d{1,6}$/.test(text) ? Number(text) : undefined,
  );
  const shown = all.slice(start, start + count);
  const isLast = start + count >= all.length;
  return {
    status: 1,
    data: {
      total_count: all.length,
      last: isLast ? 1 : 0,
      bins_data: Object.fromEntries(shown.map(([bin, known]) => [bin, describeBin(bin, known)])),
      nextStart: start + shown.length,
    },
  };
}

function describeBin(bin: string, known: Bin | null) {
  const { bank, network, kind } = known ?? UNKNOWN_BIN;
  return {
    issuing_bank: bank,
    bin,
    category: known === null ? 'UNKNOWN' : kind === 'CC' ? 'creditcard' : 'debitcard',
    card_type: network,
    is_domestic: known === null ? 0 : 1,
    is_atmpin_card: 0,
    is_otp_on_the_fly: 0,
  };
}

/** Without a first variable these tell of everything. */
const ASKS_FOR_ALL = ['getnetbankingstatus', 'vas_for_mobile_sdk', 'get_merchant_ibibo_codes'];

/** Answers what needs no order; every other command is one that is not served here. */
export function answerRest({ fields, account }: Call): Reply {
  const command = textOf(fields, 'command');
  const name = command.toLowerCase();
  const known = { ...ANSWERS, ...PRODUCTS, ...(account.mode === 'sandbox' ? SANDBOX_ONLY : {}) };
  const answer = Object.hasOwn(known, name) ? known[name] : undefined;
  const var1 = textOf(fields, 'var1').trim();
  if (command === '') return refuse('Parameter missing');
  if (answer === undefined) return refuse(`Command ${printable(command)} is not supported`);
  if (var1 === '' && !ASKS_FOR_ALL.includes(name)) return refuse('Parameter missing');
  const more = (at: number): string => textOf(fields, `var${at}`).trim();
  return { kind: 'json', status: 200, body: answer(var1, more(2), more) };
}

function refuse(msg: string): Reply {
  return { kind: 'json', status: 200, body: { status: 0, msg } };
}
