// The sandbox's controls as forms: make an order, pay it, have a bad day with it, move the clock.
import { BAD_DAYS } from '../api/sandbox/play.ts';
import { orderOf, REFERENCE_MAX } from '../api/sandbox/order.ts';
import { readOrderName } from '../api/locator.ts';
import type { Account } from '../core/account.ts';
import type { Choice } from '../core/command.ts';
import { type Failure, invalid, isFailure } from '../core/failure.ts';
import { parseDecimal } from '../core/money.ts';
import { mayDo } from '../core/operator.ts';
import { METHODS } from '../core/route.ts';
import type { RequestKind, Requests, Results } from '../core/result.ts';
import { readFields } from '../gateways/kit/read.ts';
import { html, type Markup } from '../web/html.ts';
import { chooseAccounts, nameOf } from './account-choice.ts';
import { pathOfOrder } from './order-list.ts';
import { addressOf, renderForm, renderInput, renderMoment, renderSelect } from './element.ts';
import type { PageCall, Result, Row, Sources } from './request.ts';
import { ROOT } from './request.ts';

const PATH = `${ROOT}/sandbox`;
const CHOICES: readonly Choice[] = ['success', 'failure', 'cancel', 'pending', 'authorize'];
const CLOCK_MAX_HOURS = 10 * 366 * 24;

export const sandboxRows: readonly Row[] = [
  { method: 'GET', path: '/sandbox', role: 'read', answer: (call) => showSandbox(call, null) },
  { method: 'POST', path: '/sandbox/order', role: 'operate', answer: (call) => act(call, make) },
  { method: 'POST', path: '/sandbox/pay', role: 'operate', answer: (call) => act(call, pay) },
  { method: 'POST', path: '/sandbox/play', role: 'operate', answer: (call) => act(call, play) },
  { method: 'POST', path: '/sandbox/clock', role: 'operate', answer: (call) => act(call, move) },
];

/** The one of this name, else the first. */
async function findSandboxes(sources: Sources, key: string) {
  const chosen = (await chooseAccounts(sources, key)) ?? (await chooseAccounts(sources, ''));
  const isSandbox = ({ mode }: Account): boolean => mode === 'sandbox';
  const sandboxes = (chosen?.all ?? []).filter(isSandbox);
  const named = chosen?.account ?? null;
  const account = named !== null && isSandbox(named) ? named : sandboxes[0];
  return { sandboxes, account, isCut: chosen?.isCut === true };
}

async function showSandbox(call: PageCall, wrong: string | null): Promise<Result | null> {
  const { sources, query, fields, who } = call;
  const key = fields['account'] ?? query['account'] ?? '';
  const { sandboxes, isCut, account } = await findSandboxes(sources, key);
  const body =
    account === undefined
      ? html`<h1 tabindex="-1">Sandbox</h1>
${
  isCut
    ? html`<br><p>None of the first accounts is one of the sandbox. Name another:</p><br>
${renderChoice(sandboxes, isCut, key)}`
    : html`<p class="empty">There is no sandbox account. Make one:</p>
<pre tabindex="0">dubash accounts add shop --mode sandbox</pre>`
}`
      : html`<div class="head"><h1 tabindex="-1">Sandbox</h1>
<span class="tag">no money moves</span></div>
${(sandboxes.length > 1 || isCut) && renderChoice(sandboxes, isCut, account.key)}
${wrong !== null && html`<p class="note bad" role="alert">${wrong}</p><br>`}
<p>The clock of ${nameOf(account)}: ${renderMoment(sources.now() + account.clockOffsetMs)}</p>
${
  mayDo(who.role, 'operate')
    ? renderControls(call, account)
    : html`<p class="quiet">To act here needs the role operate.</p>`
}`;
  const status = wrong === null ? 200 : 422;
  return { kind: 'page', title: 'Sandbox', section: 'sandbox', body, status };
}

/** Of more accounts than one chooses from, its key is typed. */
function renderChoice(sandboxes: readonly Account[], isCut: boolean, key: string): Markup {
  const choices = sandboxes.map((each) => [each.key, nameOf(each)] as const);
  const choice = isCut
    ? renderInput('account', 'Account’s key', key)
    : renderSelect('account', 'Account', choices, key);
  return html`<form method="get" action="${PATH}" class="filters">
${choice}<button class="button">Show</button></form><br>`;
}

