// `dubash forget`: takes a customer out of the request log.
import { forgetCustomer } from '../engine/requests/request-retention.ts';
import { jsonOf } from './columns.ts';
import { type CliCommand, CUSTOMER } from './command.ts';
import { withRequests } from './request-store.ts';
import { withEngine } from './with-engine.ts';

export const forget: CliCommand = {
  name: 'forget',
  summary: "delete a customer's requests from the request log",
  operands: [CUSTOMER],
  options: [{ name: 'json', value: null, meaning: 'answer with one line of JSON' }],
  roleOf: () => 'admin',
  notes: () => NOTES,
  examples: ['forget 9876543210', 'forget asha@example.com', 'forget asha@okbank --json'],
  run: ({ operands, options }, terminal) =>
    withEngine(terminal, null, async (opened, engine) => {
      const [customer = ''] = operands;
      const forgotten = await withRequests(opened, (requests) =>
        forgetCustomer(requests, engine.marks, customer),
      );
      const requestsOf = forgotten === 1 ? 'request is' : 'requests are';
      const text = `${forgotten} ${requestsOf} deleted from the request log.`;
      terminal.write(`${options.has('json') ? jsonOf({ forgotten }) : text}\n`);
      return 0;
    }),
};

const NOTES = `A customer is a phone number, an address of mail or UPI, or what a merchant's
program calls it. Deleted are the requests of every account in which it stood, and those about
the same orders. Orders, payments, refunds, events, webhooks and exchanges stay: they are the books.

What a server that runs has not written yet is not there to be deleted: ask again after a minute.`;
