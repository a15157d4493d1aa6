// `dubash accounts`: the merchants of this server, added, listed, renamed, switched off and on.
import { viewAccount } from '../api/admin/account.ts';
import { type Account, NAME_MAX, readName } from '../core/account.ts';
import { isFailure } from '../core/failure.ts';
import { addMerchant } from '../engine/identity/merchants.ts';
import { accountOf, listAll } from './account-of.ts';
import { columnsOf } from './columns.ts';
import { byAction, type CliCommand, type Given } from './command.ts';
import { CommandError, type Opened, withDatabase } from './database.ts';

export const accounts: CliCommand = {
  name: 'accounts',
  summary: 'add, list, rename and switch off accounts, while the server runs or not',
  operands: ['add | list | rename | disable | enable', 'name or key?'],
  options: [
    { name: 'live', value: null, meaning: 'add: an account whose payments move money' },
    { name: 'account', value: 'key', meaning: 'rename: of this account; else of the first one' },
    { name: 'json', value: null, meaning: 'answer with one line of JSON' },
  ],
  roleOf: byAction({ list: 'read' }, 'admin'),
  notes: () => NOTES,
  examples: [
    'accounts add "Chai Point"',
    'accounts add --live "Chai Point"',
    'accounts list',
    'accounts rename --account test_1 "Chai Point"',
    'accounts disable test_1',
  ],
  run: (given, terminal) => {
    const action = ACTIONS.get(given.operands[0] ?? '');
    if (action === undefined) {
      terminal.complain('dubash: accounts needs add, list, rename, disable or enable\n');
      return Promise.resolve(2);
    }
    if (given.operands[1] === undefined && given.operands[0] !== 'list') {
      const what = ['add', 'rename'].includes(given.operands[0] ?? '') ? 'a name' : 'a key';
      terminal.complain(`dubash: accounts ${given.operands[0]} needs ${what}\n`);
      return Promise.resolve(2);
    }
    return withDatabase(terminal, async (opened) => {
      const { json, lines } = await action(opened, given);
      const text = given.options.has('json') ? JSON.stringify(json) : lines.join('\n');
      terminal.write(`${text}\n`);
      return 0;
    });
  },
};

const NOTES = `Actions:
  add      another merchant: its key, and its secret, which is shown this once
  list     every account, with its mode and whether it is switched off
  rename   the name that customers read on the payment pages
  disable  its credentials hold no longer and nothing new is paid; what is under way ends,
           and its webhooks still arrive
  enable   the opposite

A running server follows within two seconds. Until it has a connection, a live account refuses
every order, as a gateway does for an account that is not activated. The shop's picture is
set through PATCH /account/settings, by whoever has the account's secret.`;

type Said = { readonly json: unknown; readonly lines: readonly string[] };
type Action = (opened: Opened, given: Given) => Promise<Said>;

const ACTIONS: ReadonlyMap<string, Action> = new Map<string, Action>([
  ['add', add],
  ['list', list],
  ['rename', rename],
  ['disable', (opened, given) => setDisabled(opened, given, true)],
  ['enable', (opened, given) => setDisabled(opened, given, false)],
]);

function typedName({ operands }: Given): string {
  const name = readName(operands[1] ?? '');
  if (name !== null) return name;
  throw new CommandError(
    `a name has 1 to ${NAME_MAX} characters, with a letter or a digit and no control signs`,
  );
}

async function add({ accounts: all, about }: Opened, given: Given): Promise<Said> {
  const mode = given.options.has('live') ? 'live' : 'sandbox';
  const added = await addMerchant(all, {
    kind: 'addAccount',
    name: typedName(given),
    mode,
    key: null,
  });
  if (isFailure(added)) throw new Error('a key that is taken was drawn');
  const { account, secret } = added;
  about({ account: account.key });
  return {
    json: { ...viewAccount(account), secret },
    lines: [
      `${account.name} is an account (${mode}). Its secret is not shown again:`,
      '',
      `  key          ${account.key}`,
      `  secret       ${secret}`,
      `  client id    ${account.aliases.clientId}`,
      `  merchant id  ${account.aliases.merchantId}`,
      ...(mode === 'live'
        ? ['', 'It refuses orders until it has a connection: see dubash connections --help.']
        : []),
    ],
  };
}

async function list({ accounts: known }: Opened): Promise<Said> {
  const all = await listAll(known);
  const rows = all.map(({ key, mode, name, settings }) => {
    return [key, mode, settings.disabled ? 'off' : 'on', name];
  });
  return { json: { accounts: all.map(viewAccount) }, lines: columnsOf([HEAD, ...rows]) };
}

const HEAD = ['key', 'mode', 'state', 'name'];

async function rename(opened: Opened, given: Given): Promise<Said> {
  const name = typedName(given);
  const account = await accountOf(opened, given.options.get('account'));
  await opened.accounts.changeSettings(account, { changes: {}, name });
  const { key } = account;
  return {
    json: { account: key, name, was: account.name },
    lines: [`${key} is "${name}" on its payment pages within 2 seconds.`],
  };
}

async function setDisabled(opened: Opened, given: Given, disabled: boolean): Promise<Said> {
  const [, key = ''] = given.operands;
  const account: Account = await accountOf(opened, key);
  await opened.accounts.changeSettings(account, { changes: { disabled } });
  const state = disabled ? 'switched off' : 'switched on';
  return {
    json: { account: account.key, disabled },
    lines: [`${account.key} is ${state}, everywhere within 2 seconds.`],
  };
}
