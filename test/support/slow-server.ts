// A server whose sandbox takes its time and notes what it did in a file, which outlives a kill -9.
import { appendFileSync, readFileSync } from 'node:fs';
import { openApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import type { Instruction } from '../../src/core/decision.ts';
import { listSimulators } from '../../src/gateways/gateway.ts';
import * as gateways from '../../src/gateways/registry.ts';
import type { Answer, Simulator } from '../../src/gateways/simulator.ts';

const TAKES_MS = Number(process.env['SLOW_MS']);
const LEDGER = process.env['SLOW_LEDGER'] ?? '';

const passes = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function lineOf(instruction: Instruction): string {
  const { kind } = instruction;
  return `${kind} ${kind === 'refund' ? instruction.refund.id.key : instruction.payment.id.token}`;
}

/** What it never got it does not do later either, as a processor whom no call has reached. */
function neverGot(sandbox: Simulator, instruction: Instruction, now: number): Promise<Answer> {
  if (instruction.kind === 'refund') return sandbox.inquire(instruction, now);
  const choice = instruction.kind === 'charge' ? 'failure' : 'authorize';
  const report = sandbox.choose(instruction.payment, choice, instruction.order.capture);
  return Promise.resolve({ report, againMs: null });
}

function slow(sandbox: Simulator): Simulator {
  return {
    ...sandbox,
    submit: async (instruction, now) => {
      await passes(TAKES_MS / 2);
      appendFileSync(LEDGER, `${lineOf(instruction)}\n`);
      await passes(TAKES_MS / 2);
      return sandbox.submit(instruction, now);
    },
    inquire: async (instruction, now) => {
      await passes(TAKES_MS / 2);
      const done = readFileSync(LEDGER, 'utf8').split('\n').includes(lineOf(instruction));
      return done ? sandbox.submit(instruction, now) : neverGot(sandbox, instruction, now);
    },
  };
}

const silent = (): void => undefined;
const processors = [...listSimulators(gateways)].map(([name, each]) => [name, slow(each)] as const);
const { summary } = await openApp(
  readConfig(process.env),
  { info: silent, warn: silent, error: (fields, text) => console.error(text, fields) },
  { simulators: new Map(processors) },
);
process.stdout.write(`${JSON.stringify(summary)}\n`);
