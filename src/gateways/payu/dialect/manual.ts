// What each row of this dialect does, in a line, and the table of its fields.
import { BASIC_PROOF, describeRows, HASH_PROOF, type Manual } from '../../kit/manual.ts';
import * as command from './native/command-field.ts';
import {
  DOCUMENTED_FIELDS,
  FETCH_FIELDS_TABLE,
  FORM_FIELDS,
  SERVER_FIELDS,
} from './request-field.ts';

export const manual: Manual = {
  proofs: [
    [/^documented-v2$/, BASIC_PROOF],
    [/^documented-v1$/, HASH_PROOF],
    [
      /^native-payment$/,
      'Field `hash`: SHA-512 over the form’s fields in their order and the salt.',
    ],
    [/^native/, 'Field `hash`: SHA-512 over `key|command|var1|salt`.'],
  ],
  rows: [
    ...describeRows(/^documented/, {
      'POST /create': ['Makes an order.', DOCUMENTED_FIELDS],
      'POST /fetch': ['Tells an order.', FETCH_FIELDS_TABLE],
    }),
    ...describeRows(/^native-payment$/, {
      'POST / form': ['Opens the payment page of a browser’s form.', FORM_FIELDS],
      'POST / server': ['Pays from server to server (`txn_s2s_flow`).', SERVER_FIELDS],
    }),
    ...describeRows(/^native-postservice$/, {
      'POST / verify_payment': ['Tells payments by txnid.', command.VERIFY_FIELDS],
      'POST / check_payment': ['Tells a payment by its number.', command.CHECK_FIELDS],
      'POST / cancel_refund_transaction': ['Gives a payment back.', command.REFUND_FIELDS],
      'POST / capture_transaction': ['Captures an authorized payment.', command.CAPTURE_FIELDS],
      'POST / cancel_transaction': ['Releases an authorized payment.', command.CANCEL_FIELDS],
      'POST / check_action_status': ['Tells a refund or capture.', command.STATUS_FIELDS],
      'POST / check_action_status_txnid': ['The same, by txnid.', command.REFERENCE_FIELDS],
      'POST / getAllRefundsFromTxnIds': ['Lists refunds by txnid.', command.VERIFY_FIELDS],
      'POST / get_Transaction_Details': ['Lists payments of days.', command.LIST_FIELDS],
      'POST / get_transaction_info': ['Lists payments of a time.', command.LIST_FIELDS],
      'POST / get_ws_response': [
        'Tells the form that a payment returned.',
        command.RESPONSE_FIELDS,
      ],
      'POST / get_TDR': ['Tells the fee of a payment: none.', command.RATE_FIELDS],
      'POST / get_settlement_details': ['Tells what was settled.', command.SETTLEMENT_FIELDS],
      'POST / udf_update': ['Changes udf1 to udf5 of a payment.', command.UDF_FIELDS],
      'POST / create_invoice': ['Makes a payment link.', command.INVOICE_FIELDS],
      'POST / expire_invoice': ['Ends a payment link.', command.EXPIRE_FIELDS],
      'POST / check_isDomestic': [
        'Tells a card by its first digits.',
        command.QUESTION_FIELDS.bank,
      ],
      'POST / validateVPA': ['Tells whether a UPI address can pay.', command.QUESTION_FIELDS.vpa],
      'POST / getBinInfo': ['Tells cards by their first digits.', command.QUESTION_FIELDS.bin],
      'POST / eligibleBinsForEMI': [
        'Tells whether a card can pay in instalments: none can.',
        command.QUESTION_FIELDS.emi,
      ],
      'POST / get_checkout_details': [
        'Tells methods and what they cost.',
        command.QUESTION_FIELDS.checkout,
      ],
      'POST / …': 'Any other command: told that it is not supported.',
    }),
  ],
};
