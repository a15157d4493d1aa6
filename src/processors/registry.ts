// Every processor that is served: one line each.
export { createSandbox } from './sandbox.ts';
