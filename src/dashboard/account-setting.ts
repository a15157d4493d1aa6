// An account's settings, as its merchant has them too: looked at, changed, and first asked back.
import { parseSettings, viewSettings } from '../api/account/setting.ts';
import type { Account, Profile } from '../core/account.ts';
import { isFailure } from '../core/failure.ts';
import { mayDo } from '../core/operator.ts';
import { sha256Hex } from '../gateways/kit/proof.ts';
import { html, type Content, type Markup } from '../web/html.ts';
import { nameOf } from './account-choice.ts';
import { renderForm, renderInput, renderSelect, renderStacked } from './element.ts';
import type { PageCall, Result, Row, Shown } from './request.ts';
import { ROOT } from './request.ts';

const PATH = '/accounts/:account/settings';

export const accountSettingRows: readonly Row[] = [
  { method: 'GET', path: PATH, role: 'read', answer: showSettings },
  {
    ...{ method: 'POST', path: PATH, role: 'admin', answer: changeSettings },
    // What is only asked back changes nothing.
    audits: ({ fields }) => fields['confirmed'] === 'yes',
  },
];

export function pathOfSettings({ key }: Pick<Account, 'key'>): string {
  return `${ROOT}/accounts/${encodeURIComponent(key)}/settings`;
}

const ON_OFF = [
  ['on', 'on'],
  ['off', 'off'],
] as const;
const NOTICES = ['json', 'form', 'both'].map((each) => [each, each] as const);

/** By the names that the account API has for them. */
type Values = Readonly<Record<string, unknown>>;
type Field = {
  readonly field: string;
  readonly title: string;
  readonly says: string;
  readonly kind: 'text' | 'switch' | 'notices' | 'lines' | 'strict';
};

const FIELDS: readonly Field[] = [
  {
    ...{ field: 'name', title: 'Name', kind: 'text' },
    says: 'What payers read on the payment pages.',
  },
  {
    ...{ field: 'unique_references', title: 'Unique references', kind: 'switch' },
    says: 'A repeated reference is refused also where the gateway would take it.',
  },
  {
    ...{ field: 'unsigned_create', title: 'Orders without proof', kind: 'switch' },
    says: 'Whoever knows the key may create orders, as kits in a browser do.',
  },
  {
    ...{ field: 'v1_hashes', title: 'V1 hashes', kind: 'switch' },
    says: 'A hash in the body, which is all that V1 asks for, proves a request.',
  },
  {
    ...{ field: 'order_notices', title: 'Webhooks to an order’s own address', kind: 'notices' },
    says: 'In the newer form, the older one, or both.',
  },
  {
    ...{ field: 'unsigned_refund_addresses', title: 'Refunds without proof from', kind: 'lines' },
    says: 'Addresses and networks, one a line; empty: from nowhere.',
  },
  {
    ...{ field: 'strict', title: 'Strict sandbox', kind: 'strict' },
    says: 'No kinder than the gateways are: pages from listed origins, orders that are found late.',
  },
];

function fieldsOf({ mode }: Account): readonly Field[] {
  return FIELDS.filter(({ kind }) => kind !== 'strict' || mode === 'sandbox');
}

async function load(call: PageCall): Promise<{ account: Account; values: Values } | null> {
  const { accounts, dispatch } = call.sources;
  const known = await accounts.find(call.params['account'] ?? '');
  if (known === null) return null;
  const { account } = known;
  const profile = await dispatch<'findSettings'>(account, { kind: 'findSettings' }, null);
  return isFailure(profile) ? null : { account, values: viewOf(profile, account) };
}

function viewOf(profile: Profile, account: Account): Values {
  const { picture: _, ...values } = viewSettings(profile, account);
  return values;
}

/** Why nothing was changed, in all and of each field. */
type Wrong = {
  readonly says: string;
  readonly of: ReadonlyMap<string, string>;
  readonly status: number;
};

async function showSettings(call: PageCall): Promise<Result | null> {
  const loaded = await load(call);
  return loaded === null ? null : renderPage(call, loaded.account, loaded.values, null);
}