function renderControls({ sources, fields, query, who }: PageCall, account: Account): Markup {
  const dialects = [...sources.dialects.values()].map(({ name, title }) => [name, title] as const);
  const order = fields['order'] ?? query['order'] ?? '';
  const own = html`<input type="hidden" name="account" value="${account.key}">`;
  const words = (all: readonly string[]) =>
    all.map((each) => [each, each.replaceAll('_', ' ')] as const);
  const named = renderInput('order', 'Order, by any name', order);
  const form = (title: string, path: string, content: Markup, button: string) =>
    html`<section><h2>${title}</h2>${renderForm(
      who,
      `${PATH}/${path}`,
      html`${own}${content}<button class="button">${button}</button>`,
    )}</section>
`;
  const first = dialects[0]?.[0] ?? '';
  return html`<div class="columns">
${form(
  'Make an order',
  'order',
  html`${renderInput('amount', 'Amount in INR', fields['amount'] ?? '500.00')}
${renderInput('reference', 'Reference, if it shall have one', fields['reference'] ?? '')}
${renderSelect('dialect', 'Dialect', dialects, fields['dialect'] ?? first)}`,
  'Make it',
)}${form(
  'Pay an order',
  'pay',
  html`${named}${renderSelect('method', 'By', words(METHODS), fields['method'] ?? 'upi')}
${renderSelect('outcome', 'Which comes to', words(CHOICES), fields['outcome'] ?? 'success')}`,
  'Pay it',
)}${form(
  'A bad day',
  'play',
  html`${named}${renderSelect('event', 'What happens', words(BAD_DAYS), fields['event'] ?? '')}`,
  'Let it happen',
)}${form(
  'Move the clock',
  'clock',
  html`${renderInput('hours', 'Hours ahead; what is due happens', fields['hours'] ?? '24')}`,
  'Move it',
)}</div>`;
}

type Work = (call: PageCall, account: Account) => Promise<Result | string | null>;

/** A text is why nothing was done. */
async function act(call: PageCall, work: Work): Promise<Result | null> {
  const known = await call.sources.accounts.find(call.fields['account'] ?? '');
  if (known === null || known.account.mode !== 'sandbox') return null;
  const done = await work(call, known.account);
  return typeof done === 'string' ? showSandbox(call, done) : done;
}

async function ask<Kind extends RequestKind>(
  { sources }: PageCall,
  account: Account,
  request: Requests[Kind] & { readonly kind: Kind },
): Promise<Results[Kind] | string> {
  const result = await sources.dispatch<Kind>(account, request, null);
  return isFailure(result) ? wordsOf(result) : (result as Results[Kind]);
}

function wordsOf({ failure, detail, issues = [] }: Failure): string {
  const [issue] = issues;
  return `Nothing was done: ${issue?.message ?? detail ?? failure.replaceAll('_', ' ')}.`;
}

async function make(call: PageCall, account: Account): Promise<Result | string> {
  const { amount = '', reference = '', dialect = '' } = call.fields;
  const amountMinor = parseDecimal(amount.replaceAll(',', '').trim(), 'INR') ?? 0;
  if (amountMinor === 0) return 'An amount in rupees is needed, such as 500.00.';
  if (!call.sources.dialects.has(dialect)) return 'There is no such dialect.';
  const read = readFields({ values: { reference: reference.trim() }, lexemes: new Map() });
  const name = read.text('reference', { max: REFERENCE_MAX });
  if (read.issues.length > 0) return wordsOf(invalid(read.issues));
  const order = { dialect, amountMinor, currency: 'INR', reference: name, description: null };
  const made = await ask<'createOrder'>(call, account, orderOf(order));
  if (typeof made === 'string') return made;
  return { kind: 'moved', to: pathOfOrder(account, made.aggregate.order), told: 'made' };
}

function locatorsOf({ sources, fields }: PageCall, account: Account) {
  return readOrderName((fields['order'] ?? '').trim(), sources.addresses(account));
}

async function pay(call: PageCall, account: Account): Promise<Result | string> {
  const method = METHODS.find((each) => each === call.fields['method']) ?? 'upi';
  const outcome = CHOICES.find((each) => each === call.fields['outcome']) ?? null;
  const order = locatorsOf(call, account);
  const request = { kind: 'payOrder', order, method, instrument: null, outcome } as const;
  const paid = await ask<'payOrder'>(call, account, request);
  if (typeof paid === 'string') return paid;
  return { kind: 'moved', to: pathOfOrder(account, paid.aggregate.order), told: 'moved' };
}

async function play(call: PageCall, account: Account): Promise<Result | string> {
  const event = BAD_DAYS.find((each) => each === call.fields['event']);
  if (event === undefined) return 'There is no such day.';
  const order = locatorsOf(call, account);
  const request = { kind: 'playBadDay', order, event, amountMinor: null, givesBack: true } as const;
  const played = await ask<'playBadDay'>(call, account, request);
  if (typeof played === 'string') return played;
  return { kind: 'moved', to: pathOfOrder(account, played.aggregate.order), told: 'moved' };
}

async function move(call: PageCall, account: Account): Promise<Result | string> {
  const hours = Number(call.fields['hours']);
  if (!Number.isFinite(hours) || hours < 0 || hours > CLOCK_MAX_HOURS) {
    return `Hours are a number from 0 to ${CLOCK_MAX_HOURS}.`;
  }
  const byMs = Math.round(hours * 3_600_000);
  const moved = await ask<'moveClock'>(call, account, { kind: 'moveClock', byMs });
  if (typeof moved === 'string') return moved;
  await ask<'settle'>(call, account, { kind: 'settle' });
  return { kind: 'moved', to: addressOf(PATH, { account: account.key }), told: 'moved' };
}
