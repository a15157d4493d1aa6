// The built-in sandbox, a gateway that nobody speaks: a processor alone, which moves no money.
import type { Gateway } from '../gateway.ts';
import { createSandbox } from './simulator/index.ts';

export const sandbox: Gateway = Object.freeze({
  name: 'sandbox',
  title: 'Sandbox',
  simulator: createSandbox,
});