function renderPage(
  { who }: PageCall,
  account: Account,
  values: Values,
  wrong: Wrong | null,
): Shown {
  const path = pathOfSettings(account);
  const form = html`${fieldsOf(account).map((each) =>
    renderField(each, values[each.field], wrong?.of.get(each.field)),
  )}
<button class="button primary">Look at the changes</button>`;
  const rows = fieldsOf(account).map((each) => [
    each.title,
    wordsOf(each, values[each.field]),
    each.says,
  ]);
  const body = html`${renderWay(account)}
<h1 tabindex="-1">Settings of ${nameOf(account)}</h1><br>
${wrong !== null && html`<p class="note bad" role="alert">${wrong.says}</p><br>`}
${
  mayDo(who.role, 'admin')
    ? renderForm(who, path, form)
    : renderStacked('Settings', ['Setting', 'Is', 'Means'], rows)
}
<br><p class="quiet">Its merchant can change the same, and the picture of its pages, with
<code>PATCH /account/settings</code>. A running server follows within two seconds.</p>`;
  const title = `Settings of ${nameOf(account)}`;
  return page(title, body, wrong?.status);
}

function renderWay({ key, name }: Account): Markup {
  return html`<p class="quiet"><a href="${ROOT}/accounts">Accounts</a> ·
<a href="${ROOT}/accounts/${encodeURIComponent(key)}">${name === '' ? key : name}</a></p>`;
}

function page(title: string, body: Markup, status = 200): Shown {
  return { kind: 'page', title, section: 'accounts', body, status };
}

/** As a form has it. */
function textsOf({ field, kind }: Field, value: unknown): readonly (readonly [string, string])[] {
  if (kind === 'switch') return [[field, value === true ? 'on' : 'off']];
  if (kind === 'lines') return [[field, (value as readonly string[]).join('\n')]];
  if (kind !== 'strict') return [[field, String(value)]];
  const strict = value === false ? null : (value as Values);
  const { origins = [], pages = null, lag_ms: lagMs = 2000, budgets = true } = strict ?? {};
  return [
    [field, strict === null ? 'off' : 'on'],
    ['strict_origins', (origins as readonly string[]).join('\n')],
    ['strict_pages', String(pages ?? '')],
    ['strict_lag_ms', String(lagMs)],
    ['strict_budgets', budgets === true ? 'on' : 'off'],
  ];
}

function renderField(each: Field, value: unknown, wrong: string | undefined): Markup {
  const { field, title, says, kind } = each;
  const texts = new Map(textsOf(each, value));
  const text = (name: string): string => texts.get(name) ?? '';
  const lines = (name: string, label: string) =>
    html`<label>${label}<textarea name="${name}" rows="3" spellcheck="false"
>${text(name)}</textarea></label>`;
  const choose = (name: string, label: string, choices: typeof NOTICES | typeof ON_OFF) =>
    renderSelect(name, label, choices, text(name));
  const input =
    kind === 'text'
      ? renderInput(field, title, text(field))
      : kind === 'lines'
        ? lines(field, title)
        : choose(field, title, kind === 'notices' ? NOTICES : ON_OFF);
  const more =
    kind === 'strict' &&
    html`${lines('strict_origins', 'Origins of pages, one a line')}
${renderInput('strict_pages', 'Its own pages at another origin', text('strict_pages'))}
${renderInput('strict_lag_ms', 'Orders are found so many ms late', text('strict_lag_ms'))}
${choose('strict_budgets', 'Gateways’ own limits of requests', ON_OFF)}`;
  const told = wrong !== undefined && html`<p class="note bad">${wrong}.</p>`;
  return html`<div>${input}${told}<p class="quiet">${says}</p></div>${more}`;
}

/** As a person reads it. */
function wordsOf(each: Field, value: unknown): string {
  const [[, first] = ['', ''], ...rest] = textsOf(each, value);
  if (each.kind === 'lines') return first === '' ? 'from nowhere' : first.replaceAll('\n', ', ');
  if (each.kind !== 'strict' || first === 'off') return first === '' ? '–' : first;
  const named = rest.map(([name, text]) => {
    const word = name.replace('strict_', '').replace('_ms', ' ms').replaceAll('_', ' ');
    return `${word}: ${text === '' ? '–' : text.replaceAll('\n', ' ')}`;
  });
  return `${first} (${named.join('; ')})`;
}

