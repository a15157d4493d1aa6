// Walks each table of request fields against its parser: what is enforced decides something, what
// is refused is told as an account without that product is told, decoration changes nothing.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { buildCall } from '../../../../../test/support/call.ts';
import { isFailure } from '../../../../core/failure.ts';
import type { Call, Fields } from '../../../dialect.ts';
import { parseEmbedded } from './checkout.ts';
import { parseCustomer, parseCustomerEdit } from './customer.ts';
import { parseEdit } from './edit.ts';
import { parseOrder } from './order.ts';
import { parseCapture } from './payment.ts';
import { parseRefund } from './refund.ts';
import {
  CAPTURE_FIELDS,
  CHECKOUT_FIELDS,
  CUSTOMER_EDIT_FIELDS,
  CUSTOMER_FIELDS,
  type FieldTable,
  NOTES_EDIT_FIELDS,
  ORDER_EDIT_FIELDS,
  ORDER_FIELDS,
  REFUND_FIELDS,
} from './request-field.ts';

type Body = Readonly<Record<string, unknown>>;
type Parsed = {
  readonly row: string;
  readonly table: FieldTable;
  readonly parse: (call: Call) => unknown;
  readonly params?: Readonly<Record<string, string>>;
  /** What succeeds. */
  readonly base: Body;
  /** For each enforced field two values that come to different things. */
  readonly values: Readonly<Record<string, readonly [unknown, unknown]>>;
  readonly stop?: '.';
  /** What is not refused for a field that it does not know: a browser's form. */
  readonly isOpen?: true;
};

const id = (prefix: string): string => `${prefix}_ABC123def456GH`;
const NOTES = [{ room: '7' }, 'text'] as const;
const NAME = ['Asha', 'x'.repeat(300)] as const;
const EMAIL = ['asha@example.com', 'asha'] as const;
const CONTACT = ['+919876543210', '12'] as const;
const captureValues = (name: string) => ({
  [`${name}.capture`]: ['manual', 'both'],
  [`${name}.capture_options.automatic_expiry_period`]: [12, 11],
  [`${name}.capture_options.manual_expiry_period`]: [7200, 7201],
  [`${name}.capture_options.refund_speed`]: ['optimum', 'fast'],
});

