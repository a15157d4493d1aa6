// `dubash run -- <command>`: a program whose SDK has a gateway's host inside reaches us unchanged.
import { HOSTS } from '../connections.ts';
import { createAuthority } from '../detour/authority.ts';
import { openDetour } from '../detour/detour.ts';
import { leadEnvironment, namedAuthorities, proxyOf } from '../detour/environment.ts';
import { writeTrust } from '../detour/trust.ts';
import { catchSignals, codeOf, runChild } from './child.ts';
import { type CliCommand, type Given, MISTYPED, type Terminal } from './command.ts';
import { startOwn, useRunning } from './run-server.ts';

const NOTES = `The program finds in its environment:
  DUBASH_URL, DUBASH_KEY, DUBASH_SECRET      the server and the sandbox account
  DUBASH_CLIENT_ID, DUBASH_MERCHANT_ID       the same account as some gateways spell it, of a server
                                             of the run's own
and what leads its language to the proxy of the run: docs/run.md.

Without --server it gets a server of its own, which forgets everything when the program ends; with
it DUBASH_KEY and DUBASH_SECRET must be set to a sandbox account of that server.

Hosts that lead to the server:
${HOSTS.map((host) => `  ${host}`).join('\n')}`;

export const runProgram: CliCommand = {
  name: 'run',
  summary: "run a program whose calls to the gateways' hosts reach a sandbox account here",
  operands: ['command', 'argument…?'],
  options: [
    {
      name: 'server',
      value: 'url',
      meaning: 'a server that runs; else one is started for the run',
    },
    { name: 'offline', value: null, meaning: 'reach no other host; else those are passed through' },
  ],
  roleOf: () => 'admin',
  isLocal: true,
  notes: () => NOTES,
  examples: ['run -- node shop.js', 'run --offline -- mvn test', 'run --server http://… -- ./shop'],
  run: runWith,
};

async function runWith({ options, operands }: Given, terminal: Terminal): Promise<number> {
  const server = options.get('server');
  if (typeof server === 'string' && !/^https?:$/.test(URL.parse(server)?.protocol ?? '')) {
    terminal.complain('dubash: --server must be like http://127.0.0.1:8080\n');
    return MISTYPED;
  }
  const signals = catchSignals();
  const ends: (() => void | Promise<void>)[] = [signals.close];
  try {
    const { env } = terminal;
    const proxy = options.has('offline') ? null : proxyOf(env);
    const place =
      typeof server === 'string' ? await useRunning(new URL(server), env) : await startOwn(env);
    ends.push(place.close);
    const authority = createAuthority(HOSTS, terminal.now());
    const files = writeTrust(authority.certificate, namedAuthorities(env));
    ends.push(files.remove);
    const detour = await openDetour({
      ...{ server: place.url, hosts: HOSTS, authority, proxy },
      offline: options.has('offline'),
      // One connection that fails is the business of the program that opened it.
      onError: () => undefined,
    });
    ends.push(detour.close);
    const led = leadEnvironment({ ...env, ...place.told }, HOSTS, detour, files);
    const early = signals.early();
    if (early !== null) return codeOf(early);
    const { code, problem } = await runChild(operands, led, signals);
    if (problem !== null) terminal.complain(`dubash: ${problem}\n`);
    return code;
  } catch (error) {
    terminal.complain(`dubash: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  } finally {
    for (const end of ends.reverse()) await end();
  }
}
