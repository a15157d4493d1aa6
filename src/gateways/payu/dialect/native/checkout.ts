// `/_payment`: a browser brings an order as a signed form and goes on to the payment page.
// Source: payu.md §1.2.
import type { Account, Credentials } from '../../../../core/account.ts';
import type { CreateOrder } from '../../../../core/command.ts';
import type { Outcome } from '../../../../core/decision.ts';
import { type Failure, invalid, isFailure, type Issue } from '../../../../core/failure.ts';
import {
  type Call,
  type Identification,
  type Family,
  type Fields,
  type RawRequest,
  type Reply,
  operation,
} from '../../../dialect.ts';
import {
  listBarred,
  listRequestForms,
  matchRequest,
  spellValues,
  writePreImage,
} from '../../hash.ts';
import { labelOf } from '../../../kit/read.ts';
import { parseCreate } from '../parse.ts';
import { checkEmbedder, readEmbedder, renderRefused } from './bolt.ts';
import { PAYMENT_NAMES, spellNames, textOf } from './field.ts';
import { renderPage } from './page.ts';
import { readPreset, refuseAbsent } from '../preset.ts';
import {
  asksProgram,
  asksServer,
  comesFromServer,
  readInstrumentInput,
  refuseServer,
  renderOnward,
  renderServer,
} from './server-to-server.ts';

const FORM = { method: 'POST', path: '/', rate: 'create' } as const;

/** `bases` are the places of the form itself. */
export function paymentFamily(bases: readonly string[]): Family {
  return {
    name: 'native-payment',
    bases,
    proof: 'secret',
    identify,
    open,
    operations: [
      operation({ ...FORM, when: asksProgram }, parseServer, renderServer),
      operation({ ...FORM, when: comesFromServer }, parsePayment, renderOnward),
      operation({ ...FORM }, parsePayment, renderPayment),
    ],
    strict: { isPage: true },
    renderFailure: (failure, request) => {
      const fields = readForm(request);
      if (!isFailure(fields) && asksServer(fields)) return refuseServer(failure, fields);
      return renderRefused(failure, request) ?? renderPage(failure);
    },
  };
}

function identify(request: RawRequest): Identification | Failure {
  const fields = readForm(request);
  if (isFailure(fields)) return fields;
  const key = textOf(fields, 'key');
  const proof = textOf(fields, 'hash');
  return key === '' || proof === '' ? { failure: 'credentials_missing' } : { key, proof };
}

function open(
  request: RawRequest,
  _claim: Identification,
  account: Account,
  { secret }: Credentials,
): Fields | Failure {
  const fields = readForm(request);
  if (isFailure(fields) || matchRequest(fields, secret) !== null) return fields;
  // A wrong hash is the complaint that PayU's users have most (payu.md §6.1). Whoever tries things
  // out is told what was hashed; in live nobody is.
  return account.mode === 'live'
    ? { failure: 'credentials_wrong' }
    : { failure: 'credentials_wrong', detail: explainHash(fields, secret) };
}

function readForm(request: RawRequest): Fields | Failure {
  const fields = request.fields();
  return isFailure(fields) ? fields : spellNames(fields, PAYMENT_NAMES);
}

const MASK = '********';
const VALUE_MAX = 300;

/** What we hashed, in every form that would have been accepted; never the digest or the salt. */
function explainHash(fields: Fields, salt: string): string {
  const values = spellValues(fields);
  const shown = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, show(value.replaceAll(salt, MASK))]),
  );
  const forms = listRequestForms(values).map(({ sequence }) =>
    writePreImage(sequence, shown, MASK),
  );
  return [
    `Expected: sha512(${forms.join(')\n      or: sha512(')})`,
    `Received: ${shown['hash']}`,
    '',
    `${MASK} stands for the salt of this key.`,
  ].join('\n');
}

// Line breaks and other invisible characters are seen as they would be written in a URL.
function show(value: string): string {
  const cut = value.length > VALUE_MAX ? `${value.slice(0, VALUE_MAX)}…` : value;
  return cut.replace(/[\u0000-\u001f\u007f\u2028\u2029]/g, encodeURIComponent);
}

function parsePayment(call: Call): CreateOrder | Failure {
  const command = parseCreate(call);
  const { fields } = call;
  const issues = [...checkEmbedder(fields), ...listPipes(fields), ...refuseAbsent(fields)];
  if (issues.length > 0) return invalid(issues);
  if (isFailure(command)) return command;
  const preset = readPreset(fields, call.account.mode === 'sandbox');
  return preset === null ? command : { ...command, wire: { ...command.wire, preset } };
}

function listPipes(fields: Fields): readonly Issue[] {
  return listBarred(spellValues(fields)).map((field) => {
    return { field, rule: 'format', message: `${labelOf(field)} must not contain "|"` };
  });
}

function parseServer(call: Call): CreateOrder | Failure {
  const command = parsePayment(call);
  if (isFailure(command)) return command;
  const pays = readInstrumentInput(call);
  if (pays === null) return command;
  return isFailure(pays) ? pays : { ...command, pays };
}

function renderPayment({ aggregate }: Outcome, call: Call): Reply {
  const embedder = readEmbedder(call.fields);
  const { addresses } = call;
  const url = embedder === null ? addresses.page(aggregate) : addresses.frame(aggregate, embedder);
  return { kind: 'redirect', url };
}
