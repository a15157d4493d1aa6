// By what a line of the request log is found or forgotten: digests of names, which tell nobody who
// reads the log whom they mean.
import { hash } from 'node:crypto';
import { findPeople } from '../processing/scrub.ts';

export type RequestMarks = {
  /** Of an order, a payment or a refund by its key. */
  readonly ofKey: (account: number, key: number) => string;
  /** Of whatever a merchant calls so. */
  readonly ofReference: (account: number, reference: string) => string;
  /** A phone number, an address of mail or UPI, or a merchant's own name for a customer. */
  readonly ofPerson: (person: string) => string;
};

/** Whether it is about an order, and not about a person. */
export function isOrderMark(mark: string): boolean {
  return mark.startsWith(ORDER);
}

const ORDER = 'o';
const PERSON = 'p';
/** Of a digest: 96 bits. */
const LENGTH = 16;

/** `secret` stays the same for as long as the database lives. */
export function createRequestMarks(secret: string): RequestMarks {
  const salt = hash('sha256', `request log ${secret}`, 'hex');
  const mark = (kind: string, text: string): string =>
    kind + hash('sha256', `${salt} ${kind} ${text}`, 'base64url').slice(0, LENGTH);
  return {
    ofKey: (account, key) => mark(ORDER, `${account} key ${key}`),
    ofReference: (account, reference) => mark(ORDER, `${account} name ${reference}`),
    ofPerson: (person) => mark(PERSON, personOf(person)),
  };
}

const NUMBER_DIGITS = 10;

/** However a person's phone number or address is spelt, it is the same. */
function personOf(text: string): string {
  const plain = text.trim().replace('%40', '@');
  const digits = plain.replace(/[\s()+-]|%2B/gi, '');
  const isNumber = /^\d{10,15}$/.test(digits);
  return isNumber ? digits.slice(-NUMBER_DIGITS) : plain.toLowerCase();
}

/** Fields whose value is a person's, whatever it looks like. */
const FIELD =
  /\b(?:customer_?id|cust_?id|consumer_?id|contact|phone|mobile|customer_?phone|mobile_?number|mobileno|phone_?number|vpa|upi_?id|email(?:_?id)?|customer_?email)\\?"?\s*[=:]\s*\\?"?([^"\\&,;{}[\]\s]{3,100})/gi;
/** Of one text. */
const FOUND_MAX = 24;

/** Everybody who stands in a text, as far as that can be seen. */
export function readPeople(text: string): readonly string[] {
  const named = [...text.matchAll(FIELD)].map(([, value = '']) => value);
  const all = new Set([...findPeople(text), ...named].map(personOf));
  return [...all].filter((each) => each !== 'null').slice(0, FOUND_MAX);
}
