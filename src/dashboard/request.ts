// What the dashboard is asked and answers, and who asks: the words that its pages share.
import type { Account } from '../core/account.ts';
import type { Failure } from '../core/failure.ts';
import type { Dispatch } from '../engine/orders/dispatch.ts';
import type { Engine } from '../engine/orders/engine.ts';
import type { RequestList } from '../engine/requests/request-list.ts';
import type { Story } from '../engine/orders/story.ts';
import type { OrderOfPage } from '../engine/processing/named-order.ts';
import type { Ids } from '../engine/identity/ids.ts';
import type { Accounts } from '../engine/identity/account.ts';
import type { Addresses, Dialect } from '../gateways/dialect.ts';
import type { Store } from '../store/store.ts';
import type { Markup } from '../web/html.ts';
import type { MerchantLinkAccess } from '../engine/identity/merchant-link.ts';
import type { Audit } from '../engine/identity/audit.ts';
import type { Role } from '../core/operator.ts';

export type Asked = {
  readonly id?: string;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** The client's; empty when nobody can say whose it is. */
  readonly address: string;
  readonly bytes: Uint8Array;
};

export type Answered = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
};

/** Who is signed in. */
export type SignedIn = {
  readonly name: string;
  readonly role: Role;
  /** What every form of theirs carries. */
  readonly csrf: string;
  /** A merchant who came by a link: the one account that it shows. */
  readonly only?: Account;
};

/** What the pages look at and act by. */
export type Sources = {
  readonly dispatch: Dispatch;
  readonly accounts: Pick<
    Accounts,
    'list' | 'find' | 'findById' | 'listSecrets' | 'addSecret' | 'revokeSecret'
  >;
  readonly store: Store;
  readonly ids: Ids;
  readonly dialects: ReadonlyMap<string, Dialect>;
  readonly addresses: (account: Account) => Addresses;
  readonly orderOfPage: OrderOfPage;
  readonly engine: Pick<Engine, 'find'>;
  /** By any name of the order, or of its payment, its refund or its payment link. */
  readonly loadStory: (account: Account, name: string) => Promise<Story | Failure>;
  readonly audit: Audit;
  /** What programs asked of this server. */
  readonly requestList: RequestList;
  /** Whether that is written down. */
  readonly keepsRequests: boolean;
  readonly links: MerchantLinkAccess;
  readonly server: ServerFacts;
  /** Where programs reach the server. */
  readonly home: () => string;
  /** The real time in milliseconds. */
  readonly now: () => number;
};

/** A setting as the server has it: secrets as whether there is one. */
export type ShownSetting = {
  readonly name: string;
  readonly value: string;
  /** From where it has that. */
  readonly from: string;
  readonly standard: string;
  readonly meaning: string;
};

/** What this process runs with. */
export type ServerFacts = {
  readonly version: string;
  /** Null: nobody can tell. */
  readonly commit: string | null;
  readonly node: string;
  /** Its engine, and where it is. */
  readonly database: string;
  readonly dataDir: string;
  readonly masterKey: () => { readonly sealing: string; readonly others: readonly string[] };
  /** Which of how many, and which start on this database. */
  readonly process: string;
  readonly startedAt: number;
  /** What it lacks for payments that move money; null: nothing. */
  readonly liveRemedy: string | null;
  readonly requestLog: string;
  readonly settings: readonly ShownSetting[];
  /** What this start warned of. */
  readonly warnings: readonly string[];
};

/** A request for one of the pages. */
export type PageCall = {
  readonly sources: Sources;
  readonly who: SignedIn;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** Of a form; empty for a GET. */
  readonly fields: Readonly<Record<string, string>>;
};

export type Section =
  | 'overview'
  | 'orders'
  | 'requests'
  | 'webhooks'
  | 'reviews'
  | 'accounts'
  | 'sandbox'
  | 'audit'
  | 'settings'
  | null;

export type Shown = {
  readonly kind: 'page';
  readonly title: string;
  readonly section: Section;
  readonly body: Markup;
  readonly status?: number;
  /** Whether there is a chart in it. */
  readonly draws?: true;
};
export type Result =
  | Shown
  /** A part of a page that asked for itself again stays as it is. */
  | { readonly kind: 'unchanged' }
  /** To a path of ours, `told` above its page: reloading repeats nothing. */
  | { readonly kind: 'moved'; readonly to: string; readonly told?: Told }
  | { readonly kind: 'file'; readonly name: string; readonly type: string; readonly body: string };

/** A word for what was just done; the page that is shown next has the sentence for it. */
export type Told =
  | 'refunded'
  | 'repeated'
  | 'replayed'
  | 'decided'
  | 'asked'
  | 'made'
  | 'moved'
  | 'changed'
  | 'same';

/** One address of the dashboard. */
export type Row = {
  readonly method: 'GET' | 'POST';
  /** Below the dashboard; segments are literal or `:name`. */
  readonly path: string;
  /** The least that may ask. */
  readonly role: Role;
  readonly answer: (call: PageCall) => Promise<Result | null>;
  /** A merchant who came by a link may see it: it is about one account at a time. */
  readonly merchants?: true;
  /** Whether it is written down who asked; each POST is, unless this says otherwise. */
  readonly audits?: boolean | ((call: PageCall) => boolean);
};

export const ROOT = '/dashboard';
