// `dubash sign` and `dubash verify`: the very text that is signed in a dialect, and its signature.
import {
  decodeMessage,
  type SignedForm,
  type SignedMessage,
  type SignedText,
  signedFormsByDialect,
  writeText,
} from '../command-engine.ts';
import { accountOf } from './account-of.ts';
import { columnsOf, jsonOf, plain, printable } from './columns.ts';
import type { CliCommand, CliOption, Given, Terminal } from './command.ts';
import { CommandError, concluded, mistyped, withDatabase } from './database.ts';
import { textOf } from './given.ts';
import { judge, signatureFor } from './signature.ts';

const MASK = '********';
const NOT_GOOD = 3;
const VARIABLE = 'DUBASH_SECRET';

const FORMS = signedFormsByDialect();

const OPTIONS: readonly CliOption[] = [
  { name: 'secret', value: 'file', meaning: `the secret is in this file; else in ${VARIABLE}` },
  { name: 'account', value: 'key', meaning: 'the secrets of this account, from the database' },
  { name: 'headers', value: 'file', meaning: 'the headers, one "name: value" a line' },
];
const JSON_OPTION: CliOption = {
  name: 'json',
  value: null,
  meaning: 'answer with one line of JSON',
};

export const sign: CliCommand = {
  name: 'sign',
  summary: 'print the very text that is signed in a dialect, and its signature',
  operands: ['dialect', 'form', 'file?'],
  options: [...OPTIONS, JSON_OPTION],
  roleOf: () => 'read',
  isLocal: true,
  notes: notesOf,
  examples: examplesOf('sign', ''),
  run: (given, terminal) => run(given, terminal, signAll),
};

export const verify: CliCommand = {
  name: 'verify',
  summary: 'say whether a signature of a dialect is good, and else what differs',
  operands: ['dialect', 'form', 'file?'],
  options: [
    ...OPTIONS,
    { name: 'signature', value: 'text', meaning: 'else it is looked for where the form has it' },
    JSON_OPTION,
  ],
  roleOf: () => 'read',
  isLocal: true,
  notes: notesOf,
  examples: examplesOf('verify', ' --secret secret.txt'),
  run: (given, terminal) => run(given, terminal, verifyAll),
};

function examplesOf(name: string, more: string): readonly string[] {
  return [...FORMS]
    .slice(0, 3)
    .map(([dialect, [form]]) => `${name} ${dialect} ${form?.name} message.txt${more}`);
}

function notesOf(): string {
  const rows = [...FORMS].flatMap(([dialect, forms]) =>
    forms.map(({ name, says, carrier }) => ['', dialect, name, says, carrier]),
  );
  return `A message is a file, or standard input: a body of JSON or a form as it was sent, to the
byte, or an address with its query. No secret is taken from the command line, and none is printed:
in the text ${MASK} stands for it. A webhook of an endpoint with a secret of its own needs that one.
With --account every secret that holds is tried. No network is needed, and without --account no
database.

It ends with 0 when it is done and the signature is good; 3 when it is not, with what differs where
that can be told; 1 when something cannot be read or is missing; 2 when it was mistyped.

Forms by dialect, and where the signature stands:
${columnsOf(rows).join('\n')}`;
}

type Known = { readonly id: number | null; readonly secret: string };
type Job = {
  readonly dialect: string;
  readonly form: SignedForm;
  readonly message: SignedMessage;
  readonly given: Given;
  readonly terminal: Terminal;
};
type Work = (job: Job, secrets: readonly Known[]) => number;

async function run(given: Given, terminal: Terminal, work: Work): Promise<number> {
  const account = textOf(given, 'account');
  if (account === null) {
    return concluded(terminal, async () => {
      const job = await readJob(given, terminal);
      return work(job, [{ id: null, secret: await readSecret(given, terminal) }]);
    });
  }
  return withDatabase(terminal, async (opened) => {
    const job = await readJob(given, terminal);
    const known = await opened.accounts.find((await accountOf(opened, account)).key);
    return work(job, known?.secrets ?? []);
  });
}

async function readJob(given: Given, terminal: Terminal): Promise<Job> {
  const [dialect = '', name = '', file = '-'] = given.operands;
  const forms = FORMS.get(dialect);
  if (forms === undefined) {
    throw mistyped(
      `there is no dialect ${plain(dialect)}: name one of ${[...FORMS.keys()].join(', ')}`,
    );
  }
  const form = forms.find((each) => each.name === name);
  if (form === undefined) {
    const names = forms.map((each) => each.name).join(', ');
    throw mistyped(`${dialect} has no form ${plain(name)}: name one of ${names}`);
  }
  const inputs = [file, textOf(given, 'secret'), textOf(given, 'headers')];
  if (inputs.filter((each) => each === '-').length > 1) {
    throw mistyped('one thing alone can be standard input: name files for the others');
  }
  const headers = await readHeaders(given, terminal);
  const message = decodeMessage(await readNamed(terminal, file), headers);
  return { dialect, form, message, given, terminal };
}

