// Which order a payment or a reference is of, remembered: everything about one order takes turns
// under one name, and a payment is looked for once.
import type { Account } from '../../core/account.ts';
import type { Command } from '../../core/command.ts';
import type { Locator } from '../../core/id.ts';
import { referencesFirst } from '../../core/name.ts';
import type { Aggregate } from '../../core/order.ts';
import type { Store } from '../../store/store.ts';
import type { Ids } from '../identity/ids.ts';

export type OrderKeys = {
  /** The order of a payment, whose it stays for ever; null when there is no such payment. */
  readonly ofPayment: (account: number, payment: number) => number | Promise<number | null>;
  /** The order that this reference named last; null when that is not remembered. */
  readonly ofReference: (account: number, reference: string) => number | null;
  readonly remember: (account: number, aggregate: Aggregate) => void;
};

const REMEMBERED_MAX = 20_000;

export function createOrderKeys(store: Pick<Store, 'findPaymentOrder'>): OrderKeys {
  const keys = new Map<string, number>();
  const set = (name: string, key: number): void => {
    if (keys.size >= REMEMBERED_MAX && !keys.has(name)) {
      keys.delete(keys.keys().next().value ?? '');
    }
    keys.set(name, key);
  };
  const find = async (account: number, payment: number): Promise<number | null> => {
    const found = await store.findPaymentOrder(account, payment);
    if (found !== null) set(`${account} ${payment}`, found);
    return found;
  };
  return {
    ofPayment: (account, payment) => keys.get(`${account} ${payment}`) ?? find(account, payment),
    ofReference: (account, reference) => keys.get(`${account} =${reference}`) ?? null,
    remember: (account, { order, payments }) => {
      if (order.reference !== null) set(`${account} =${order.reference}`, order.id.key);
      for (const { id } of payments) set(`${account} ${id.key}`, order.id.key);
    },
  };
}

type Parts = { readonly ids: Ids; readonly orderKeys: OrderKeys };

/** The order that a command is about, as far as that can be told without loading it. */
export function orderKeyOf(
  parts: Parts,
  account: Account,
  command: Exclude<Command, { readonly kind: 'createOrder' }>,
): number | null | Promise<number | null> {
  if ('orderKey' in command) return command.orderKey;
  const names = 'target' in command ? command.target : command;
  if ('order' in names) return ofOrder(parts, account, names.order);
  if ('payment' in names) return ofPayment(parts, account, names.payment);
  const { subject, locators } = names;
  if (subject === 'refund') return null;
  return (subject === 'order' ? ofOrder : ofPayment)(parts, account, locators);
}

/** What may be a reference goes before our own names. */
function ofOrder(
  { ids, orderKeys }: Parts,
  account: Account,
  locators: readonly Locator[],
): number | null {
  const [first] = referencesFirst(locators);
  if (first === undefined) return null;
  return first.by === 'reference'
    ? orderKeys.ofReference(account.id, first.reference)
    : ids.keyOf(first);
}

function ofPayment(
  { ids, orderKeys }: Parts,
  account: Account,
  [first]: readonly Locator[],
): number | null | Promise<number | null> {
  const key = first === undefined ? null : ids.keyOf(first);
  return key === null ? null : orderKeys.ofPayment(account.id, key);
}
