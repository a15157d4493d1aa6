// Customers that a merchant tells the gateway of, and the cards that are saved for them: none.
// Source: cashfree.md §1.17: CreateCustomerRequest, CustomerEntity, tag Token Vault.
import type { PutRecord } from '../../../../core/command.ts';
import { type Failure, invalid } from '../../../../core/failure.ts';
import { type StoredRecord, uniqueRefOf } from '../../../../core/record.ts';
import { type Call, type Operation, operation, type Reply } from '../../../dialect.ts';
import { customerName } from '../../ids.ts';
import { type Traits, VERSION_HEADER } from '../../version.ts';
import { readRequest } from '../reading.ts';
import { PHONE } from '../schema.ts';

/** Two customers with the same of both are the same customer, in every dialect that keeps them. */
const CLAIM_BY = Object.freeze(['email', 'contact']);

export function parseCustomer({ fields }: Call): PutRecord | Failure {
  const read = readRequest(fields);
  const says = 'Customer phone must be 10 digits, or + and the country code';
  const contact = read.text('customer_phone', {
    required: true,
    pattern: PHONE,
    says,
    numbers: true,
  });
  const email = read.email('customer_email');
  const name = read.text('customer_name', { max: 100 });
  if (read.issues.length > 0) return invalid(read.issues);
  const body = { dialect: 'cashfree', name, email, contact };
  const uniqueRef = uniqueRefOf(body, CLAIM_BY);
  return { kind: 'putRecord', of: 'customer', record: null, uniqueRef, repeat: 'return', body };
}

export function viewCustomerRecord(record: StoredRecord) {
  const { name, email, contact } = record.body;
  return {
    customer_uid: customerName(record),
    customer_phone: contact ?? null,
    customer_email: email ?? null,
    customer_name: name ?? null,
  };
}

/** The one kind of instrument that can be saved. */
const SAVED_TYPE = 'card';

/** A filter of another kind is no filter of theirs. */
function answerInstruments({ request }: Call, { version }: Traits): Reply | Failure {
  const type = request.query['instrument_type'] ?? SAVED_TYPE;
  if (type !== SAVED_TYPE) {
    const message = `should be one of ${SAVED_TYPE}`;
    return invalid([{ field: 'instrument_type', rule: 'unknown', message, received: type }]);
  }
  return { kind: 'json', status: 200, body: [], headers: { [VERSION_HEADER]: version } };
}

const NO_INSTRUMENT: Failure = Object.freeze({
  failure: 'record_not_found',
  detail: 'instrument not found',
});
const SAVED = '/customers/:customer_id/instruments';
const ONE = `${SAVED}/:instrument_id`;

export function instrumentOperations(traits: Traits): readonly Operation[] {
  const absent = (method: string, path: string): Operation => ({
    method,
    path,
    rate: method === 'GET' ? 'fetch' : 'create',
    answer: () => NO_INSTRUMENT,
  });
  return [
    {
      method: 'GET',
      path: SAVED,
      rate: 'fetch',
      answer: (call) => answerInstruments(call, traits),
    },
    absent('GET', ONE),
    absent('DELETE', ONE),
    absent('GET', `${ONE}/cryptogram`),
  ];
}

export function customerOperations({ version }: Traits): readonly Operation[] {
  const render = ([record]: readonly StoredRecord[]): Reply => {
    if (record === undefined) throw new Error('a customer that was kept');
    const body = viewCustomerRecord(record);
    return { kind: 'json', status: 200, body, headers: { [VERSION_HEADER]: version } };
  };
  return [operation({ method: 'POST', path: '/customers', rate: 'create' }, parseCustomer, render)];
}
