// Which methods a checkout offers: the options `method` and `config.display` of checkout.js.
// Source: payments/payment-gateway/web-integration/standard/configure-payment-methods (documented).
import type { Method } from '../../../../core/payment.ts';
import type { Fields } from '../../../dialect.ts';
import { isRecord, valueAt } from '../../../kit/field-path.ts';
import { readFlag } from './field.ts';

const METHODS: readonly Method[] = ['card', 'upi', 'netbanking', 'wallet'];

/** Null: nothing is said of them. What names banks, cards or wallets counts by its method alone. */
export function readOffered(values: Fields['values']): readonly Method[] | null {
  const { method } = values;
  const display = valueAt({ config: readConfig(values['config']) }, 'config.display');
  const hidden = new Set<unknown>();
  if (isRecord(method)) {
    for (const each of METHODS) if (readFlag(method[each]) === false) hidden.add(each);
  }
  if (!isRecord(display)) return hidden.size === 0 ? null : listWithout(METHODS, hidden);
  for (const each of listOf(display['hide'])) {
    // A part of a method that is hidden leaves the rest of it.
    if (isRecord(each) && Object.keys(each).length === 1) hidden.add(each['method']);
  }
  const shown = readBlocks(display);
  return shown === null && hidden.size === 0 ? null : listWithout(shown ?? METHODS, hidden);
}

function listWithout(methods: readonly Method[], hidden: ReadonlySet<unknown>): readonly Method[] {
  return methods.filter((each) => !hidden.has(each));
}

/** A form has it as JSON or by nested names. */
function readConfig(config: unknown): unknown {
  if (typeof config !== 'string') return config;
  try {
    return JSON.parse(config);
  } catch {
    return undefined;
  }
}

/** The methods of the blocks, where the checkout's own blocks are not shown; null: they are. */
function readBlocks(display: Readonly<Record<string, unknown>>): readonly Method[] | null {
  const { blocks } = display;
  const isOwnShown = readFlag(valueAt(display, 'preferences.show_default_blocks')) !== false;
  if (isOwnShown || !isRecord(blocks)) return null;
  const named = Object.values(blocks).flatMap((block) =>
    listOf(isRecord(block) ? block['instruments'] : null).map((each) =>
      isRecord(each) ? each['method'] : null,
    ),
  );
  return METHODS.filter((each) => named.includes(each));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
