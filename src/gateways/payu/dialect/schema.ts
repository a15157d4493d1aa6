// What a merchant sends on the documented PayU paths, and how long each value may be.
// Source: payu.md §0; limits from payu.md §1.2, wider where real values are.

export const CURRENCY = 'INR';

/**
 * "rupees, decimal string, ^\d+(\.\d{1,2})?$" (payu.md §1.2, documented), and zeros behind that:
 * PayU's plugin for OpenCart sends its database's decimal(15,4), such as 1250.5000 (observed).
 */
export const AMOUNT_TEXT = /^\d+(\.\d{1,2}0*)?$/;

/**
 * Documented: 25 characters; PayU's own Python SDK takes 34, and a UUID has 36. "|" would let a
 * value slide into its neighbour: it separates the fields of a hash and the transactions in `var1`.
 */
export const TXNID = Object.freeze({
  required: true,
  max: 64,
  pattern: /^[^\s|](?:[^\r\n\t|]*[^\s|])?$/,
  says: 'Txnid must not contain "|" or a line break, or begin or end with a space',
});

export const PHONE = Object.freeze({
  required: true,
  max: 50,
  pattern: /^[+(\d][\d\s().-]*\d$/,
  says: 'Phone must be a telephone number',
  // Programs that send JSON often send a phone as a number.
  numbers: true,
});

type EchoRule = {
  readonly required?: boolean;
  readonly max: number;
  readonly numbers?: boolean;
  readonly pattern?: RegExp;
  readonly says?: string;
};

export const UDFS = Object.freeze([1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((number) => `udf${number}`));
const UDF: EchoRule = { max: 255 };

/** Texts that the handback repeats; email, phone and txnid have rules of their own. */
export const ECHOED: Readonly<Record<string, EchoRule>> = Object.freeze({
  // Documented: 100; plugins put JSON lists of items here. With "|" at its head it would be hashed
  // as if there were none: a text that another gateway's client signs without goods is no form.
  productinfo: {
    required: true,
    max: 512,
    pattern: /^[^|]/,
    says: 'Productinfo must not begin with "|"',
  },
  firstname: { required: true, max: 60 },
  // Documented: 20, which many Indian surnames exceed.
  lastname: { max: 60 },
  // Documented: 100 for each.
  address1: { max: 255 },
  address2: { max: 255 },
  city: { max: 50 },
  state: { max: 50 },
  country: { max: 50 },
  zipcode: { max: 20, numbers: true },
  ...Object.fromEntries(UDFS.map((name) => [name, UDF])),
});
