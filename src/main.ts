// What `npm start` runs: the command `dubash start`, under flags of its own.
import { parseArgs } from 'node:util';
import { serve } from './cli/start.ts';
import { terminal } from './cli/terminal.ts';
import { describeSettings } from './config.ts';

const USAGE = `Usage: npm start [-- options]

  --help     show this text
  --json     print one line of JSON once it serves, and log as JSON only

${describeSettings()}
`;

const flags = readFlags();
if (flags.help) terminal.write(USAGE);
else await begin(flags.json);

function readFlags(): { readonly help: boolean; readonly json: boolean } {
  try {
    const options = { help: { type: 'boolean' }, json: { type: 'boolean' } } as const;
    const { values } = parseArgs({ options, strict: true });
    return { help: values.help ?? false, json: values.json ?? false };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    terminal.complain(`dubash: ${problem}. See --help.\n`);
    process.exit(1);
  }
}

async function begin(json: boolean): Promise<void> {
  const code = await serve(json, terminal);
  if (code !== 0) process.exit(code);
}
