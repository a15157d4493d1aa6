// The list of small wrong changes that can be made to a file; the same text gives the same list.
import type { AnyNode } from 'acorn';
import {
  changeCall,
  changeLiteral,
  changeOperator,
  changeStep,
  changeTemplate,
  type Draft,
  inner,
  isMessage,
  isName,
  isUnordered,
  negate,
  removeGuard,
  replace,
  returnEarly,
  swapNeighbours,
} from './changes.ts';
import { type Position, parseTree, positionOf, type Tree, walk } from './syntax.ts';

export type Mutant = Position &
  Draft & {
    readonly file: string;
    /** Both sides on one line, for people and for the list of allowed mutants. */
    readonly change: string;
    /** Which one of the same changes on this line it is, from 1. */
    readonly nth: number;
  };

export function listMutants(file: string, source: string): readonly Mutant[] {
  const tree = parseTree(source);
  const drafts = new Map<string, Draft>();
  for (const [node, parent] of walk(tree.root)) {
    for (const draft of draftsOf(tree, node, parent)) {
      drafts.set(`${draft.start} ${draft.end} ${draft.replacement}`, draft);
    }
  }
  const seen = new Map<string, number>();
  return [...drafts.values()]
    .toSorted((one, other) => one.start - other.start || one.end - other.end)
    .map((draft) => {
      const place = positionOf(source, draft.start);
      const before = source.slice(draft.start, draft.end);
      const change = `${collapse(before)} → ${collapse(draft.replacement)}`;
      const key = `${place.line} ${change}`;
      const nth = (seen.get(key) ?? 0) + 1;
      seen.set(key, nth);
      return { file, ...place, ...draft, change, nth };
    });
}

export function applyMutant(source: string, { start, end, replacement }: Draft): string {
  return source.slice(0, start) + replacement + source.slice(end);
}

const collapse = (text: string): string => text.replaceAll(/\s+/g, ' ').trim() || '(nothing)';

function draftsOf(tree: Tree, node: AnyNode, parent: AnyNode | null): readonly Draft[] {
  switch (node.type) {
    case 'BinaryExpression':
      return changeOperator(tree, node, parent);
    case 'LogicalExpression':
      return [
        ...changeOperator(tree, node, parent),
        ...(node.operator === '??' ? [] : [node.left, node.right]).flatMap((side) =>
          negate(tree, side),
        ),
      ];
    case 'UnaryExpression':
      if (node.operator !== '!' && node.operator !== '-') return [];
      return [
        replace(
          node.operator === '!' ? 'condition' : 'arithmetic',
          node,
          inner(tree, node.argument),
        ),
      ];
    case 'AssignmentExpression':
    case 'UpdateExpression':
      return changeStep(tree, node);
    case 'ConditionalExpression':
    case 'WhileStatement':
      return negate(tree, node.test);
    case 'IfStatement':
      return [...negate(tree, node.test), ...removeGuard(node, parent)];
    case 'ExpressionStatement':
      return node.directive === undefined && /Call|Assign|Update|Await/.test(node.expression.type)
        ? [replace('statement', node, ';')]
        : [];
    case 'Literal':
      return isName(node, parent) ? [] : changeLiteral(tree, node);
    case 'TemplateLiteral':
      return isMessage(parent) ? [] : changeTemplate(tree, node);
    case 'ArrayExpression':
      return isMessage(parent) || isUnordered(parent) ? [] : swapNeighbours(tree, node.elements);
    case 'ObjectExpression':
      return swapNeighbours(
        tree,
        node.properties.map((each) =>
          each.type === 'Property' && !each.shorthand && !each.method ? each.value : null,
        ),
      );
    case 'CallExpression':
      return changeCall(tree, node);
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return returnEarly(tree, node);
    default:
      return [];
  }
}
