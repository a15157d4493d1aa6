// The operator's dashboard: who may open it from where, and which page answers.
import { isFailure } from '../core/failure.ts';
import { decodeBody } from '../gateways/kit/body.ts';
import { sameText } from '../gateways/kit/proof.ts';
import { html } from '../web/html.ts';
import { within } from '../guard.ts';
import { Unreachable } from '../store/store.ts';
import { type Assets, createAssets } from './asset.ts';
import { bareDocument, framePage, HEADERS, moveTo } from './layout.ts';
import { DONE, mayDo, type Operator } from '../core/operator.ts';
import { isAway, READ_MS, renderAway, renderBroken } from './away.ts';
import { answerAudited, changeOf, noteRefusal } from './audited.ts';
import { createOperators } from './operators.ts';
import { sumAhead } from './overview.ts';
import { ROWS } from './pages.ts';
import { addressOf } from './element.ts';
import type { Answered, Asked, PageCall, Result, Row, SignedIn, Sources } from './request.ts';
import { ROOT } from './request.ts';
import { mayShow, sourcesFor, withMerchants } from './merchant-view.ts';
import { OPEN_LINK, openLink } from './opened-link.ts';
import { createSessions, type Sessions } from './session.ts';
import { renderSignIn, SIGN_IN, signIn, type SignInParts } from './sign-in.ts';
import { isFromSite, readCookie, type Site, siteOf, writeCookie } from './site.ts';

export type DashboardParts = {
  readonly sources: Sources;
  readonly publicUrl: string | null;
  /** Whether it came by the host of the pages that run gateways' scripts. */
  readonly isThere: (asked: Asked) => boolean;
  readonly refuse: SignInParts['refuse'];
  /** Hears why a page could not be shown. */
  readonly onError: (error: unknown, requestId: string) => void;
};

type Stage = SignInParts & DashboardParts & { readonly assets: Assets };

export type Dashboard = {
  /** Null: the path is not the dashboard's. */
  readonly answer: (asked: Asked) => Promise<Answered> | null;
  /** What it does by itself, with how often. */
  readonly work: readonly (readonly [everyMs: number, work: () => Promise<void>])[];
};

const KEEP_EVERY_MS = 5000;

export function createDashboard(parts: DashboardParts): Dashboard {
  const { store, now } = parts.sources;
  const operators = withMerchants(createOperators(store), parts.sources.links);
  const sessions = createSessions({ store, operators, now });
  const stage = { ...parts, operators, sessions, assets: createAssets() };
  return {
    answer: (asked) => {
      const { path } = asked;
      return path === ROOT || path.startsWith(`${ROOT}/`) ? answerOrAway(stage, asked) : null;
    },
    work: [[KEEP_EVERY_MS, () => sumAhead(parts.sources)]],
  };
}

/** Without the database a page says so; whoever is signed in stays it. */
async function answerOrAway(stage: Stage, asked: Asked): Promise<Answered> {
  const seen: { who: SignedIn | null } = { who: null };
  const answering = answer(stage, asked, (who) => {
    seen.who = who;
  });
  try {
    if (asked.method === 'POST') return await answering;
    const late = () => new Unreachable(`a page took longer than ${READ_MS} ms`);
    return await within(READ_MS, answering, late);
  } catch (error) {
    stage.onError(error, asked.id ?? '');
    const render = isAway(error) ? renderAway : renderBroken;
    return render(asked, stage.assets.head(false), seen.who);
  }
}

