// What is mutated, which tests each file's mutants must face, and where none may survive: the one
// place to edit when files move.
import { globSync } from 'node:fs';
import path from 'node:path';

/** What a run without --file mutates. */
export const FILES: readonly string[] = [
  'src/core/*.ts',
  'src/gateways/kit/*.ts',
  'src/gateways/**/{*words,ids,status,version,refusal,message,range,period}.ts',
  'src/gateways/**/{hash,signature,*proof,token,bearer,origin}.ts',
  'src/gateways/**/{handback,callback,webhook*}.ts',
  'src/engine/{identity,idempotency,requests}/*.ts',
  'src/engine/processing/{begin,call,carried,named-order,review,scrub,token,transcript}.ts',
  'src/dashboard/{session,sign-in,site,operators,merchant-view,opened-link}.ts',
  'src/network/address.ts',
  'src/http/{checkout-page,limit,role,server}.ts',
];

/** Where a mutant that survives fails the run, unless `allowed.json` gives a reason. */
export const MUST_DIE: readonly { readonly about: string; readonly files: readonly string[] }[] = [
  { about: 'money and state', files: ['src/core/*.ts'] },
  { about: 'state', files: ['src/gateways/**/{*words,status}.ts'] },
  {
    about: 'signature',
    files: [
      'src/gateways/**/{hash,signature,*proof,token}.ts',
      'src/gateways/**/{handback,callback,webhook}.ts',
    ],
  },
  {
    about: 'access',
    files: [
      'src/gateways/**/{bearer,origin}.ts',
      'src/engine/identity/*.ts',
      'src/network/address.ts',
      'src/http/{checkout-page,role}.ts',
      'src/dashboard/{session,sign-in,site,operators,merchant-view,opened-link}.ts',
    ],
  },
  {
    about: 'what is hidden',
    files: ['src/engine/requests/*.ts', 'src/engine/processing/{call,transcript}.ts'],
  },
];

/**
 * What both faces of a gateway use: a wrong row cancels out where one of our servers stands for the
 * gateway and another calls it, so that these mutants die elsewhere (`--no-chain`).
 */
export const SHARED: readonly string[] = [
  'src/gateways/*/{words,plural-words,ids,time,hash,signature,token,message}.ts',
  'src/gateways/*/{version,banks,bounds,allowed-methods}.ts',
];
/** Tests in which one of our servers may stand for the gateway that another calls. */
export const CHAIN = /^test\/(?:matrix|browser|prove|faults)\//;

const ROAD = ['test/conformance/*.test.ts', 'test/matrix/*.test.ts'];
const DOCUMENTS = ['test/deviation.test.ts', 'test/webhook-document.test.ts'];
const FAULTS = ['test/faults/{account,bug,fuzz,race}.test.ts'];
const PAGES = ['test/browser/{access,handler,harm,razorpay-modal}.test.ts'];

type Row = {
  readonly files: RegExp;
  /** Tests that start no server: each group runs in one process, the ones beside the file first. */
  readonly groups: readonly string[];
  /** Each file of these runs in a process of its own, the quickest first. */
  readonly suites: readonly string[];
};

// The first row that fits counts. `$<gateway>` is what the pattern's group of that name found.
const ROWS: readonly Row[] = [
  {
    files: /^src\/core\//,
    groups: ['src/core/**/*.test.ts', 'src/{engine,gateways}/**/*.test.ts'],
    suites: [...ROAD, 'test/clients/*.test.ts', 'test/faults/{fuzz,race}.test.ts'],
  },
  {
    files: /^src\/gateways\/(?:kit\/|[^/]*$)/,
    groups: ['src/gateways/kit/**/*.test.ts', 'src/gateways/**/*.test.ts'],
    suites: [...ROAD, 'test/clients/*.test.ts'],
  },
  {
    files: /^src\/gateways\/(?<gateway>[^/]+)\//,
    groups: ['src/gateways/$<gateway>/**/*.test.ts'],
    suites: [...ROAD, ...DOCUMENTS, 'test/clients/$<gateway>*.test.ts'],
  },
  {
    files: /^src\/engine\//,
    groups: ['src/engine/**/*.test.ts'],
    suites: [...ROAD, ...FAULTS, 'test/clients/*.test.ts'],
  },
  {
    files: /^src\/dashboard\//,
    groups: ['src/dashboard/*.test.ts'],
    suites: ['test/matrix/dashboard*.test.ts', 'test/browser/dashboard.test.ts'],
  },
  { files: /^src\/network\//, groups: ['src/network/*.test.ts'], suites: ROAD },
  {
    files: /^src\/(?:http|pages)\//,
    groups: ['src/{http,pages}/**/*.test.ts'],
    suites: [...ROAD, ...FAULTS, 'test/clients/*.test.ts', ...PAGES],
  },
];

/** Lists of test files; each list is one process. */
export type Plan = {
  readonly groups: readonly (readonly string[])[];
  readonly suites: readonly (readonly string[])[];
};

/** The tests of a file's mutants; empty when no row speaks of it. */
export function planOf(root: string, file: string): Plan {
  for (const { files, groups, suites } of ROWS) {
    const match = files.exec(file);
    if (match === null) continue;
    const find = (glob: string): readonly string[] =>
      listFiles(root, glob.replace('$<gateway>', match.groups?.['gateway'] ?? ''));
    return {
      groups: groups.map(find).filter((group) => group.length > 0),
      suites: suites.flatMap(find).map((each) => [each]),
    };
  }
  return { groups: [], suites: [] };
}

/** What a survivor in this file would be about; null where one is allowed. */
export function dutyOf(file: string): string | null {
  const row = MUST_DIE.find(({ files }) => files.some((glob) => path.matchesGlob(file, glob)));
  return row?.about ?? null;
}

/** The sources of these globs, without tests. */
export function listSources(root: string, globs: readonly string[]): readonly string[] {
  const found = globs.flatMap((glob) => listFiles(root, glob));
  return [...new Set(found)].filter((file) => !file.endsWith('.test.ts')).toSorted();
}

function listFiles(root: string, glob: string): readonly string[] {
  return globSync(glob, { cwd: root })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.split(path.sep).join('/'))
    .toSorted();
}
