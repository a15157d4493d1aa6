// How each language gets an SDK from its registry, builds a driver and runs it.
import { cpSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { type Command, type Ran, run } from './command.ts';

export const LANGUAGES = ['node', 'python', 'go', 'java'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The folders of one SDK: its pins (committed), the language's cache, its own place in there. */
export type SdkFolders = {
  readonly gateway: string;
  readonly pins: string;
  readonly cache: string;
  readonly work: string;
};

export type BuildCommand = Omit<Command, 'limitMs'>;

export type Toolchain = {
  readonly label: string;
  /** Programs that must answer, each with the arguments that make it tell its version. */
  readonly needs: readonly (readonly [string, ...string[]])[];
  /** From the registry; a failure here means that the SDK cannot be had. */
  readonly install: (place: SdkFolders) => readonly BuildCommand[];
  readonly build: (place: SdkFolders) => readonly BuildCommand[];
  readonly drive: (place: SdkFolders) => BuildCommand;
};

/** npm has installed these SDKs; the drivers run from their own folder. */
const node: Toolchain = {
  label: 'Node',
  needs: [],
  install: () => [],
  build: () => [],
  drive: ({ gateway, work }) => ({
    program: process.execPath,
    args: ['--disable-warning=ExperimentalWarning', `${gateway}.ts`],
    folder: work,
    env: {},
  }),
};

const python: Toolchain = {
  label: 'Python',
  needs: [['python3', '-m', 'pip', '--version']],
  install: ({ pins, work }) => [
    {
      program: 'python3',
      args: [
        ...['-m', 'pip', 'install', '--quiet', '--retries', '1', '--no-warn-conflicts'],
        ...['--target', path.join(work, 'site'), '-r', path.join(pins, 'requirements.txt')],
      ],
      folder: work,
      env: { PIP_ROOT_USER_ACTION: 'ignore', PIP_DISABLE_PIP_VERSION_CHECK: '1' },
    },
  ],
  build: () => [],
  drive: ({ work }) => ({
    program: 'python3',
    args: ['driver.py'],
    folder: work,
    env: { PYTHONPATH: path.join(work, 'site'), PYTHONDONTWRITEBYTECODE: '1' },
  }),
};

const go: Toolchain = {
  label: 'Go',
  needs: [['go', 'version']],
  install: (place) => [goStep(place, 'mod', 'download')],
  build: (place) => [goStep(place, 'build', '-o', 'driver', '.')],
  drive: ({ work }) => ({ program: './driver', args: [], folder: work, env: {} }),
};

function goStep({ cache, work }: SdkFolders, ...args: string[]): BuildCommand {
  const env = {
    GOMODCACHE: path.join(cache, 'modules'),
    GOCACHE: path.join(cache, 'built'),
    GOFLAGS: '-mod=mod -modcacherw -buildvcs=false',
    GOTOOLCHAIN: 'local',
    GOWORK: 'off',
  };
  return { program: 'go', args, folder: work, env };
}

const java: Toolchain = {
  label: 'Java',
  needs: [
    ['javac', '-version'],
    ['mvn', '--version'],
  ],
  install: ({ cache, pins, work }) => [
    {
      program: 'mvn',
      args: [
        ...['--batch-mode', '--quiet', '-f', path.join(pins, 'pom.xml')],
        `-Dmaven.repo.local=${path.join(cache, 'repository')}`,
        'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies',
        `-DoutputDirectory=${path.join(work, 'jars')}`,
      ],
      folder: work,
      env: {},
    },
  ],
  build: ({ work }) => [
    {
      program: 'javac',
      args: ['-nowarn', '-cp', 'jars/*', '-d', 'classes', 'report.java', 'driver.java'],
      folder: work,
      env: {},
    },
  ],
  drive: ({ work }) => ({
    program: 'java',
    args: ['-cp', ['classes', 'jars/*'].join(path.delimiter), 'Driver'],
    folder: work,
    env: {},
  }),
};

export const TOOLCHAINS: Readonly<Record<Language, Toolchain>> = Object.freeze({
  node,
  python,
  go,
  java,
});

/** The same under `dubash run`, which leads a literal host to the server at `url`. */
export function ledBy(step: BuildCommand, url: string): BuildCommand {
  const dubash = path.resolve(import.meta.dirname, '../src/cli/main.ts');
  const run = [
    '--disable-warning=ExperimentalWarning',
    dubash,
    'run',
    '--offline',
    '--server',
    url,
  ];
  return { ...step, program: process.execPath, args: [...run, '--', step.program, ...step.args] };
}

/** Null when every program is there, else which one is not. */
export async function missing({ needs }: Toolchain): Promise<string | null> {
  for (const [program, ...args] of needs) {
    const asked = await run({ program, args, folder: '.', env: {}, limitMs: 30_000 });
    if (asked.trouble !== null) return `no ${program} here: ${asked.trouble}`;
  }
  return null;
}

/** Every step in order, up to the first that fails. */
export async function runSteps(steps: readonly BuildCommand[], limitMs: number): Promise<Ran> {
  let last: Ran = { trouble: null, stdout: '' };
  for (const step of steps) {
    last = await run({ ...step, limitMs });
    if (last.trouble !== null) return last;
  }
  return last;
}

/** The driver and what it shares, under names that hide no package of the language. */
export function copySources(folder: string, { gateway, pins, work }: SdkFolders): void {
  for (const name of readdirSync(folder)) {
    const [base, ending] = name.split('.');
    if (ending === undefined || (base !== gateway && base !== 'report')) continue;
    cpSync(path.join(folder, name), path.join(work, base === gateway ? `driver.${ending}` : name));
  }
  for (const name of readdirSync(pins)) cpSync(path.join(pins, name), path.join(work, name));
}