async function readNamed({ readFile }: Terminal, file: string): Promise<string> {
  try {
    return await readFile(file);
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new CommandError(`${plain(file)} cannot be read (${code})`);
  }
}

async function readHeaders(
  given: Given,
  terminal: Terminal,
): Promise<Readonly<Record<string, string>>> {
  const file = textOf(given, 'headers');
  const lines = file === null ? [] : (await readNamed(terminal, file)).split(/\r?\n/);
  const pairs = lines.flatMap((line) => {
    const colon = line.indexOf(':');
    return colon < 1 ? [] : [[line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]];
  });
  return Object.fromEntries(pairs) as Readonly<Record<string, string>>;
}

/** A file mostly ends with a line end, which no secret does. */
async function readSecret(given: Given, terminal: Terminal): Promise<string> {
  const file = textOf(given, 'secret');
  const secret =
    file === null
      ? (terminal.env[VARIABLE] ?? '')
      : (await readNamed(terminal, file)).replace(/\r?\n$/, '');
  if (secret !== '') return secret;
  const says =
    file === null ? `name the secret by --secret, --account or ${VARIABLE}` : 'it is empty';
  throw new CommandError(file === null ? says : `${plain(file)}: ${says}`);
}

function textsOf({ form, message }: Job): readonly [SignedText, ...SignedText[]] {
  const [first, ...others] = form.list(message);
  if (first === undefined) throw new CommandError(`the message needs ${form.needs}`);
  return [first, ...others];
}

function signAll(job: Job, secrets: readonly Known[]): number {
  const { dialect, form, given, terminal } = job;
  const texts = textsOf(job);
  const [known] = secrets;
  if (known === undefined) throw new CommandError('the account has no secret');
  const shown = texts.map((text) => ({
    text: writeText(text, MASK),
    signature: signatureFor(text, known.secret),
  }));
  const [plainest] = shown;
  const json = { dialect, form: form.name, secret: known.id, stands_in: form.carrier };
  if (given.options.has('json')) {
    terminal.write(`${jsonOf({ ...json, ...plainest, others: shown.slice(1) })}\n`);
    return 0;
  }
  const others = shown.length - 1;
  const lines = [
    ...columnsOf([
      ['form', `${dialect} ${form.name}: ${form.says}`],
      ...(known.id === null ? [] : [['secret', String(known.id)]]),
      ['stands in', form.carrier],
      ['signature', plainest?.signature ?? ''],
    ]),
    ...['', printable(plainest?.text ?? '')],
    ...(others === 0 ? [] : ['', `It may be written in ${others} other ways: see --json.`]),
  ];
  terminal.write(`${lines.join('\n')}\n`);
  return 0;
}

function verifyAll(job: Job, secrets: readonly Known[]): number {
  const { dialect, form, message, given, terminal } = job;
  const [first] = textsOf(job);
  const signature = textOf(given, 'signature') ?? form.signatureOf(message);
  if (signature === null) {
    throw new CommandError(
      `there is no signature: name it by --signature, or have it in the ${form.carrier}`,
    );
  }
  const judged = secrets.map((known) => {
    return { ...known, verdict: judge(form, message, signature, known.secret) };
  });
  const known =
    judged.find(({ verdict }) => verdict.isGood) ??
    judged.find(({ verdict }) => verdict.text !== null) ??
    judged[0];
  if (known === undefined) throw new CommandError('the account has no secret');
  const { isGood, says, text } = known.verdict;
  const expected = isGood ? (text ?? first) : first;
  const json = {
    ...{ dialect, form: form.name, good: isGood, says, secret: known.id },
    ...{ text: writeText(expected, MASK), signature: signatureFor(expected, known.secret) },
    signed_text: text === null ? null : writeText(text, MASK),
  };
  if (given.options.has('json')) terminal.write(`${jsonOf(json)}\n`);
  else terminal.write(`${linesOf(json).join('\n')}\n`);
  return isGood ? 0 : NOT_GOOD;
}

const OTHERS_SECRET =
  'A webhook of an endpoint with a secret of its own needs that one: give it by --secret.';

function linesOf(json: {
  readonly form: string;
  readonly good: boolean;
  readonly says: string;
  readonly text: string;
  readonly signature: string;
  readonly signed_text: string | null;
  readonly secret: number | null;
}): readonly string[] {
  const by = json.secret === null ? '' : ` Looked at with secret ${json.secret} of the account.`;
  const own = ['', 'The text that is signed:', printable(json.text)];
  if (json.good) return [printable(json.says) + by, ...own];
  const other = json.signed_text;
  const isOthers = json.secret !== null && ['webhook', 'standard'].includes(json.form);
  return [
    printable(json.says) + by,
    ...(isOthers ? [OTHERS_SECRET] : []),
    ...[...own, '', `Its signature: ${json.signature}`],
    ...(other === null || other === json.text
      ? []
      : ['', 'The text of the one given:', printable(other)]),
  ];
}
