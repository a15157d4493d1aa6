// Plays the test scenarios that a gateway publishes against a server, and writes what came of them.
import { amounts, instruments } from '../src/gateways/razorpay/dialect/instrument.ts';
import { ERROR_OF_WORD, PAYMENT_ERROR, type PaymentError } from '../src/gateways/razorpay/words.ts';
import { ask, BASIC, type TestServer } from '../test/support/server.ts';

type Json = Readonly<Record<string, unknown>>;
type Played = { readonly payment: Json; readonly order: Json };

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const PERSON = { email: 'asha@example.com', contact: '+919876543210' };
const ACCOUNT = { account_number: '765432123456789', name: 'Asha Rao', ifsc: 'HDFC0000053' };

/** A merchant's program with the key and the secret. */
function openProgram({ url }: TestServer) {
  const headers = { authorization: BASIC };
  const call = async (path: string, body?: Json): Promise<Json> => {
    const sent = body === undefined ? { headers } : { headers, body };
    return (await ask(`${url}/v1${path}`, sent)).json as Json;
  };
  const sell = async (amount: number, more: Json = {}): Promise<string> =>
    String((await call('/orders', { amount, currency: 'INR', ...more }))['id']);
  const settle = async () => {
    await ask(`${url}/sandbox/clock`, { headers, body: { advance_seconds: 60 } });
    await ask(`${url}/sandbox/settle`, { headers, body: {} });
  };
  return { call, sell, settle };
}

type Program = ReturnType<typeof openProgram>;

/** Pays from server to server; at the bank's page, where there is one, its customer chooses. */
async function play(
  { call, sell }: Program,
  entry: Json,
  { amount = 50_000, choice = 'success', more = {} as Json } = {},
): Promise<Played> {
  const order_id = await sell(amount, more);
  const asked = { amount, currency: 'INR', order_id, ...PERSON, ...entry };
  const started = (await call('/payments/create/json', asked)) as {
    readonly next?: readonly { readonly action: string; readonly url: string }[];
  };
  const bank = started.next?.find(({ action }) => action === 'redirect')?.url;
  if (bank !== undefined) {
    await ask(bank, { method: 'POST', headers: FORM, body: `outcome=${choice}` });
  }
  const { items } = (await call(`/orders/${order_id}/payments`)) as {
    readonly items: readonly Json[];
  };
  return { payment: items.at(-1) ?? {}, order: await call(`/orders/${order_id}`) };
}

const cardOf = (number: string): Json => ({
  method: 'card',
  card: { number, name: 'Asha Rao', expiry_month: '12', expiry_year: '35', cvv: '123' },
});
const upiOf = (vpa: string): Json => ({ method: 'upi', upi: { flow: 'collect', vpa } });

/** `payment.status`, and of a failure its four words. */
function wordsOf({ payment, order }: Played): readonly string[] {
  const errors = ['error_code', 'error_reason', 'error_source', 'error_step'].map((name) =>
    String(payment[name] ?? ''),
  );
  return [String(payment['status']), String(order['status']), ...errors];
}

const PLAYED = ['payment', 'order', '`error.code`', '`reason`', '`source`', '`step`'];

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

const spaced = (number: string): string => number.replace(/(.{4})(?=.)/g, '$1 ');

async function playCards(program: Program): Promise<string> {
  const rows: (readonly string[])[] = [];
  const cards = instruments.filter(({ method }) => method === 'card');
  for (const { value } of cards) {
    for (const choice of ['success', 'failure']) {
      const played = await play(program, cardOf(value), { choice });
      rows.push([`\`${spaced(value)}\``, choice, ...wordsOf(played)]);
    }
  }
  return table(['card', 'chosen at the bank', ...PLAYED], rows);
}

async function playAddresses(program: Program): Promise<string> {
  const rows: (readonly string[])[] = [];
  for (const { value } of instruments.filter(({ method }) => method === 'upi')) {
    rows.push([`\`${value}\``, ...wordsOf(await play(program, upiOf(value)))]);
  }
  return table(['UPI address', ...PLAYED], rows);
}

async function playAmounts(program: Program): Promise<string> {
  const rows: (readonly string[])[] = [];
  for (const { amountMinor: amount } of amounts) {
    rows.push([String(amount), ...wordsOf(await play(program, upiOf('asha@upi'), { amount }))]);
  }
  return table(['amount in paise', ...PLAYED], rows);
}

async function playBanks(program: Program): Promise<string> {
  const rows: (readonly string[])[] = [];
  const bank = { method: 'netbanking', bank: 'HDFC' };
  for (const choice of ['success', 'failure', 'pending']) {
    rows.push(['HDFC', 'any', choice, ...wordsOf(await play(program, bank, { choice }))]);
  }
  const more = { bank_account: ACCOUNT };
  for (const choice of ['success', 'other_account']) {
    const played = await play(program, bank, { choice, more });
    rows.push(['HDFC', ACCOUNT.ifsc, choice, ...wordsOf(played)]);
  }
  return table(['bank', 'account of the order', 'chosen at the bank', ...PLAYED], rows);
}

