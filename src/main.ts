// What `npm start` runs: the command `dubash start`, under flags of its own.
import { parseArgs } from 'node:util';
import { PROCESSES_OPTION, serveAs, type StartWish } from './cli/start.ts';
import { terminal } from './cli/terminal.ts';
import { describeSettings } from './config.ts';

const USAGE = `Usage: npm start [-- options]

  --help     show this text
  --json     print one line of JSON once it serves, and log as JSON only
  --processes <number>
             ${PROCESSES_OPTION.meaning}

${describeSettings()}
`;

const flags = readFlags();
if (flags.help) terminal.write(USAGE);
else await begin(flags);

function readFlags(): StartWish & { readonly help: boolean } {
  try {
    const flag = { type: 'boolean' } as const;
    const options = { help: flag, json: flag, processes: { type: 'string' } } as const;
    const { values } = parseArgs({ options, strict: true });
    const { help = false, json = false, processes = '1' } = values;
    return { help, json, processes };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    terminal.complain(`dubash: ${problem}. See --help.\n`);
    process.exit(1);
  }
}

async function begin(wish: StartWish): Promise<void> {
  const code = await serveAs(wish, terminal);
  if (code !== 0) process.exit(code);
}
