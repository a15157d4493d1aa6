// The engine as a command of the operator has it: it decides and saves, and the server that runs,
// or the next one that does, carries out what follows.
import type { Config } from './config.ts';
import type { Account } from './core/account.ts';
import type { Outcome } from './core/decision.ts';
import { type Failure, isFailure } from './core/failure.ts';
import type { CommandResult, RunCommand } from './core/operator.ts';
import type { Accounts } from './engine/identity/account.ts';
import type { Audit } from './engine/identity/audit.ts';
import { createIds, type Ids } from './engine/identity/ids.ts';
import { addressesOf } from './engine/identity/page-address.ts';
import { createPageTokens } from './engine/identity/page-token.ts';
import type { Vault } from './engine/identity/vault.ts';
import type { Log } from './engine/log.ts';
import { createEngine, type Engine } from './engine/orders/engine.ts';
import { type Story, loadStory } from './engine/orders/story.ts';
import { findAnyNamed } from './engine/processing/named-order.ts';
import { createReviews, type Reviews } from './engine/processing/review.ts';
import { createTranscriptList, type TranscriptList } from './engine/processing/transcript-list.ts';
import { createRecords, type Records } from './engine/records/records.ts';
import { type AddEndpoint, createAddEndpoint } from './engine/webhooks/endpoint.ts';
import { createOutbox } from './engine/webhooks/outbox.ts';
import { createSentWebhooks, type SentWebhooks } from './engine/webhooks/sent-webhook.ts';
import { listDialects } from './gateways/gateway.ts';
import * as gateways from './gateways/registry.ts';
import { decodeBody } from './gateways/kit/body.ts';
import type { Dialect, SignedForm, SignedMessage } from './gateways/dialect.ts';
import { STANDARD_FORM } from './engine/webhooks/standard-headers.ts';
import type { Store } from './store/store.ts';

export { SECRET, writeText } from './gateways/dialect.ts';
export type { SignedForm, SignedMessage, SignedPart, SignedText } from './gateways/dialect.ts';

type Ground = {
  readonly config: Pick<Config, 'publicUrl'>;
  readonly store: Store;
  readonly vault: Vault;
  readonly accounts: Accounts;
};

/** What a command works on. */
export type CommandGround = {
  readonly config: Config;
  readonly dataDir: string;
  readonly store: Store;
  readonly vault: Vault;
  readonly accounts: Accounts;
  readonly audit: Audit;
  /** The real time in milliseconds. */
  readonly now: () => number;
};
export type CommandRunner = (
  ground: CommandGround,
  request: RunCommand,
) => Promise<CommandResult | Failure>;

export type CommandEngine = {
  readonly engine: Pick<Engine, 'execute' | 'find' | 'list'>;
  readonly reviews: Reviews;
  readonly transcriptList: TranscriptList;
  readonly sentWebhooks: SentWebhooks;
  readonly ids: Ids;
  readonly records: Records;
  readonly addEndpoint: AddEndpoint;
  readonly dialects: ReadonlyMap<string, Dialect>;
  /** By any name of the order, or of its payment, its refund or its payment link. */
  readonly findNamed: (account: Account, name: string) => Promise<Outcome | Failure>;
  readonly loadStory: (account: Account, name: string) => Promise<Story | Failure>;
};

/** Null: no server has ever started on this database. `now` is the real time in milliseconds. */
export async function openCommandEngine(
  { config, store, vault, accounts }: Ground,
  now: () => number,
  log: Log,
): Promise<CommandEngine | null> {
  const secret = await store.findSetting('identity');
  if (secret === null) return null;
  const ids = createIds(Buffer.from(secret, 'hex'));
  const pages = createPageTokens(vault);
  const addresses = addressesOf(pages, () => config.publicUrl ?? '');
  const dialects = new Map(listDialects(gateways).map((dialect) => [dialect.name, dialect]));
  const base = { store, ids, accounts, vault, now, log };
  const elsewhere = (): never => {
    throw new Error('a command of the operator pays nothing');
  };
  const engine = createEngine(store, ids, now, {
    announce: () => undefined,
    writeWebhooks: createOutbox({ ...base, dialects, addresses }),
    wakeDelivery: () => undefined,
    perform: elsewhere,
    readInstrument: elsewhere,
    orderOfPage: pages.orderOf,
    warn: () => undefined,
    awaits: () => false,
    choose: elsewhere,
  });
  const parts = { ...base, engine, orderOfPage: pages.orderOf };
  const transcriptList = createTranscriptList(parts);
  const reviews = createReviews(parts);
  // Whoever runs looks for what is due four times a second.
  const sentWebhooks = createSentWebhooks({ ...parts, wakeDelivery: () => undefined });
  // A server that runs looks for what is due.
  const records = createRecords({ ...parts, seal: vault.seal, wakeDelivery: () => undefined });
  const addEndpoint = createAddEndpoint({ records, vault });
  const listed = { ...parts, reviews, transcriptList, sentWebhooks };
  return {
    ...{ engine, reviews, transcriptList, sentWebhooks, ids, records, addEndpoint, dialects },
    findNamed: (account, name) => findAnyNamed(parts, account, name),
    loadStory: (account, name) => loadStory(listed, account, name),
  };
}

/** What is signed in each dialect, and in the headers that webhooks of all of them have. */
export function signedFormsByDialect(): ReadonlyMap<string, readonly SignedForm[]> {
  const dialects = listDialects(gateways);
  return new Map(dialects.map(({ name, signedForms }) => [name, [...signedForms, STANDARD_FORM]]));
}

/** Of an address the query is the message; what is neither JSON nor a form has no fields. */
export function decodeMessage(
  given: string,
  headers: Readonly<Record<string, string>>,
): SignedMessage {
  const query = /^https?:\/\/[^\s?]*\?(\S*)\s*$/.exec(given)?.[1];
  const text = query ?? given;
  const fields = decodeBody('', Buffer.from(text.replace(/\r?\n$/, '')));
  const none = { values: {}, lexemes: new Map<string, string>() };
  return {
    headers,
    body: query === undefined ? given : '',
    fields: isFailure(fields) ? none : fields,
  };
}