async function playPasswords({ call, sell }: Program): Promise<string> {
  const rows: (readonly string[])[] = [];
  for (const otp of ['123', '1234', '1234567890']) {
    const asked = { amount: 50_000, currency: 'INR', order_id: await sell(50_000), ...PERSON };
    const started = await call('/payments/create/json', {
      ...asked,
      ...cardOf('4100280000001007'),
    });
    const id = String(started['razorpay_payment_id']);
    const answered = await call(`/payments/${id}/otp/submit`, { otp });
    const error = answered['error'] as Json | undefined;
    const payment = await call(`/payments/${id}`);
    rows.push([
      `\`${otp}\``,
      String(error?.['description'] ?? 'signed'),
      String(payment['status']),
    ]);
  }
  return table(['one-time password', 'answer', 'payment'], rows);
}

async function playRefunds(program: Program): Promise<string> {
  const { call, settle } = program;
  const rows: (readonly string[])[] = [];
  for (const amount of [2468, 1357, 1000]) {
    for (const speed of ['normal', 'optimum']) {
      const { payment } = await play(program, upiOf('success@razorpay'));
      const id = String(payment['id']);
      const refund = await call(`/payments/${id}/refund`, { amount, speed });
      await settle();
      const after = await call(`/refunds/${String(refund['id'])}`);
      const words = ['status', 'speed_requested', 'speed_processed'].map((name) => after[name]);
      rows.push([String(amount), String(refund['status']), ...words.map(String)]);
    }
  }
  return table(['amount in paise', 'at first', 'at last', 'speed asked', 'speed'], rows);
}

/** A table of ours, in the order of its reasons. */
function listErrors(): string {
  const all = [...Object.values(PAYMENT_ERROR), ...ERROR_OF_WORD.values()];
  const line = ({ reason, code, source, step, description }: PaymentError) => [
    `\`${reason}\``,
    `\`${code}\``,
    `\`${source}\``,
    `\`${step}\``,
    description,
  ];
  const rows = all.map(line).sort((a, b) => a.join().localeCompare(b.join(), 'en'));
  return table(['reason', 'code', 'source', 'step', 'description'], rows);
}

const BEYOND = `## What Razorpay's test mode cannot play and this server can

- A refund that fails: by its amount, as above (a failed refund at normal speed is not in
  Razorpay's test mode).
- A UPI payment that its customer cancels: it fails here; in Razorpay's test mode it succeeds.
- Time: \`POST /sandbox/clock\` moves an account's clock, \`POST /sandbox/settle\` does what is
  due by then: captures that nobody made, links that ran out, webhooks that are sent again.
`;

export async function writeScenarios(server: TestServer): Promise<string> {
  const program = openProgram(server);
  const cards = await playCards(program);
  const addresses = await playAddresses(program);
  const upiAmounts = await playAmounts(program);
  const banks = await playBanks(program);
  const passwords = await playPasswords(program);
  const refunds = await playRefunds(program);
  return `# Razorpay's test scenarios

Written by \`npm run scenarios\`, which plays every line below against a sandbox account and
notes what came of it; a test holds it to be up to date. All amounts are paise. Each payment is
made from server to server (\`POST /v1/payments/create/json\`); on our payment page and in
checkout.js and razorpay.js the same instruments do the same.

Razorpay's own pages give scenarios ids. Two of them could be read: BP-06 (late authorisation: a
payment that failed and is authorized later) and BP-12 (an idempotency key for refunds). Neither
is played below; a scenario is named by what decides it.

## Cards

Test mode shows the bank's page; an error card fails for its own reason once failure is chosen
there, and succeeds otherwise. Error cards are taken from who types them and are not offered on
the page.

${cards}

Whatever expiry date is not past, and any CVV of three or four digits, will do.

## One-time passwords of cards

${passwords}

## UPI addresses

${addresses}

Any other address that is well formed waits until its customer chooses on the order's page.

## UPI amounts

The amount decides, whatever UPI address pays: an order of this dialect in rupees.

${upiAmounts}

Razorpay publishes 24 such amounts. These are the ones that could be read.

## Net banking

In Razorpay's test mode the \`contact\` number decides and not the page. Its numbers could not
be read: here the page decides.

${banks}

## Refunds

${refunds}

## The errors of failed payments

Everything that a failed payment can say here: \`error_reason\`, \`error_code\`,
\`error_source\`, \`error_step\`, \`error_description\`.

${listErrors()}

${BEYOND}`;
}
