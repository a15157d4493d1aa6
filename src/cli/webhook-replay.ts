// `dubash webhooks replay`: sends webhooks once more, those that are named or all that fit.
import { readName } from '../api/locator.ts';
import type { Account } from '../core/account.ts';
import type { WebhookSelection } from '../core/account-request.ts';
import { endpointState } from '../core/endpoint.ts';
import { type Failure, isFailure } from '../core/failure.ts';
import type { SentWebhook } from '../core/webhook.ts';
import { plain } from './columns.ts';
import { CommandError } from './database.ts';
import {
  findTraced,
  type Said,
  type Selected,
  type Stage,
  selectedBy,
  stateOf,
} from './webhook-selection.ts';

/** Of what is sent, so many are looked at for paused endpoints. */
const LOOKED_AT = 1000;

export function replay(stage: Stage): Promise<Said> {
  const [, ...names] = stage.given.operands;
  return names.length > 0 ? replayNamed(stage, names) : replayFitting(stage);
}

/** Finds all of them before it sends one. */
async function replayNamed(stage: Stage, names: readonly string[]): Promise<Said> {
  const found = await Promise.all(names.map((name) => findTraced(stage, name)));
  const [first] = found;
  if (first !== undefined) stage.opened.about({ account: first.account.key });
  for (const [at, { account, webhook }] of found.entries()) {
    stage.terminal.progress?.(`${at} of ${found.length}`);
    const asked = { kind: 'replayWebhook', webhook: readName(webhook.token) } as const;
    const replayed = await stage.engine.sentWebhooks.replay(account, asked);
    if (isFailure(replayed)) {
      const before = at === 0 ? '' : `; ${at} before it are sent once more`;
      throw new CommandError(`msg_${webhook.token}: ${wordsOf(replayed)}${before}`);
    }
  }
  stage.terminal.progress?.('');
  return saidOf(found.length, 0, pausedOf(found.map(({ webhook }) => webhook)));
}

async function replayFitting(stage: Stage): Promise<Said> {
  const { engine, given, terminal } = stage;
  const state = stateOf(given, 'failed');
  const { account, selection } = onlyOne(await selectedBy(stage, state));
  stage.opened.about({ account: account.key });
  const looked = { kind: 'listWebhooks', selection, skip: 0, count: LOOKED_AT } as const;
  const newest = await engine.sentWebhooks.list(account, looked);
  const paused = isFailure(newest) ? [] : pausedOf(newest);
  if (state === 'failed' || state === 'held') {
    const each = await engine.sentWebhooks.replayEach(account, selection, (done, of) =>
      terminal.progress?.(`${done} of ${of} webhooks`),
    );
    terminal.progress?.('');
    if (isFailure(each)) throw new CommandError(wordsOf(each));
    stage.opened.about({ replayed: String(each.replayed) });
    const said = saidOf(each.replayed, each.orphans, paused);
    const waiting = each.replayed > 0 ? 0 : await countWaiting(stage, account, selection);
    return waiting === 0 ? said : { ...said, lines: [...said.lines, waitingLine(waiting)] };
  }
  const asked = { kind: 'replayWebhooks', selection } as const;
  const all = await engine.sentWebhooks.replayAll(account, asked);
  if (isFailure(all)) throw new CommandError(wordsOf(all));
  stage.opened.about({ replayed: String(all.replayed) });
  return saidOf(all.replayed, 0, paused);
}

/** One that was refused is no failed one before its last try: who looks for it means that one. */
async function countWaiting(
  { engine }: Stage,
  account: Account,
  selection: WebhookSelection,
): Promise<number> {
  const waiting = { ...selection, state: 'waiting' } as const;
  const looked = { kind: 'listWebhooks', selection: waiting, skip: 0, count: LOOKED_AT } as const;
  const found = await engine.sentWebhooks.list(account, looked);
  return isFailure(found) ? 0 : found.length;
}

function waitingLine(waiting: number): string {
  const many = waiting === LOOKED_AT ? `${LOOKED_AT} or more` : String(waiting);
  return `Still waiting for their next try: ${many}. With --state waiting they are sent now.`;
}

/** Nobody means the webhooks of every merchant at once. */
function onlyOne(selected: readonly Selected[]): Selected {
  const [first, second] = selected;
  if (first !== undefined && second === undefined) return first;
  const keys = selected.slice(0, 10).map(({ account }) => plain(account.key));
  throw new CommandError(
    `several accounts have such: name one by --account, as ${keys.join(', ')}`,
  );
}

function wordsOf(failure: Failure): string {
  return failure.detail ?? 'it cannot be sent once more';
}

/** The endpoints that take nothing now. */
function pausedOf(sent: readonly SentWebhook[]): readonly string[] {
  const paused = sent.flatMap(({ endpoint }) =>
    endpoint !== null && endpointState(endpoint) !== 'active' ? [`ep_${endpoint.id.token}`] : [],
  );
  return [...new Set(paused)];
}

function saidOf(replayed: number, orphans: number, paused: readonly string[]): Said {
  const subject = replayed === 1 ? '1 webhook is' : `${replayed} webhooks are`;
  const held = replayed === 0 ? [] : paused;
  return {
    json: { replayed, left_out: orphans, paused: held },
    lines: [
      replayed === 0 ? 'Nothing is sent once more.' : `${subject} sent once more.`,
      ...(orphans === 0 ? [] : [`Left out, as their endpoint was removed: ${orphans}.`]),
      ...held.map((name) => `${name} is paused: what goes there is held until it is resumed.`),
    ],
  };
}
