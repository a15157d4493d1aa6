// An account's secrets: which hold, another one that is told once, and one that is taken back.
import type { Account } from '../core/account.ts';
import { mayDo } from '../core/operator.ts';
import { type ListedSecret, SECRETS_MAX } from '../engine/identity/account.ts';
import { generateCredentials } from '../engine/identity/generate.ts';
import { html, type Content, type Markup } from '../web/html.ts';
import { nameOf } from './account-choice.ts';
import { type Choice, renderCopy, renderForm, renderMoment, renderSelect } from './element.ts';
import { renderState, renderTable } from './element.ts';
import type { PageCall, Result, Row, Shown } from './request.ts';
import { ROOT } from './request.ts';

const SECRETS = '/accounts/:account/secrets';
const HOUR_MS = 3600 * 1000;
/** How long the others hold on, as `dubash keys` has it: rotated by default. */
const OVERLAPS: readonly Choice[] = [
  ['24', 'for 24 hours'],
  ['1', 'for an hour'],
  ['168', 'for 7 days'],
  ['0', 'no longer'],
  ['', 'as before'],
];

export const secretRows: readonly Row[] = [
  { method: 'POST', path: SECRETS, role: 'admin', answer: add },
  {
    ...{ method: 'POST', path: `${SECRETS}/:secret/revoke`, role: 'admin' },
    ...{ answer: revoke, audits: isConfirmed },
  },
];

function pathOf({ key }: Account): string {
  return `${ROOT}/accounts/${encodeURIComponent(key)}`;
}

export async function renderSecrets(call: PageCall, account: Account): Promise<Markup> {
  const { sources, who } = call;
  const secrets = await sources.accounts.listSecrets(account);
  const newest = secrets[0]?.id ?? 0;
  const content = html`<input type="hidden" name="newest" value="${newest}">
${renderSelect('overlap', 'The others hold', OVERLAPS, '24')}
<button class="button">Make another secret</button>`;
  const form = renderForm(who, `${pathOf(account)}/secrets`, content, 'filters');
  const rows = secrets.map((secret) => rowOf(call, account, secret));
  return html`<h2>Secrets</h2>
${renderTable('Secrets', ['Secret', 'State', 'Made', 'Until', ''], rows)}
${mayDo(who.role, 'admin') && html`<br>${form}`}`;
}

function rowOf(
  { who }: PageCall,
  account: Account,
  { id, holds, createdAt, expiresAt, revokedAt }: ListedSecret,
): readonly Content[] {
  const state = revokedAt !== null ? 'revoked' : holds ? 'holds' : 'ended';
  const button = html`<button class="plain">Revoke</button>`;
  const path = `${pathOf(account)}/secrets/${id}/revoke`;
  return [
    id,
    renderState(state, holds ? 'good' : 'calm'),
    renderMoment(createdAt),
    renderMoment(revokedAt ?? expiresAt),
    holds && mayDo(who.role, 'admin') && renderForm(who, path, button, 'row-of'),
  ];
}

/** Shown where it was made, and nowhere again. */
async function add({ sources, params, fields }: PageCall): Promise<Result | null> {
  const known = await sources.accounts.find(params['account'] ?? '');
  const overlap = OVERLAPS.find(([value]) => value === fields['overlap']);
  if (known === null || overlap === undefined) return null;
  const { account } = known;
  const [hours, words] = overlap;
  const { secret } = generateCredentials(account.mode);
  const until = hours === '' ? null : sources.now() + Number(hours) * HOUR_MS;
  const newest = /^\d{1,9}$/.exec(fields['newest'] ?? '')?.[0];
  if (newest === undefined) return null;
  const added = await sources.accounts.addSecret(account, secret, until, Number(newest));
  // Somebody pressed twice, or has come back: who made the newest was told it.
  if (added === 'not_newest') {
    return refuse(account, 'Another secret was made since this form was shown: look at the list.');
  }
  if (added === 'too_many') {
    return refuse(
      account,
      `${SECRETS_MAX} secrets of this account hold at once: revoke one first.`,
    );
  }
  const body = html`<p class="quiet"><a href="${pathOf(account)}">${nameOf(account)}</a></p>
<h1 tabindex="-1">The secret is made</h1><br>
<p>It is shown this once. A click copies it.</p><br>
<p>${renderCopy(secret)}</p><br>
<p>The others hold ${words}. Until they are over, an order’s webhooks and returns are signed by the
secret that created it.</p>`;
  return { kind: 'page', title: 'The secret is made', section: 'accounts', body };
}

function isConfirmed({ fields }: PageCall): boolean {
  return fields['confirmed'] === 'yes';
}

/** Without `confirmed` it is shown what would be done, and nothing is. */
async function revoke(call: PageCall): Promise<Result | null> {
  const { sources, params } = call;
  const known = await sources.accounts.find(params['account'] ?? '');
  const named = params['secret'] ?? '';
  if (known === null || !/^[1-9]\d{0,8}$/.test(named)) return null;
  const { account } = known;
  const secrets = await sources.accounts.listSecrets(account);
  if (secrets.find(({ id }) => id === Number(named))?.holds !== true) return null;
  if (!isConfirmed(call)) return renderConfirm(call, account, named);
  const isRevoked = await sources.accounts.revokeSecret(account, Number(named));
  if (isRevoked) return { kind: 'moved', to: pathOf(account), told: 'moved' };
  return refuse(account, 'It is the only one that lasts: make another secret in its place.');
}

function renderConfirm({ who }: PageCall, account: Account, secret: string): Shown {
  const title = 'Is this right?';
  const form = html`<input type="hidden" name="confirmed" value="yes">
<p>Whoever asks with secret ${secret} of <b>${nameOf(account)}</b> is refused from now on. This
cannot be taken back.</p>
<button class="button primary">Revoke secret ${secret}</button>`;
  const body = html`<p class="quiet"><a href="${pathOf(account)}">${nameOf(account)}</a></p>
<h1 tabindex="-1">${title}</h1><br>
${renderForm(who, `${pathOf(account)}/secrets/${secret}/revoke`, form)}`;
  return { kind: 'page', title, section: 'accounts', body };
}

function refuse(account: Account, says: string): Shown {
  const title = 'Nothing was done';
  const body = html`<h1 tabindex="-1">${title}</h1><br><p class="note bad">${says}</p>
<br><p><a href="${pathOf(account)}">Back</a></p>`;
  return { kind: 'page', title, section: 'accounts', body, status: 422 };
}
