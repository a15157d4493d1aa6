// `npm run conformance`: the official SDKs of other languages against the running server.
// `npm run conformance -- python razorpay` narrows it to a language, a gateway or both.
import { collect } from './collect.ts';
import { nameOf, formatCall, type Result, tally } from './result.ts';

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function printResult(result: Result): void {
  const name = nameOf(result);
  for (const call of result.calls) print(`${name} · ${formatCall(call)}`);
  if (result.skipped !== null) print(`${name}: skipped (${result.skipped})`);
}

const { passed, failed, skipped } = tally(await collect(process.argv.slice(2), printResult));
print(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed > 0 ? 1 : 0;
