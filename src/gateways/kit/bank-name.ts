// What customers call the banks of India, by the four letters with which a bank's IFSC begins.
// Banks that gateways list for net banking; their letters are the Reserve Bank's, not a gateway's.

const NAMES: ReadonlyMap<string, string> = new Map(
  `
AIRP Airtel Payments Bank
AUBL AU Small Finance Bank
BARB Bank of Baroda
BDBL Bandhan Bank
BKID Bank of India
CBIN Central Bank of India
CIUB City Union Bank
CNRB Canara Bank
COSB Cosmos Bank
CSBK CSB Bank
DBSS DBS Bank
DCBL DCB Bank
DEUT Deutsche Bank
DLXB Dhanlaxmi Bank
ESFB Equitas Small Finance Bank
ESMF ESAF Small Finance Bank
FDRL Federal Bank
HDFC HDFC Bank
HSBC HSBC
IBKL IDBI Bank
ICIC ICICI Bank
IDFB IDFC FIRST Bank
IDIB Indian Bank
INDB IndusInd Bank
IOBA Indian Overseas Bank
JAKA Jammu and Kashmir Bank
JSFB Jana Small Finance Bank
KARB Karnataka Bank
KKBK Kotak Mahindra Bank
KVBL Karur Vysya Bank
MAHB Bank of Maharashtra
PSIB Punjab & Sind Bank
PUNB Punjab National Bank
RATN RBL Bank
SBIN State Bank of India
SCBL Standard Chartered Bank
SIBL South Indian Bank
SRCB Saraswat Bank
SURY Suryoday Small Finance Bank
SVCB SVC Co-operative Bank
TJSB TJSB Bank
TMBL Tamilnad Mercantile Bank
UBIN Union Bank of India
UCBA UCO Bank
UTIB Axis Bank
UTKS Utkarsh Small Finance Bank
YESB Yes Bank`
    .trim()
    .split('\n')
    .map((line) => [line.slice(0, 4), line.slice(5)]),
);

/**
 * Null for a code that is none of these: whoever shows a bank then has words without a code. What
 * follows an underscore tells retail and corporate apart (BARB_R, BARB_C).
 */
export function bankNameOf(code: string): string | null {
  return NAMES.get(code.replace(/_[RC]$/, '')) ?? null;
}
