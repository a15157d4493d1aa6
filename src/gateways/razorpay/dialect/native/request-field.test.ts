// Walks each table of request fields against its parser: what is enforced decides something, what
// is refused is told as an account without that product is told, decoration changes nothing.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { buildCall } from '../../../../../test/support/call.ts';
import { isFailure } from '../../../../core/failure.ts';
import type { Fields } from '../../../dialect.ts';
import { type Body, id, type Parsed, PARSED } from '../fixtures/request-values.ts';

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
