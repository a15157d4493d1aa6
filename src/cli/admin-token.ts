// `dubash admin-token`: another token for the admin API, when the one before was lost or got about.
import { replaceAdminToken } from '../engine/identity/operator.ts';
import type { CliCommand } from './command.ts';
import { CommandError, withDatabase } from './database.ts';

export const adminToken: CliCommand = {
  name: 'admin-token',
  summary: 'make another token for the admin API; the one before holds no longer',
  operands: [],
  options: [{ name: 'json', value: null, meaning: 'answer with one line of JSON' }],
  roleOf: () => 'admin',
  notes: null,
  examples: ['admin-token', 'admin-token --json'],
  run: ({ options }, terminal) =>
    withDatabase(terminal, async ({ config, store }) => {
      if (config.adminToken !== null) {
        throw new CommandError('ADMIN_TOKEN is set: change it there and start the server again');
      }
      const token = await replaceAdminToken(store);
      const text = `The admin token from now on, which is not shown again:\n\n  ${token}\n`;
      terminal.write(options.has('json') ? `${JSON.stringify({ admin_token: token })}\n` : text);
      return 0;
    }),
};
