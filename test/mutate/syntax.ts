// A TypeScript file as a tree whose positions are those of its text, for the list of mutants.
import { stripTypeScriptTypes } from 'node:module';
import { type AnyNode, parse } from 'acorn';

export type Tree = {
  readonly source: string;
  /** The same text with blanks in place of the types: every position is that of the source. */
  readonly plain: string;
  readonly root: AnyNode;
};

/** Throws when the text is no erasable TypeScript, or when erasing its types moved anything. */
export function parseTree(source: string): Tree {
  const plain = stripTypeScriptTypes(source, { mode: 'strip' });
  const moved = plain.split('').some((each, at) => each !== source[at] && !/[\s;]/.test(each));
  if (plain.length !== source.length || moved) throw new Error('erasing types moved the text');
  const root: AnyNode = parse(plain, { ecmaVersion: 'latest', sourceType: 'module' });
  return { source, plain, root };
}

export function textOf({ source }: Tree, { start, end }: AnyNode): string {
  return source.slice(start, end);
}

/** Every node with its parent, outer ones first, in the order of the text. */
export function* walk(
  node: AnyNode,
  parent: AnyNode | null = null,
): Generator<readonly [AnyNode, AnyNode | null]> {
  yield [node, parent];
  for (const child of childrenOf(node)) yield* walk(child, node);
}

function childrenOf(node: AnyNode): readonly AnyNode[] {
  return Object.values(node)
    .flat()
    .filter(isNode)
    .toSorted((one, other) => one.start - other.start);
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}

export type Position = { readonly line: number; readonly column: number; readonly code: string };

/** Where a position stands, both counted from 1, and the line's text without its indentation. */
export function positionOf(source: string, position: number): Position {
  const from = source.lastIndexOf('\n', position - 1) + 1;
  const line = source.slice(0, from).split('\n').length;
  const code = source.slice(from).split('\n', 1)[0] ?? '';
  return { line, column: position - from + 1, code: code.trim() };
}
