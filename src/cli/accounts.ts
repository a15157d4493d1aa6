// `dubash accounts`: what an account is called on its payment pages, and the picture shown there.
import { NAME_MAX, readName } from '../core/account.ts';
import { accountOf } from './account-of.ts';
import type { CliCommand } from './command.ts';
import { CommandError, withDatabase } from './database.ts';

export const accounts: CliCommand = {
  name: 'accounts',
  summary: 'change what customers see of an account, while the server runs or not',
  operands: ['rename', 'name'],
  options: [
    { name: 'account', value: 'key', meaning: 'of this account; else of the first one' },
    { name: 'json', value: null, meaning: 'answer with one line of JSON' },
  ],
  notes: () => NOTES,
  examples: ['accounts rename "Chai Point"', 'accounts rename --account test_1 "Chai Point"'],
  run: ({ operands, options }, terminal) => {
    const [action, typed = ''] = operands;
    if (action !== 'rename') {
      terminal.complain('dubash: accounts needs rename\n');
      return Promise.resolve(2);
    }
    return withDatabase(terminal, async (opened) => {
      const name = readName(typed);
      if (name === null) {
        throw new CommandError(
          `a name has 1 to ${NAME_MAX} characters, with a letter or a digit and no control signs`,
        );
      }
      const account = await accountOf(opened, options.get('account'));
      await opened.accounts.changeSettings(account, { changes: {}, name });
      const { key } = account;
      const json = JSON.stringify({ account: key, name, was: account.name });
      const line = `${key} is "${name}" on its payment pages within 2 seconds.`;
      terminal.write(`${options.has('json') ? json : line}\n`);
      return 0;
    });
  },
};

const NOTES = `Actions:
  rename  the name that customers read on the payment pages

A running server shows it within two seconds. The shop's picture is set through
PATCH /account/settings, by whoever has the account's secret.`;
