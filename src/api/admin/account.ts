// The accounts of this server as its operator lists, adds, renames and switches them.
import { type Account, carrierOf, NAME_MAX, readName } from '../../core/account.ts';
import type {
  AddAccount,
  AddedAccount,
  ChangeAccount,
  ListAccounts,
} from '../../core/account-request.ts';
import { type Failure, invalid } from '../../core/failure.ts';
import { type Call, type Operation, operation, type RowShape } from '../../gateways/dialect.ts';
import { type Reading, readFields } from '../../gateways/kit/read.ts';
import { fieldsOfQuery, reply, unsealSecret } from '../family.ts';
import { flag, listOf, namesOf, objectOf, text, textTo, wholeOf, wordOf } from '../shape.ts';
import { readWord } from '../word.ts';

const PAGE_MAX = 100;
const MODES = ['sandbox', 'live'] as const;
const KEY_PATTERN = /^[A-Za-z0-9_.$-]{3,64}$/;
const ALL = { path: '/accounts' } as const;
const ADMIN = { role: 'admin', audits: ['name', 'mode', 'disabled'] } as const;
const ONE = { path: '/accounts/:key' } as const;

const SHOWN = {
  ...{ key: text, client_id: text, merchant_id: text, name: text, mode: wordOf(MODES) },
  ...{ disabled: flag, active: flag },
};
const NAME = { schema: { ...textTo(NAME_MAX), minLength: 1 }, says: 'Shown on payment pages.' };

const LIST: RowShape = {
  does: 'Lists the accounts, by key.',
  query: {
    after: { schema: textTo(64), says: 'The last key of the page before.' },
    count: { schema: wholeOf(1, PAGE_MAX) },
  },
  answer: objectOf({ accounts: listOf(objectOf(SHOWN)) }),
};
const ADD: RowShape = {
  does: 'Adds an account; its secret is told this once.',
  body: {
    name: { ...NAME, required: true },
    mode: { schema: wordOf(MODES), required: true, says: 'Whether money moves.' },
    key: { schema: { ...text, pattern: KEY_PATTERN.source }, says: 'Made unless given.' },
  },
  answer: objectOf({ ...SHOWN, secret: text }),
};
const FIND: RowShape = { does: 'Tells an account.', answer: objectOf(SHOWN) };
const CHANGE: RowShape = {
  does: 'Renames an account, or switches it off and on.',
  body: { name: NAME, disabled: { schema: flag, says: 'Refuses whatever it is asked.' } },
  answer: objectOf(SHOWN),
};

export const accountOperations: readonly Operation[] = Object.freeze([
  operation(
    { ...ALL, method: 'GET', rate: 'fetch', role: 'read', shape: LIST },
    parseList,
    (accounts) => reply({ accounts: accounts.map(viewAccount) }),
  ),
  operation(
    { ...ALL, method: 'POST', rate: 'create', unseal: unsealSecret, shape: ADD, ...ADMIN },
    parseAdd,
    renderAdded,
  ),
  operation(
    { ...ONE, method: 'GET', rate: 'fetch', role: 'read', shape: FIND },
    ({ params }) => ({ kind: 'findAccount', key: params['key'] ?? '' }),
    (account) => reply(viewAccount(account)),
  ),
  operation(
    { ...ONE, method: 'PATCH', rate: 'create', shape: CHANGE, ...ADMIN },
    parseChange,
    (account) => reply(viewAccount(account)),
  ),
]);

/** As programs read it; never with a secret. */
export function viewAccount(account: Account): Readonly<Record<string, unknown>> {
  const { key, aliases, name, mode, settings } = account;
  return {
    key,
    client_id: aliases.clientId,
    merchant_id: aliases.merchantId,
    name,
    mode,
    disabled: settings.disabled,
    // What its merchant meets: false refuses every new order and payment.
    active: carrierOf(account) !== null,
  };
}

function parseList(call: Call): ListAccounts | Failure {
  const read = readFields(fieldsOfQuery(call));
  read.refuseStrangers(namesOf(LIST));
  const after = read.text('after', { max: 64 });
  const count = read.count('count', 1, PAGE_MAX) ?? PAGE_MAX;
  if (read.issues.length > 0) return invalid(read.issues);
  return { kind: 'listAccounts', after, count };
}

function parseAdd({ fields }: Call): AddAccount | Failure {
  const read = readFields(fields);
  read.refuseStrangers(namesOf(ADD));
  const name = readShownName(read, true);
  const mode = readWord(read, 'mode', MODES, true);
  const key = read.text('key', { max: 64 });
  if (key !== null && !KEY_PATTERN.test(key)) {
    read.wrong('key', 'format', 'must be 3 to 64 letters, digits, "_", "-", "." or "$"');
  }
  if (read.issues.length > 0 || name === null || mode === null) return invalid(read.issues);
  return { kind: 'addAccount', name, mode, key };
}

function parseChange({ fields, params }: Call): ChangeAccount | Failure {
  const read = readFields(fields);
  read.refuseStrangers(namesOf(CHANGE));
  const name = read.names('name') ? readShownName(read, true) : null;
  const disabled = read.choice('disabled', [true, false]);
  if (read.names('disabled') && read.raw('disabled') === null) {
    read.wrong('disabled', 'type', 'must be true or false');
  }
  if (read.issues.length > 0) return invalid(read.issues);
  return {
    kind: 'changeAccount',
    key: params['key'] ?? '',
    ...(name === null ? {} : { name }),
    ...(disabled === null ? {} : { disabled }),
  };
}

function readShownName(read: Reading, required: boolean): string | null {
  const text = read.text('name', { required });
  const name = text === null ? null : readName(text);
  const says = `must be 1 to ${NAME_MAX} characters with a letter or a digit and no control signs`;
  return text === null ? null : (name ?? read.wrong('name', 'format', says));
}

/** The one answer that has the secret. */
function renderAdded({ account, secret }: AddedAccount) {
  return reply({ ...viewAccount(account), secret });
}
