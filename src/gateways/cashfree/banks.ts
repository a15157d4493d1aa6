// Net banking: the banks that the gateway lists, by its code and by its name of five letters.
// Source: page "Appendix" (its table of net banking codes and names); cashfree.md §1.7.

export type Bank = {
  /** What an API call names it by. */
  readonly code: string;
  /** What cashfree.js and `netbanking_bank_name` call it; R at the end: retail, C: corporate. */
  readonly name: string;
  /** What a customer reads. */
  readonly label: string;
};

const LISTED = `
3003 UTIBR Axis Bank
3005 BARBR Bank of Baroda - Retail Banking
3006 BKIDR Bank of India
3007 MAHBR Bank of Maharashtra
3009 CNRBR Canara Bank
3010 CSBKR CSB Bank Limited
3011 CBINR Central Bank of India
3012 CIUBR City Union Bank
3016 DEUTR Deutsche Bank
3017 DBSSR DBS Bank Ltd
3018 DCBLR DCB Bank - Personal
3019 DLXBR Dhanlaxmi Bank
3020 FDRLR Federal Bank
3021 HDFCR HDFC Bank
3022 ICICR ICICI Bank
3023 IBKLR IDBI Bank
3024 IDFBR IDFC FIRST Bank
3026 IDIBR Indian Bank
3027 IOBAR Indian Overseas Bank
3028 INDBR IndusInd Bank
3029 JAKAR Jammu and Kashmir Bank
3030 KARBR Karnataka Bank Ltd
3031 KVBLR Karur Vysya Bank
3032 KKBKR Kotak Mahindra Bank
3033 LAVBR Lakshmi Vilas Bank - Retail NetBanking
3037 PSIBR Punjab & Sind Bank
3038 PUNBR Punjab National Bank - Retail Banking
3039 RATNR RBL Bank
3040 SRCBR Saraswat Bank
3041 SVCBR Shamrao Vithal Co-operative Bank
3042 SIBLR South Indian Bank
3043 SCBLR Standard Chartered Bank
3044 SBINR State Bank of India
3051 TNSCR Tamil Nadu State Co-operative Bank
3052 TMBLR Tamilnad Mercantile Bank Ltd
3054 UCBAR UCO Bank
3055 UBINR Union Bank of India
3058 YESBR Yes Bank Ltd
3060 BARBC Bank of Baroda - Corporate
3061 BKIDC Bank of India - Corporate
3062 DCBLC DCB Bank - Corporate
3064 LAVBC Lakshmi Vilas Bank - Corporate
3065 PUNBC Punjab National Bank - Corporate
3066 SBINC State Bank of India - Corporate
3067 UBINC Union Bank of India - Corporate
3071 UTIBC Axis Bank - Corporate
3072 DLXBC Dhanlaxmi Bank - Corporate
3073 ICICC ICICI Bank - Corporate NetBanking
3075 SVCBC Shamrao Vithal Bank - Corporate
3076 ESFBR Equitas Small Finance Bank
3077 YESBC Yes Bank - Corporate
3079 BDBLC Bandhan Bank - Corporate Banking
3080 BARCC Barclays Corporate - Corporate Banking
3081 IOBAC Indian Overseas Bank - Corporate
3083 CIUBC City Union Bank - Corporate
3084 HDFCC HDFC Bank - Corporate
3086 SMCBR Shivalik Bank
3087 AUBLR AU Small Finance Bank
3088 BDBLR Bandhan Bank - Retail Banking
3089 UTKSR Utkarsh Small Finance Bank
3090 SPCBR The Surat People’s Co-operative Bank Limited
3091 GSCBR Gujarat State Co-operative Bank Limited
3092 HSBCR HSBC Retail NetBanking
3094 APGBR Andhra Pragathi Grameena Bank
3095 BBKMR Bank of Bahrain and Kuwait
3096 BACBC Bassien Catholic Co-operative Bank
3097 COSBR Cosmos Bank
3098 CLBLR Capital Small Finance Bank
3100 ESMFR ESAF Small Finance Bank
3101 FSFBR Fincare Bank
3102 JSFBR Jana Small Finance Bank
3103 JIOPR Jio Payments Bank
3104 JSBPR Janata Sahakari Bank Ltd Pune
3105 KJSBR Kalyan Janata Sahakari Bank
3106 KCCBR The Kalupur Commercial Co-operative Bank
3107 KVGBR Karnataka Vikas Grameena Bank
3108 MAHGR Maharashtra Gramin Bank
3109 MSNUR Mehsana Urban Co-operative Bank
3110 NESFR North East Small Finance Bank Ltd
3111 NKGSR NKGSB Co-operative Bank
3112 NNSBR Nutan Nagarik Sahakari Bank Limited
3113 PKGBR Karnataka Gramin Bank
3114 RATNC RBL Bank - Corporate Banking
3115 STCBR SBM Bank India
3116 SURYR Suryoday Small Finance Bank
3117 SUTBR The Sutex Co-operative Bank Ltd
3118 TBSBR Thane Bharat Sahakari Bank Ltd
3119 TJSBR TJSB Bank
3120 VARAR Varachha Co-operative Bank Limited
3121 ZCBLR Zoroastrian Co-operative Bank Ltd
3122 UCBAC UCO Bank - Corporate
3123 AIRPR Airtel Payments Bank`;

export const BANKS: readonly Bank[] = LISTED.trim()
  .split('\n')
  .map((line) => ({ code: line.slice(0, 4), name: line.slice(5, 10), label: line.slice(11) }));

/** The bank that only the gateway's sandbox has. */
export const TEST_BANK: Bank = Object.freeze({
  code: '3333',
  name: 'TESTR',
  label: 'Test bank (TESTR)',
});

/** The banks that the built-in processor has under names of its own. */
const SANDBOX_NAMES: ReadonlyMap<string, string> = new Map([
  ['3003', 'UTIB'],
  ['3021', 'HDFC'],
  ['3022', 'ICIC'],
  ['3032', 'KKBK'],
  ['3044', 'SBIN'],
]);

/** Those that it does not have anyway. */
export const MORE_BANKS: readonly Bank[] = BANKS.filter(({ code }) => !SANDBOX_NAMES.has(code));

/** What a processor calls the bank of this code. */
export function bankOf(code: string): string {
  return SANDBOX_NAMES.get(code) ?? code;
}

/** The code of the bank of this name; the name itself when there is no such bank. */
export function bankCodeNamed(name: string): string {
  return [TEST_BANK, ...BANKS].find((bank) => bank.name === name)?.code ?? name;
}

/** A whole number to the typed clients: a code in letters is left to the bank's name. */
export function bankCodeOf(bank: string): number | null {
  const [code] = [...SANDBOX_NAMES].find(([, each]) => each === bank) ?? [bank];
  return /^\d{4}$/.test(code) ? Number(code) : null;
}
