// Which files a test loads: what it does not load, it cannot notice.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A file of these may load or read whatever it likes. */
const UNFORESEEN = /\bimport\(|from 'node:(?:fs|child_process|worker_threads|module)/;
const IMPORT = /^(?:import|export)\b(?! type\b)[^;']*?'(\.[^']+)'/gm;

type Node = { readonly imports: readonly string[]; readonly isUnforeseen: boolean };

export type Reach = {
  /** Whether the test itself imports the file. */
  readonly isNear: (test: string, file: string) => boolean;
  /** Whether the file may be loaded when the test runs; what cannot be told is a yes. */
  readonly mayLoad: (test: string, file: string) => boolean;
};

/** Reads each file once. */
export function openReach(root: string): Reach {
  const nodes = new Map<string, Node>();
  const read = (file: string): Node => {
    const known = nodes.get(file);
    if (known !== undefined) return known;
    const place = path.join(root, file);
    const text = file.endsWith('.ts') && existsSync(place) ? readFileSync(place, 'utf8') : '';
    const imports = [...text.matchAll(IMPORT)].map(([, name = '']) =>
      path.posix.join(path.posix.dirname(file), name),
    );
    const node = { imports, isUnforeseen: UNFORESEEN.test(text) };
    nodes.set(file, node);
    return node;
  };
  const loaded = new Map<string, ReadonlySet<string> | null>();
  /** Null: cannot be told. */
  const load = (test: string): ReadonlySet<string> | null => {
    const known = loaded.get(test);
    if (known !== undefined) return known;
    const found = new Set([test]);
    let isSure = true;
    for (const file of found) {
      const { imports, isUnforeseen } = read(file);
      if (isUnforeseen) isSure = false;
      for (const each of imports) found.add(each);
    }
    const answer = isSure ? found : null;
    loaded.set(test, answer);
    return answer;
  };
  return {
    isNear: (test, file) => read(test).imports.includes(file),
    mayLoad: (test, file) => load(test)?.has(file) ?? true,
  };
}