async function answer(
  stage: Stage,
  asked: Asked,
  see: (who: SignedIn | null) => void,
): Promise<Answered> {
  const { method, path, headers } = asked;
  const site = stage.isThere(asked) ? null : siteOf(headers['host'] ?? '', stage.publicUrl);
  if (site === null) return ELSEWHERE;
  if (!['GET', 'HEAD', 'POST'].includes(method)) return NO_METHOD;
  const asset = method === 'POST' ? null : stage.assets.find(path);
  if (asset !== null) return asset;
  const head = stage.assets.head(false);
  const fields = method === 'POST' ? readForm(asked) : {};
  if (method === 'POST' && (fields === null || !isFromSite(asked, site))) {
    return bareDocument(403, 'Refused', head, FOREIGN);
  }
  const value = site.cookie === null ? null : readCookie(asked, site.cookie);
  const who = value === null ? null : await stage.sessions.find(value);
  see(who);
  if (path === SIGN_IN) {
    if (method === 'POST') {
      const parts = { ...stage, sessions: inPlaceOf(value, stage.sessions) };
      return signIn(parts, asked, fields ?? {}, site, head, (operator) =>
        note(stage, asked, operator, 'sign in'),
      );
    }
    const next = asked.query['next'] ?? '';
    return who === null
      ? renderSignIn(head, site, { status: 200, wrong: null, next })
      : moveTo(ROOT);
  }
  if (path === OPEN_LINK) {
    const begun = (holder: Operator, account: string) =>
      note(stage, asked, holder, 'open a merchant link', { account });
    const sessions = inPlaceOf(value, stage.sessions);
    const parts = { ...stage.sources, sessions, head, site, begun };
    return openLink(parts, asked, fields ?? {});
  }
  if (who === null) return askToSignIn(asked, site, head);
  if (method === 'POST' && !sameText(fields?.['csrf'] ?? '', who.csrf)) {
    return bareDocument(403, 'Refused', head, FOREIGN);
  }
  if (path === `${ROOT}/sign-out` && method === 'POST') {
    await stage.sessions.end(value ?? '');
    await note(stage, asked, who, 'sign out');
    const forget = { 'set-cookie': writeCookie(site, '') };
    if (who.only === undefined) return moveTo(SIGN_IN, forget);
    const closed = bareDocument(200, 'Closed', head, CLOSED);
    return { ...closed, headers: { ...closed.headers, ...forget } };
  }
  return answerSignedIn(stage, asked, who, fields ?? {});
}

/** The browser forgets the former cookie, and whoever took that from it shall not go on with it. */
function inPlaceOf(former: string | null, sessions: Sessions): Sessions {
  return {
    ...sessions,
    begin: async (operator) => {
      const value = await sessions.begin(operator);
      await sessions.end(former ?? '');
      return value;
    },
  };
}

async function note(
  { sources }: Stage,
  { id }: Asked,
  operator: Operator,
  operation: string,
  given: Readonly<Record<string, string>> = {},
): Promise<void> {
  await sources.audit.note(changeOf(operator, operation, given, id ?? null), DONE);
}

/** Null: it is no form that our pages send. */
function readForm({ headers, bytes }: Asked): Readonly<Record<string, string>> | null {
  const decoded = decodeBody(headers['content-type'] ?? '', bytes);
  if (isFailure(decoded)) return null;
  const values = Object.entries(decoded.values);
  return Object.fromEntries(values.map(([name, value]) => [name, String(value)]));
}

/** What was only looked at is gone on to afterwards. A part of a page cannot ask for it itself. */
function askToSignIn(asked: Asked, site: Site, head: ReturnType<Assets['head']>): Answered {
  if (site.cookie === null) return renderSignIn(head, site, { status: 403, wrong: null, next: '' });
  const next = asked.method === 'POST' ? '' : addressOf(asked.path, asked.query);
  const to = addressOf(SIGN_IN, { next: next === ROOT ? '' : next });
  const isPart = asked.headers['hx-request'] === 'true';
  if (!isPart) return moveTo(to);
  return { status: 200, headers: { ...HEADERS, 'hx-redirect': to }, body: '' };
}

