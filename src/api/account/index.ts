// The account API, for sandbox and live accounts: endpoints of every dialect, the webhooks that
// were sent, what happened to orders, and settings.
import type { Dialect, Family, Operation } from '../../gateways/dialect.ts';
import { basicFamily, fieldsOrNone, withUnreadable } from '../family.ts';
import { endpointOperations } from './endpoint.ts';
import { eventOperations } from './event.ts';
import { settingOperations } from './setting.ts';
import { webhookOperations } from './webhook.ts';

export function accountFamily(dialects: readonly Dialect[]): Family {
  const operations = withUnreadable(accountRows(dialects));
  return basicFamily('account', '/account', operations, fieldsOrNone);
}

/** A literal path stands before the one whose `:name` it would fit too. */
export function accountRows(dialects: readonly Dialect[]): readonly Operation[] {
  const byName = new Map(dialects.map((dialect) => [dialect.name, dialect]));
  return [
    ...endpointOperations(byName),
    ...webhookOperations,
    ...eventOperations,
    ...settingOperations,
  ];
}
