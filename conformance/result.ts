// What one call of a gateway's SDK came to: how it is read from a driver, printed and counted.

export type Verdict = 'works' | 'differs' | 'not supported';

export type Call = { readonly call: string; readonly verdict: Verdict; readonly detail: string };

/** One SDK in one version: its calls, or why they could not be made. */
export type Result = {
  readonly gateway: string;
  readonly language: string;
  readonly version: string | null;
  readonly calls: readonly Call[];
  readonly skipped: string | null;
};

export type Tally = { readonly passed: number; readonly failed: number; readonly skipped: number };

const VERDICTS: readonly Verdict[] = ['works', 'differs', 'not supported'];

/** A driver prints `call`, the call's name, the verdict and a detail, separated by tabs. */
export function readCall(line: string): Call | null {
  const [mark, call, word, ...rest] = line.split('\t');
  const verdict = VERDICTS.find((each) => each === word);
  if (mark !== 'call' || !call || verdict === undefined) return null;
  return { call, verdict, detail: rest.join(' ').trim() };
}

export function nameOf({ gateway, language, version }: Omit<Result, 'calls' | 'skipped'>): string {
  const [name, ...way] = language.split(', ');
  const shown = [`${name} SDK${version === null ? '' : ` ${version}`}`, ...way].join(', ');
  return `${gateway} · ${shown}`;
}

export function formatCall({ call, verdict, detail }: Call): string {
  return `${call}: ${verdict}${detail === '' ? '' : ` (${detail})`}`;
}

export function tally(results: readonly Result[]): Tally {
  const calls = results.flatMap((result) => result.calls);
  const count = (verdict: Verdict): number =>
    calls.filter((call) => call.verdict === verdict).length;
  const absent = results.filter(({ skipped }) => skipped !== null).length;
  return {
    passed: count('works'),
    failed: count('differs'),
    skipped: count('not supported') + absent,
  };
}