const PARSED: readonly Parsed[] = [
  {
    row: 'POST /orders',
    table: ORDER_FIELDS,
    parse: parseOrder,
    base: { amount: 50000, currency: 'INR' },
    values: {
      amount: [50001, 99],
      currency: ['USD', 'XYZ'],
      receipt: ['a', 'x'.repeat(41)],
      notes: NOTES,
      ...captureValues('payment'),
      ...captureValues('payment_config'),
      payment_capture: ['0', 'perhaps'],
      unique_receipt: [true, false],
      method: ['upi', 'barter'],
      customer_id: [id('cust'), 'somebody'],
      'customer_details.name': NAME,
      'customer_details.email': ['asha@example.com', 'x'.repeat(300)],
      'customer_details.contact': ['+919876543210', 'x'.repeat(300)],
    } as Parsed['values'],
  },
  {
    row: 'PATCH /orders/:id',
    table: ORDER_EDIT_FIELDS,
    parse: parseEdit('order'),
    params: { id: id('order') },
    base: { notes: {} },
    values: { notes: NOTES },
    stop: '.',
  },
  {
    row: 'PATCH /payments/:id',
    table: NOTES_EDIT_FIELDS,
    parse: parseEdit('payment'),
    params: { id: id('pay') },
    base: { notes: {} },
    values: { notes: NOTES },
    stop: '.',
  },
  {
    row: 'PATCH /refunds/:id',
    table: NOTES_EDIT_FIELDS,
    parse: parseEdit('refund'),
    params: { id: id('rfnd') },
    base: { notes: {} },
    values: { notes: NOTES },
    stop: '.',
  },
  {
    row: 'POST /payments/:id/capture',
    table: CAPTURE_FIELDS,
    parse: parseCapture,
    params: { id: id('pay') },
    base: { amount: 50000 },
    values: { amount: [50001, 'x'], currency: ['INR', 'XYZ'] },
    stop: '.',
  },
  {
    row: 'POST /refunds',
    table: REFUND_FIELDS,
    parse: parseRefund,
    base: { payment_id: id('pay') },
    values: {
      payment_id: ['pay_ABC123def456GI', 'x'],
      amount: [500, 99],
      speed: ['optimum', 'fast'],
      notes: NOTES,
      receipt: ['a', 'x'.repeat(41)],
    },
    stop: '.',
  },
  {
    row: 'POST /customers',
    table: CUSTOMER_FIELDS,
    parse: parseCustomer,
    base: {},
    values: {
      name: NAME,
      email: EMAIL,
      contact: CONTACT,
      fail_existing: ['0', '1'],
      gstin: ['29XAbbA4369J1PA', 'x'.repeat(16)],
      notes: NOTES,
    },
    stop: '.',
  },
  {
    row: 'PUT /customers/:id',
    table: CUSTOMER_EDIT_FIELDS,
    parse: parseCustomerEdit,
    params: { id: id('cust') },
    base: {},
    values: { name: NAME, email: EMAIL, contact: CONTACT },
    stop: '.',
  },
  {
    row: 'POST /checkout/embedded',
    table: CHECKOUT_FIELDS,
    parse: parseEmbedded,
    base: { amount: 50000, currency: 'INR' },
    values: {
      order_id: [id('order'), 'x'],
      amount: [50001, 99],
      currency: ['USD', 'XYZ'],
      name: ['Shop', 'Another'],
      description: ['Tea', 'x'.repeat(2049)],
      callback_url: ['https://shop.example/back', 'nowhere'],
      cancel_url: ['https://shop.example/cart', 'nowhere'],
      notes: NOTES,
      'prefill.name': ['Asha', 'Devi'],
      'prefill.email': ['asha@example.com', 'devi@example.com'],
      'prefill.contact': ['9876543210', '9876543211'],
      customer_id: [id('cust'), 'somebody'],
      method: [{ upi: false }, { card: '0' }],
      config: [
        { display: { hide: [{ method: 'upi' }] } },
        JSON.stringify({
          display: {
            blocks: { one: { instruments: [{ method: 'card' }] } },
            preferences: { show_default_blocks: false },
          },
        }),
      ],
      embedder: ['https://shop.example', 'nowhere'],
    },
    isOpen: true,
  },
];
/** Who asks is read by the family, and what is shown first by the way to the page. */
const READ_ELSEWHERE = ['key_id', 'prefill.method'];
/** Words of their own. */
const OTHER_WORDS: Readonly<Record<string, string>> = {
  convenience_fee_config: 'Convenience fee configurable for dynamic fee bearer users only',
  subscription_id: 'record_not_found',
  invoice_id: 'record_not_found',
  payment_link_id: 'record_not_found',
};

/** The body with a value at a dotted name; `a.*` is something below `a` that has no row. */
function withValue(body: Body, name: string, value: unknown): Body {
  const [top = '', ...rest] = name.replace('*', 'anything').split('.');
  if (rest.length === 0) return { ...body, [top]: value };
  const inner = (body[top] ?? {}) as Body;
  return { ...body, [top]: withValue(inner, rest.join('.'), value) };
}

/** What a field needs around it. */
function bodyFor({ base, row }: Parsed, name: string): Body {
  const parent = /^(payment|payment_config)\./.exec(name)?.[1];
  if (row === 'POST /checkout/embedded' && name === 'embedder') {
    return { ...base, order_id: id('order') };
  }
  return parent === undefined ? base : { ...base, [parent]: { capture: 'automatic' } };
}

function outcome({ parse, params }: Parsed, body: Body): unknown {
  const path = '/checkout/embedded';
  const result = parse(buildCall({ path, body }, params));
  return JSON.parse(JSON.stringify(result)) as unknown;
}

function saysOf(result: unknown): string | null {
  if (!isFailure(result)) return null;
  return result.issues?.[0]?.message ?? result.failure;
}

