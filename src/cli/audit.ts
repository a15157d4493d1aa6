// `dubash audit`: what operators changed, and whoever typed a command.
import { viewAudit } from '../api/admin/audit.ts';
import { columnsOf, jsonOf, plain } from './columns.ts';
import type { CliCommand } from './command.ts';
import { withDatabase } from './database.ts';
import { countOf, momentOf, textOf } from './given.ts';

const COUNT = 50;
const COUNT_MAX = 1000;

export const audit: CliCommand = {
  name: 'audit',
  summary: 'list what operators changed, by the admin API or by commands',
  operands: ['list'],
  options: [
    { name: 'since', value: 'time', meaning: 'from then on; a moment, or "2h" for ago' },
    { name: 'until', value: 'time', meaning: 'until then' },
    { name: 'operator', value: 'name', meaning: 'done by this one' },
    { name: 'account', value: 'key', meaning: 'about this account' },
    { name: 'count', value: 'number', meaning: `so many, newest first; else ${COUNT}` },
    { name: 'json', value: null, meaning: 'answer with one line of JSON' },
  ],
  roleOf: () => 'read',
  notes: () => NOTES,
  examples: ['audit list --since 1d', 'audit list --operator asha --account live_1 --json'],
  run: (given, terminal) => {
    if (given.operands[0] !== 'list') {
      terminal.complain('dubash: audit needs list\n');
      return Promise.resolve(2);
    }
    return withDatabase(terminal, async (opened) => {
      const now = terminal.now();
      const span = { since: momentOf(given, 'since', now), until: momentOf(given, 'until', now) };
      const by = { operator: textOf(given, 'operator'), account: textOf(given, 'account') };
      const filter = { ...span, ...by, before: null };
      const found = await opened.store.listAudit(filter, countOf(given, COUNT, COUNT_MAX));
      if (given.options.has('json')) {
        terminal.write(`${jsonOf({ audit: found.map(viewAudit) })}\n`);
        return 0;
      }
      const head = ['at', 'operator', 'role', 'from', 'operation', 'account', 'about', 'outcome'];
      const rows = found.map((each) => [
        new Date(each.at).toISOString(),
        ...[each.operator, each.role, plain(each.from), plain(each.operation)],
        plain(each.account ?? ''),
        plain(aboutOf(each.target)),
        each.outcome,
      ]);
      const lines = rows.length === 0 ? ['Nothing was changed.'] : columnsOf([head, ...rows]);
      terminal.write(`${lines.join('\n')}\n`);
      return 0;
    });
  },
};

const NOTES = `Each change stands there before it is done, with who asked, the role, when in real
time, the operation, what it is about, the request's id and how it ended:
  done          it was done
  begun         its process ended meanwhile, or nobody knows: look whether it was done
  repeated      its idempotency key had the answer already: it was not done again
  role_too_low  it was refused to this operator; other words are why else it was refused
Who types a command on the database itself is "terminal", with the name of the system's user.`;

function aboutOf(target: Readonly<Record<string, string>>): string {
  return Object.entries(target)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}
