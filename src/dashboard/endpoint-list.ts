// An account's endpoints: where its webhooks go, whether they do, and switching that off and on.
import { readName } from '../api/locator.ts';
import type { Account } from '../core/account.ts';
import { endpointState } from '../core/endpoint.ts';
import { isFailure } from '../core/failure.ts';
import { mayDo } from '../core/operator.ts';
import { html, type Markup } from '../web/html.ts';
import {
  longOf,
  renderCopy,
  renderForm,
  renderMoment,
  renderState,
  renderTable,
} from './element.ts';
import { renderFirstEndpoint } from './first-order.ts';
import type { PageCall, Result, Row } from './request.ts';
import { ROOT } from './request.ts';

const LISTED_MAX = 100;

export const endpointRows: readonly Row[] = [
  {
    ...{ method: 'POST', path: '/accounts/:account/endpoints/:endpoint', role: 'admin' },
    answer: change,
  },
];

export async function renderEndpoints(
  { sources, who }: PageCall,
  account: Account,
): Promise<Markup> {
  const asked = { kind: 'listRecords', of: 'endpoint', skip: 0, count: LISTED_MAX } as const;
  const found = await sources.dispatch(account, asked, null);
  const endpoints = isFailure(found) ? [] : found;
  if (endpoints.length === 0) {
    return html`<h2>Endpoints</h2><p class="quiet">None. To add one, with the account’s secret in
<code>$DUBASH_SECRET</code>:</p><br>
${renderFirstEndpoint(sources, account)}`;
  }
  const rows = endpoints.map((endpoint) => {
    const { id, body } = endpoint;
    const state = endpointState(endpoint);
    const since = Number(body['paused_at']);
    const because = String(body['paused_because'] ?? '');
    const why = state === 'paused' && html`since ${renderMoment(since)}: ${because}`;
    const path = `${ROOT}/accounts/${encodeURIComponent(account.key)}/endpoints/ep_${id.token}`;
    const isOn = state === 'active';
    const form = html`<input type="hidden" name="active" value="${String(!isOn)}">
<button class="plain">${isOn ? 'Switch off' : 'Resume'}</button>`;
    return [
      renderCopy(`ep_${id.token}`),
      String(body['url']),
      String(body['dialect']),
      html`${renderState(state, isOn ? 'good' : state === 'paused' ? 'bad' : 'calm')} ${why}`,
      mayDo(who.role, 'admin') && renderForm(who, path, form, 'row-of'),
    ];
  });
  const head = ['Endpoint', longOf('To'), 'Dialect', longOf('State'), ''];
  return html`<h2>Endpoints</h2>${renderTable('Endpoints', head, rows)}`;
}

/** What was held for one that is resumed is sent. */
async function change({ sources, params, fields }: PageCall): Promise<Result | null> {
  const known = await sources.accounts.find(params['account'] ?? '');
  if (known === null) return null;
  const active = fields['active'] === 'true';
  const record = readName(params['endpoint'] ?? '');
  const asked = { kind: 'changeRecord', of: 'endpoint', record } as const;
  const changed = await sources.dispatch(
    known.account,
    { ...asked, change: () => ({ body: { active } }) },
    null,
  );
  if (isFailure(changed)) return null;
  const to = `${ROOT}/accounts/${encodeURIComponent(known.account.key)}`;
  return { kind: 'moved', to, told: 'moved' };
}