/** The dotted names that a parser reads the values of. */
function namesRead({ parse, params }: Parsed, body: Body): ReadonlySet<string> {
  const names = new Set<string>();
  const watch = (record: object, prefix: string): object =>
    new Proxy(record, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key);
        if (typeof key !== 'string' || !Object.hasOwn(target, key)) return value;
        names.add(`${prefix}${key}`);
        const isInner = typeof value === 'object' && value !== null && !Array.isArray(value);
        return isInner ? watch(value, `${prefix}${key}.`) : value;
      },
    });
  const call = buildCall({ path: '/checkout/embedded', body }, params);
  parse({ ...call, fields: { ...call.fields, values: watch(body, '') as Fields['values'] } });
  return names;
}

for (const parsed of PARSED) {
  const { row, table, values, stop = '', base } = parsed;
  const named = Object.entries(table.rows);
  const of = (treatment: string) =>
    named.flatMap(([name, each]) => (each.treatment === treatment ? [name] : []));
  describe(row, () => {
    test('the base succeeds, and every field has a source', () => {
      assert.equal(saysOf(outcome(parsed, base)), null);
      for (const [name, { source }] of named) assert.ok(source.length > 5, name);
    });

    test('every enforced field decides something', () => {
      const enforced = of('enforced').filter((name) => !READ_ELSEWHERE.includes(name));
      assert.deepEqual(Object.keys(values).sort(), enforced.sort());
      for (const [name, [one, other]] of Object.entries(values)) {
        const body = bodyFor(parsed, name);
        const first = outcome(parsed, withValue(body, name, one));
        assert.equal(saysOf(first), null, name);
        assert.notDeepEqual(first, outcome(parsed, withValue(body, name, other)), name);
      }
    });

    test('a field that is refused is told so, unless it asks for nothing', () => {
      for (const name of of('refused')) {
        const body = bodyFor(parsed, name);
        const shown = name.replace('*', 'anything');
        const says = `${shown} is/are not required and should not be sent${stop}`;
        for (const value of ['x1', true, { a: 1 }, [{ a: 1 }], 5]) {
          const result = outcome(parsed, withValue(body, name, value));
          assert.equal(saysOf(result), OTHER_WORDS[name] ?? says, name);
        }
        if (name.endsWith('.*') || OTHER_WORDS[name] === 'record_not_found') continue;
        for (const value of [null, false, 0, '0', '', 'false', [], {}]) {
          assert.equal(saysOf(outcome(parsed, withValue(body, name, value))), null, name);
        }
      }
    });

    test('decoration changes nothing', () => {
      const plain = outcome(parsed, base);
      for (const name of of('decoration')) {
        for (const value of ['x1', 0, true, { a: 1 }, [{ a: 1 }]]) {
          const result = outcome(parsed, withValue(base, name, value));
          assert.deepEqual(result, plain, name);
        }
      }
    });

    test('the parser reads what the table says, and nothing else', () => {
      const names = new Set<string>();
      for (const [name, [value]] of Object.entries(values)) {
        const body = withValue(bodyFor(parsed, name), name, value);
        for (const each of namesRead(parsed, body)) names.add(each);
      }
      for (const name of of('decoration')) {
        for (const each of namesRead(parsed, withValue(base, name, 'x'))) names.add(each);
      }
      const inner = new Set(named.flatMap(([name]) => (name.includes('.') ? [name] : [])));
      const isParent = (name: string) => [...inner].some((each) => each.startsWith(`${name}.`));
      for (const name of names) {
        const treatment = table.rows[name]?.treatment;
        const isPart = ['notes', 'method', 'config'].includes(name.split('.')[0] ?? '');
        assert.ok(isPart || treatment === 'enforced' || isParent(name), `${name} is read`);
      }
      for (const name of of('enforced')) {
        if (!READ_ELSEWHERE.includes(name)) assert.ok(names.has(name), `${name} is not read`);
      }
    });

    if (parsed.isOpen === true) return;
    test('what no row is about is refused', () => {
      const result = outcome(parsed, { ...base, colour: 'red' });
      assert.equal(saysOf(result), `colour is/are not required and should not be sent${stop}`);
    });
  });
}