async function answerSignedIn(
  { sources, assets }: Stage,
  asked: Asked,
  who: SignedIn,
  fields: PageCall['fields'],
): Promise<Answered> {
  const { query, path } = asked;
  const method = asked.method === 'POST' ? 'POST' : 'GET';
  if (who.only !== undefined && path === ROOT) return moveTo(`${ROOT}/orders`);
  const below = path.slice(ROOT.length) || '/';
  const known = findRow(method, below);
  if (known === null && method === 'GET' && findRow('POST', below) !== null) {
    return moveTo(`${ROOT}${pageAbove(below)}`);
  }
  // What a merchant may not see is not there; that it asked for a change is written down.
  const isThere = known !== null && (method === 'POST' || mayShow(who, known.row));
  const found = isThere ? known : null;
  const seen = sourcesFor(who, sources);
  const call = { sources: seen, who, query, fields, params: found?.params ?? {} };
  const isAllowed = found !== null && mayShow(who, found.row) && mayDo(who.role, found.row.role);
  const result = isAllowed
    ? await answerAudited({ ...sources, requestId: asked.id ?? null }, found.row, call)
    : null;
  if (result === null && found !== null && !isAllowed) {
    await noteRefusal({ ...sources, requestId: asked.id ?? null }, found.row, call);
    const shown = messageOf(403, 'Not yours to do', `This needs the role ${found.row.role}.`);
    return framePage({ shown, head: assets.head(false), who, told: '' });
  }
  const shown = result ?? messageOf(404, 'Not found', 'There is nothing here by this name.');
  return write(shown, assets, who, query['told'] ?? '');
}

function write(result: Result, assets: Assets, who: SignedIn, told: string): Answered {
  if (result.kind === 'unchanged') return { status: 204, headers: HEADERS, body: '' };
  if (result.kind === 'moved') {
    const { to } = result;
    return moveTo(
      `${to}${result.told ? `${to.includes('?') ? '&' : '?'}told=${result.told}` : ''}`,
    );
  }
  if (result.kind === 'file') {
    const { type, name, body } = result;
    const disposition = `attachment; filename="${name}"`;
    const headers = { ...HEADERS, 'content-type': type, 'content-disposition': disposition };
    return { status: 200, headers, body };
  }
  return framePage({ shown: result, head: assets.head(result.draws === true), who, told });
}

function messageOf(status: number, title: string, says: string) {
  const body = html`<h1 tabindex="-1">${title}</h1><br><p>${says}</p>`;
  return { kind: 'page', title, section: null, body, status } as const;
}

type Found = { readonly row: Row; readonly params: Readonly<Record<string, string>> };

function findRow(method: Row['method'], path: string): Found | null {
  const given = path.split('/');
  for (const row of ROWS) {
    const pattern = row.path.split('/');
    if (row.method !== method || pattern.length !== given.length) continue;
    const fits = pattern.every((each, at) => each.startsWith(':') || each === given[at]);
    if (!fits) continue;
    const pairs = pattern.flatMap((each, at) => {
      return each.startsWith(':') ? [[each.slice(1), decodeSegment(given[at] ?? '')] as const] : [];
    });
    return { row, params: Object.fromEntries(pairs) };
  }
  return null;
}

/** Where the form of this address stands: what was sent is not sent again by loading it again. */
function pageAbove(path: string): string {
  const above = path.slice(0, path.lastIndexOf('/'));
  return above === '' || findRow('GET', above) !== null ? above : pageAbove(above);
}

/** What is not spelt as an address is the name of nothing. */
function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return '';
  }
}

const FOREIGN = html`<h1>Nothing was done</h1>
<p>This request did not come from a page of this dashboard in this session. Open the page again and
repeat it. Behind a proxy, let it pass the Host header on.</p>
<p><a href="${ROOT}" hx-boost="false">To the dashboard</a></p>`;

/** A merchant has no token to sign in with. */
const CLOSED = html`<h1>Closed</h1>
<p>Nothing is shown here any more. Open the link again to come back, as long as it holds.</p>`;

const TEXT = { ...HEADERS, 'content-type': 'text/plain; charset=utf-8' };
const ELSEWHERE: Answered = Object.freeze({
  status: 404,
  headers: TEXT,
  body: 'the dashboard is served at the host of PUBLIC_URL and at loopback names, not here\n',
});
const NO_METHOD: Answered = Object.freeze({
  status: 405,
  headers: { ...TEXT, allow: 'GET, HEAD, POST' },
  body: 'no such method\n',
});
