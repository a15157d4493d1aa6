// `dubash operators`: who may ask the admin API for what, each by a token of its own.
import { isOperatorName, type ListedOperator, ROLES } from '../core/operator.ts';
import { addOperator, listOperators } from '../engine/identity/operator.ts';
import { columnsOf } from './columns.ts';
import { byAction, type CliCommand, type Given } from './command.ts';
import { CommandError, type Opened, withDatabase } from './database.ts';
import { textOf } from './given.ts';

export const operators: CliCommand = {
  name: 'operators',
  summary: 'add, list and revoke operators, each with a role and a token of its own',
  operands: ['add | list | revoke', 'name?'],
  options: [
    { name: 'role', value: 'word', meaning: `add: ${ROLES.join(', ')}` },
    { name: 'json', value: null, meaning: 'answer with one line of JSON' },
  ],
  roleOf: byAction({ list: 'read' }, 'admin'),
  notes: () => NOTES,
  examples: ['operators add asha --role operate', 'operators list', 'operators revoke asha'],
  run: (given, terminal) => {
    const says = wrongIn(given);
    const action = ACTIONS.get(given.operands[0] ?? '');
    if (action === undefined || says !== null) {
      terminal.complain(`dubash: ${says ?? 'operators needs add, list or revoke'}\n`);
      return Promise.resolve(2);
    }
    return withDatabase(terminal, async (opened) => {
      const { json, lines } = await action(opened, given, terminal.now());
      terminal.write(`${given.options.has('json') ? JSON.stringify(json) : lines.join('\n')}\n`);
      return 0;
    });
  },
};

const NOTES = `Actions:
  add     somebody, whose token is shown this once; another role or a lost token: revoke and add
  list    those who were added, with their role, and since when their token holds no longer
  revoke  the token is refused from the next request on

Roles:
  read     looks at everything that the admin API shows, and at /metrics and /docs
  operate  besides: refunds, replays webhooks, decides reviews, reconciles, checks connections
  admin    besides: accounts, credentials, routes, operators

The admin token, which the server has from its first start on, is of the operator "admin"; see
dubash admin-token. Names have small letters, digits, ".", "_" and "-".`;

function wrongIn(given: Given): string | null {
  const [action = '', name] = given.operands;
  if (action === 'list') return name === undefined ? null : 'operators list takes no name';
  if (action !== 'add' && action !== 'revoke') return null;
  if (name === undefined) return `operators ${action} needs a name`;
  if (action === 'revoke') return null;
  if (!isOperatorName(name)) {
    return 'a name has at most 40 of a-z, 0-9, ".", "_" and "-", and is not admin or terminal';
  }
  const role = textOf(given, 'role');
  return ROLES.some((each) => each === role) ? null : `add needs --role ${ROLES.join(' | ')}`;
}

type Said = { readonly json: unknown; readonly lines: readonly string[] };
type Action = (opened: Opened, given: Given, now: number) => Promise<Said>;

const ACTIONS: ReadonlyMap<string, Action> = new Map<string, Action>([
  ['add', add],
  ['list', list],
  ['revoke', revoke],
]);

async function add({ store }: Opened, given: Given, now: number): Promise<Said> {
  const [, name = ''] = given.operands;
  const role = ROLES.find((each) => each === textOf(given, 'role')) ?? 'read';
  const token = await addOperator(store, { name, role }, now);
  if (token === null) throw new CommandError(`${name} has a token already: revoke it first`);
  return {
    json: { name, role, token },
    lines: [`The token of ${name} (${role}), which is not shown again:`, '', `  ${token}`],
  };
}

async function list({ store }: Opened): Promise<Said> {
  const all = await listOperators(store);
  const rows = all.map(({ name, role, createdAt, revokedAt }) => {
    const until = revokedAt === null ? 'holds' : `revoked ${isoOf(revokedAt)}`;
    return [name, role, isoOf(createdAt), until];
  });
  const head = ['name', 'role', 'added', 'token'];
  return {
    json: { operators: all.map(viewOperator) },
    lines: rows.length === 0 ? ['There is nobody but the admin.'] : columnsOf([head, ...rows]),
  };
}

async function revoke({ store }: Opened, given: Given, now: number): Promise<Said> {
  const [, name = ''] = given.operands;
  if (!(await store.revokeOperator(name, now))) {
    throw new CommandError(`there is no operator ${name} whose token holds`);
  }
  return { json: { name, revoked: true }, lines: [`The token of ${name} is refused from now on.`] };
}

function viewOperator({ name, role, createdAt, revokedAt }: ListedOperator) {
  const revoked = revokedAt === null ? null : isoOf(revokedAt);
  return { name, role, created_at: isoOf(createdAt), revoked_at: revoked };
}

function isoOf(at: number): string {
  return new Date(at).toISOString();
}