/** What a form says, as a program would send it; what it does not name stays as it is. */
function valuesOf(fields: PageCall['fields'], account: Account): Values {
  const linesIn = (text = '') => text.split(/[\s,]+/).filter((line) => line !== '');
  const given = fieldsOf(account).filter(({ field }) => fields[field] !== undefined);
  return Object.fromEntries(
    given.map(({ field, kind }) => {
      const text = fields[field] ?? '';
      if (kind === 'switch') return [field, text === 'on'];
      if (kind === 'lines') return [field, linesIn(text)];
      if (kind !== 'strict') return [field, text.trim()];
      if (text !== 'on') return [field, false];
      const { strict_origins: origins, strict_pages: pages = '', strict_lag_ms: lag = '' } = fields;
      return [
        field,
        {
          ...{ origins: linesIn(origins), pages: pages.trim() === '' ? null : pages.trim() },
          ...{ lag_ms: lag.trim() === '' ? null : Number(lag) },
          budgets: fields['strict_budgets'] !== 'off',
        },
      ];
    }),
  );
}

async function changeSettings(call: PageCall): Promise<Result | null> {
  const { fields, sources } = call;
  const loaded = await load(call);
  if (loaded === null) return null;
  const { account, values } = loaded;
  const wanted = valuesOf(fields, account);
  const changed = fieldsOf(account).filter(({ field }) => {
    return field in wanted && JSON.stringify(wanted[field]) !== JSON.stringify(values[field]);
  });
  const to = `${ROOT}/accounts/${encodeURIComponent(account.key)}`;
  // Whoever presses twice has asked for what is so already.
  if (changed.length === 0) return { kind: 'moved', to, told: 'same' };
  const asked = Object.fromEntries(changed.map(({ field }) => [field, wanted[field]]));
  const parsed = parseSettings({ values: asked, lexemes: new Map() }, account);
  if (isFailure(parsed)) {
    const issues = (parsed.issues ?? []).map(({ field, message }) => [field, message] as const);
    const wrong = { says: 'Nothing was changed: one of these cannot be so.', of: new Map(issues) };
    return renderPage(call, account, { ...values, ...wanted }, { ...wrong, status: 422 });
  }
  const seen = sha256Hex(JSON.stringify(values)).slice(0, 16);
  if (fields['confirmed'] !== 'yes') return askBack(call, account, values, wanted, changed, seen);
  if (fields['seen'] !== seen) {
    const says = 'Somebody else has changed the settings meanwhile: these are the present ones.';
    return renderPage(call, account, values, { says, status: 409, of: new Map() });
  }
  const done = await sources.dispatch<'changeSettings'>(account, parsed, null);
  if (isFailure(done)) {
    const says = `Nothing was changed: ${done.detail ?? done.failure.replaceAll('_', ' ')}.`;
    return renderPage(call, account, values, { says, status: 422, of: new Map() });
  }
  return { kind: 'moved', to, told: 'changed' };
}

/** With what is changed and nothing else, so that the audit has no more. */
function askBack(
  { who }: PageCall,
  account: Account,
  values: Values,
  wanted: Values,
  changed: readonly Field[],
  seen: string,
): Shown {
  const rows = changed.map((each): readonly Content[] => [
    each.title,
    wordsOf(each, values[each.field]),
    wordsOf(each, wanted[each.field]),
  ]);
  const hidden = changed.flatMap((each) => textsOf(each, wanted[each.field]));
  const fields = [...hidden, ['seen', seen], ['confirmed', 'yes']].map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">
`,
  );
  const form = html`${fields}<div class="row-of"><button class="button primary">Change it</button>
<a class="button" href="${pathOfSettings(account)}">Leave it</a></div>`;
  const body = html`${renderWay(account)}
<h1 tabindex="-1">Is this right?</h1>
${renderStacked('Changes', ['Setting', 'Is', 'Shall be'], rows)}<br>
${renderForm(who, pathOfSettings(account), form)}`;
  return page(`Change settings of ${nameOf(account)}`, body);
}
