// The command line: help from the table, exit codes, and one clear sentence for what is wrong.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CliCommand, Given } from './command.ts';
import { carryOut } from './command-line.ts';
import { COMMANDS } from './table.ts';

/** Types a line; `copy` is a command of this test's own, which notes what it is given. */
async function type(line: string) {
  const said = { out: '', wrong: '', given: null as Given | null };
  const copy: CliCommand = {
    name: 'copy',
    summary: 'copy one thing',
    operands: ['source'],
    options: [
      { name: 'to', value: 'folder', meaning: 'where it goes' },
      { name: 'quiet', value: null, meaning: 'say nothing' },
    ],
    roleOf: () => 'read',
    isLocal: true,
    notes: () => 'A note.',
    examples: ['copy a --to b'],
    run: async (given) => {
      said.given = given;
      return 7;
    },
  };
  const terminal = {
    write: (text: string) => {
      said.out += text;
    },
    complain: (text: string) => {
      said.wrong += text;
    },
    readInput: async () => '',
    readFile: async () => '',
    user: 'tester',
    env: {},
    now: () => 0,
  };
  const words = line.split(' ').filter((word) => word !== '');
  return { code: await carryOut(words, [...COMMANDS, copy], terminal), ...said };
}

test('a command gets its options and operands, and its exit code is the answer', async () => {
  for (const line of [
    'copy --to b --quiet a',
    'copy a --quiet --to=b',
    'copy --quiet --to b -- a',
  ]) {
    const { code, out, wrong, given } = await type(line);
    assert.deepEqual([code, out, wrong], [7, '', '']);
    assert.deepEqual(given?.operands, ['a']);
    assert.deepEqual(Object.fromEntries(given?.options ?? []), { to: 'b', quiet: true });
  }
});

const WRONG: readonly (readonly [string, string])[] = [
  ['strat', 'there is no command "strat"; did you mean "start"? See dubash --help.'],
  ['frobnicate', 'there is no command "frobnicate". See dubash --help.'],
  ['--verison', 'there is no option "--verison"; did you mean "--version"? See dubash --help.'],
  [
    'copy a --qiuet',
    'there is no option "--qiuet"; did you mean "--quiet"? See dubash copy --help.',
  ],
  ['copy a -x', 'there is no option "-x". See dubash copy --help.'],
  ['copy a --quiet=yes', '--quiet takes no value. See dubash copy --help.'],
  ['copy a --to', '--to needs <folder>. See dubash copy --help.'],
  ['copy a --to=', '--to needs <folder>. See dubash copy --help.'],
  ['copy', 'copy needs <source>. See dubash copy --help.'],
  ['copy a b', '"b" is one word too many. See dubash copy --help.'],
  ['start \u001b[31m', '"?[31m" is one word too many. See dubash start --help.'],
];

for (const [line, sentence] of WRONG) {
  test(`dubash ${JSON.stringify(line)}: one sentence, exit code 2, nothing done`, async () => {
    const { code, out, wrong, given } = await type(line);
    assert.equal(wrong, `dubash: ${sentence}\n`);
    assert.deepEqual([code, out, given], [2, '', null]);
  });
}

test('a last operand with an ellipsis takes as many as come, or none', async () => {
  const taken: Given[] = [];
  const many: CliCommand = {
    ...{ name: 'many', summary: 'take many', operands: ['verb', 'id…?'], options: [], notes: null },
    ...{ examples: ['many a b c'], roleOf: () => 'read', isLocal: true },
    run: async (given) => taken.push(given),
  };
  const lines = ['many', 'many a', 'many a b c d'];
  const wrong: string[] = [];
  for (const line of lines) {
    await carryOut(line.split(' '), [many], {
      ...{ write: () => undefined, readInput: async () => '', env: {}, now: () => 0 },
      ...{ readFile: async () => '', user: 'tester' },
      complain: (text) => wrong.push(text),
    });
  }
  assert.deepEqual(wrong, ['dubash: many needs <verb>. See dubash many --help.\n']);
  assert.deepEqual(
    taken.map(({ operands }) => operands),
    [['a'], ['a', 'b', 'c', 'd']],
  );
});

test('help lists every command of the table, and each says more of itself', async () => {
  for (const line of ['--help', '-h']) {
    const { code, out, wrong } = await type(line);
    assert.deepEqual([code, wrong], [0, '']);
    for (const { name, summary } of COMMANDS)
      assert.match(out, new RegExp(`^  ${name} +${summary}$`, 'm'));
  }
  for (const command of COMMANDS) {
    const { code, out } = await type(`${command.name} --help`);
    assert.equal(code, 0);
    assert.ok(out.startsWith(`Usage: dubash ${command.name} [options]`), out);
    for (const { name, meaning } of command.options) {
      assert.match(out, new RegExp(`^  --${name}( <\\w+>)? +${meaning}$`, 'm'));
    }
  }
  const { out } = await type('copy --to b -h');
  const [usage, ...rest] = out.split('\n\n');
  assert.equal(usage, 'Usage: dubash copy [options] <source>');
  assert.deepEqual(rest, [
    'Copy one thing.',
    'Options:\n  --help         show this text\n  --to <folder>  where it goes\n' +
      '  --quiet        say nothing',
    'A note.',
    'Examples:\n  dubash copy a --to b\n',
  ]);
});

test('the table is in order: names, sentences, examples of its own', () => {
  const names = COMMANDS.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  for (const { name, summary, examples } of COMMANDS) {
    assert.match(name, /^[a-z]+(-[a-z]+)*$/);
    assert.match(summary, /^[a-z].*[^.]$/);
    assert.ok(examples.length > 0, `${name} has no example`);
    for (const each of examples) assert.equal(each.split(' ')[0], name);
  }
});
