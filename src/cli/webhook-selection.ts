// Which webhooks a command is about, in which of the accounts.
import { WEBHOOK_STATES } from '../api/account/webhook.ts';
import { readName } from '../api/locator.ts';
import type { CommandEngine } from '../command-engine.ts';
import type { Account } from '../core/account.ts';
import type { WebhookSelection } from '../core/account-request.ts';
import { isFailure } from '../core/failure.ts';
import type { TracedWebhook } from '../core/webhook.ts';
import { accountOf, listAll } from './account-of.ts';
import type { Given, Terminal } from './command.ts';
import { CommandError, type Opened } from './database.ts';
import { momentOf, textOf, wordOf } from './given.ts';

/** `all`: in whatever state. */
export const STATES = [...WEBHOOK_STATES, 'all'] as const;

export type Stage = {
  readonly opened: Opened;
  readonly engine: CommandEngine;
  readonly given: Given;
  readonly terminal: Terminal;
};
export type Said = {
  readonly json: unknown;
  readonly lines: readonly string[];
  readonly code?: number;
};

/** The account that is named, else all. */
export async function accountsOf({ opened, given }: Stage): Promise<readonly Account[]> {
  const key = textOf(given, 'account');
  return key === null ? listAll(opened.accounts) : [await accountOf(opened, key)];
}

export type Selected = { readonly account: Account; readonly selection: WebhookSelection };

/** What is selected in each account; of an order or an endpoint in those alone that have it. */
export async function selectedBy(
  stage: Stage,
  state: WebhookSelection['state'],
): Promise<readonly Selected[]> {
  const { engine, given, terminal } = stage;
  const [orderName, endpointName] = [textOf(given, 'order'), textOf(given, 'endpoint')];
  const endpoint = endpointName === null ? null : readName(endpointName);
  const all: Selected[] = [];
  for (const account of await accountsOf(stage)) {
    const found = orderName === null ? null : await engine.findNamed(account, orderName);
    if (isFailure(found)) continue;
    // They are dated on their account's clock.
    const now = terminal.now() + account.clockOffsetMs;
    const token = found?.aggregate.order.id.token;
    const selection: WebhookSelection = {
      order: token === undefined ? null : [{ by: 'token', token }],
      endpoint,
      state,
      since: momentOf(given, 'since', now),
      until: momentOf(given, 'until', now),
    };
    const asked = { kind: 'listWebhooks', selection, skip: 0, count: 1 } as const;
    if (isFailure(await engine.sentWebhooks.list(account, asked))) continue;
    all.push({ account, selection });
  }
  if (all.length > 0) return all;
  const named = [
    ...(orderName === null ? [] : [`order ${orderName}`]),
    ...(endpointName === null ? [] : [`endpoint ${endpointName}`]),
  ];
  throw new CommandError(`there is no ${named.length === 0 ? 'account' : named.join(', or no ')}`);
}

/** The state that was typed; null where each will do. */
export function stateOf(
  given: Given,
  standard: (typeof STATES)[number],
): WebhookSelection['state'] {
  const state = wordOf(given, 'state', STATES) ?? standard;
  return state === 'all' ? null : state;
}

/** In whichever account has it. */
export async function findTraced(
  stage: Stage,
  name: string,
): Promise<{ readonly account: Account; readonly webhook: TracedWebhook }> {
  for (const account of await accountsOf(stage)) {
    const asked = { kind: 'findWebhook', webhook: readName(name) } as const;
    const webhook = await stage.engine.sentWebhooks.find(account, asked);
    if (!isFailure(webhook)) return { account, webhook };
  }
  throw new CommandError(`there is no webhook ${name}`);
}
