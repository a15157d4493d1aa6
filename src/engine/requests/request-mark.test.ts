// Who and what a line of the request log is found and forgotten by, however it was spelt.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRequestMarks, isOrderMark, readPeople } from './request-mark.ts';

const MARKS = createRequestMarks('salt-1');

test('a mark is a digest of its kind, and of this database alone', () => {
  const marks = [MARKS.ofKey(1, 5), MARKS.ofReference(1, '5'), MARKS.ofPerson('5')];
  for (const mark of marks) assert.match(mark, /^[op][\w-]{16}$/);
  assert.deepEqual(marks.map(isOrderMark), [true, true, false]);
  assert.equal(new Set(marks.map((mark) => mark.slice(1))).size, 3);
  const other = createRequestMarks('salt-2');
  assert.notEqual(other.ofKey(1, 5), MARKS.ofKey(1, 5));
  assert.equal(createRequestMarks('salt-1').ofKey(1, 5), MARKS.ofKey(1, 5));
  // Another account's order of that name is another.
  assert.notEqual(MARKS.ofKey(2, 5), MARKS.ofKey(1, 5));
  assert.notEqual(MARKS.ofReference(2, '5'), MARKS.ofReference(1, '5'));
  assert.notEqual(MARKS.ofReference(1, '6'), MARKS.ofReference(1, '5'));
});

test('lines that were marked before are found after an update', () => {
  // Counted by another program. They are stored: another digest would find none of them.
  assert.deepEqual(
    [MARKS.ofKey(1, 5), MARKS.ofReference(1, 'INV-1'), MARKS.ofPerson('asha@example.com')],
    ['oIEbq964HFddjv-cd', 'oaHstNBegDZTkN67c', 'pa_bM0ARYHjM6gVkj'],
  );
});

test('a person is the same however a number or an address is spelt', () => {
  const same = (one: string, ...others: readonly string[]): void => {
    for (const other of others) assert.equal(MARKS.ofPerson(other), MARKS.ofPerson(one), other);
  };
  same('9876543210', '+919876543210', '+91 98765-43210', '(098) 7654 3210', '%2B919876543210');
  same('9876543210', '%2b919876543210', ' 9876543210 ', '919876543210', '123459876543210');
  same('9876543210', '98765 43210');
  same('asha@example.com', 'Asha@Example.COM', ' asha%40example.com ');
  same('CUST_1', 'cust_1');
  // A shorter or longer number is a name: the end of another's must not be it.
  const [nine, sixteen] = ['876543210', '1234569876543210'];
  const names = [
    nine,
    '8765 43210',
    sixteen,
    '9876543210',
    'x9876543210',
    '9876543210x',
    'asha@example.com',
  ];
  assert.equal(new Set(names.map(MARKS.ofPerson)).size, names.length);
});

test('people are read where they stand: by their look, and by the name of a field', () => {
  const fields = [
    ...['customer_id', 'customerid', 'cust_id', 'custid', 'consumer_id', 'consumerId', 'contact'],
    ...['phone', 'mobile', 'customer_phone', 'customerphone', 'mobile_number', 'mobileNumber'],
    ...['mobileNo', 'phone_number', 'phoneNumber', 'vpa', 'upi_id', 'upiid', 'email', 'email_id'],
    ...['emailId', 'customer_email', 'customerEmail', 'CONTACT'],
  ];
  for (const name of fields) {
    for (const text of [
      `{"${name}":"Some-One","a":"b"}`,
      `{\\"${name}\\" : \\"Some-One\\"}`,
      `x=1&${name}=Some-One&a=b`,
      `{${name}: Some-One}`,
    ]) {
      assert.deepEqual(readPeople(text), ['some-one'], text);
    }
    assert.deepEqual(readPeople(`{"un${name}":"Some-One"}`), [], name);
  }
  assert.deepEqual(readPeople('{"customer":"Some-One","name":"x y"}'), []);
  assert.deepEqual(readPeople('call 9876543210 or asha@okbank, ASHA@okbank'), [
    'asha@okbank',
    '9876543210',
  ]);
});

test('nobody, a name that is too short, and more than anybody asks for are left out', () => {
  assert.deepEqual(readPeople('{"contact":null,"email":"ab","phone":"abc"}'), ['abc']);
  // Who can be told by the look goes first.
  assert.deepEqual(readPeople('contact=zed&x=asha@okbank'), ['asha@okbank', 'zed']);
  const long = 'x'.repeat(101);
  assert.deepEqual(readPeople(`contact=${long}`), [long.slice(0, 100)]);
  const many = Array.from({ length: 30 }, (_, at) => `contact=person${at}`).join('&');
  const people = readPeople(many);
  assert.deepEqual([people.length, people[0], people.at(-1)], [24, 'person0', 'person23']);
});
