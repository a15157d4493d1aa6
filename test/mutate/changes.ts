// The kinds of small wrong changes, each for the nodes of a tree that it fits.
import type { AnyNode, BinaryExpression, Expression, Literal, LogicalExpression } from 'acorn';
import { type Tree, textOf } from './syntax.ts';

export type Kind =
  | 'boundary'
  | 'equality'
  | 'logical'
  | 'arithmetic'
  | 'condition'
  | 'fallback'
  | 'boolean'
  | 'number'
  | 'text'
  /** Words for people: a wrong one is a pity, but moves no money. */
  | 'sentence'
  | 'pattern'
  | 'swap'
  | 'call'
  | 'guard'
  | 'statement'
  | 'early';

export type Draft = {
  readonly kind: Kind;
  /** The text from `start` to `end` becomes `replacement`. */
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
};

export function replace(kind: Kind, { start, end }: AnyNode, replacement: string): Draft {
  return { kind, start, end, replacement };
}

/** An expression's text, in parentheses where it could not stand alone in another's place. */
export function inner(tree: Tree, node: AnyNode): string {
  const text = textOf(tree, node);
  return /^(Identifier|Literal|\w*Member|Call|Template|Array|Object|Chain)/.test(node.type)
    ? text
    : `(${text})`;
}

const OTHER: Readonly<Record<string, readonly [Kind, string]>> = {
  '<': ['boundary', '<='],
  '<=': ['boundary', '<'],
  '>': ['boundary', '>='],
  '>=': ['boundary', '>'],
  '===': ['equality', '!=='],
  '!==': ['equality', '==='],
  '==': ['equality', '!='],
  '!=': ['equality', '=='],
  '&&': ['logical', '||'],
  '||': ['logical', '&&'],
  '+': ['arithmetic', '-'],
  '-': ['arithmetic', '+'],
  '*': ['arithmetic', '/'],
  '/': ['arithmetic', '*'],
  '%': ['arithmetic', '*'],
  '+=': ['arithmetic', '-='],
  '-=': ['arithmetic', '+='],
  '++': ['arithmetic', '--'],
  '--': ['arithmetic', '++'],
};

export function changeOperator(
  tree: Tree,
  node: BinaryExpression | LogicalExpression,
  parent: AnyNode | null,
): readonly Draft[] {
  const { left, operator, right } = node;
  if (operator === '??') {
    return [left, right].map((side) => replace('fallback', node, inner(tree, side)));
  }
  const other = OTHER[operator];
  if (other === undefined || (operator === '+' && isText(node))) return [];
  const at = tree.plain.indexOf(operator, left.end);
  const text = spliceOperator(tree, node, at, operator, other[1]);
  // A `&&` that becomes `||` must not let its neighbour in.
  return [replace(other[0], node, parent?.type === 'LogicalExpression' ? `(${text})` : text)];
}

function spliceOperator(
  { source }: Tree,
  { start, end }: AnyNode,
  at: number,
  from: string,
  to: string,
): string {
  return source.slice(start, at) + to + source.slice(at + from.length, end);
}

/** `+` of texts has no other operator that could be meant. */
function isText(node: AnyNode): boolean {
  if (node.type === 'BinaryExpression') return isText(node.left) || isText(node.right);
  return node.type === 'TemplateLiteral' || (node.type === 'Literal' && isString(node));
}

const isString = ({ value }: Literal): boolean => typeof value === 'string';

export function changeStep(
  tree: Tree,
  node: Extract<AnyNode, { type: 'AssignmentExpression' | 'UpdateExpression' }>,
): readonly Draft[] {
  const other = OTHER[node.operator];
  if (other === undefined) return [];
  const from = node.type === 'UpdateExpression' ? node.start : node.left.end;
  const at = tree.plain.indexOf(node.operator, from);
  return [replace(other[0], node, spliceOperator(tree, node, at, node.operator, other[1]))];
}

/** What is compared, joined or negated already has a mutant of its own. */
export function negate(tree: Tree, test: Expression): readonly Draft[] {
  if (/^(Logical|Unary|Literal)/.test(test.type)) return [];
  if (test.type === 'BinaryExpression' && OTHER[test.operator] !== undefined) return [];
  return [replace('condition', test, `!${inner(tree, test)}`)];
}

/** `if (…) return …` without an else, and its likes. */
export function removeGuard(
  node: Extract<AnyNode, { type: 'IfStatement' }>,
  parent: AnyNode | null,
): readonly Draft[] {
  const { consequent } = node;
  const last = consequent.type === 'BlockStatement' ? consequent.body.at(-1) : consequent;
  const leaves = /^(Return|Throw|Continue|Break)/.test(last?.type ?? '');
  const isElse = parent?.type === 'IfStatement';
  return leaves && !node.alternate && !isElse ? [replace('guard', node, ';')] : [];
}

type Callable = Pick<AnyNode, 'start'> & { readonly body: AnyNode };

/**
 * A function that answers at once. A verdict is tried both ways, since "always yes" is what a wrong
 * check of a proof says; otherwise `never` passes for every type, so that only a test can tell.
 */
export function returnEarly({ source }: Tree, node: Callable): readonly Draft[] {
  const { body } = node;
  const head = source.slice(node.start, body.start);
  const isVerdict = /\): (?:boolean|\w+ is [^=]+?)\s*(?:=>\s*)?$/.test(head);
  const answers = isVerdict ? ['true', 'false'] : ['undefined as never'];
  if (body.type !== 'BlockStatement') {
    return isVerdict ? answers.map((answer) => replace('early', body, answer)) : [];
  }
  if (body.body.length === 0) return [];
  const { start } = body;
  return answers.map((answer) => ({
    kind: 'early',
    start,
    end: start + 1,
    replacement: `{ return ${answer};`,
  }));
}

/** A text that is the name of a file or a field, or the message of a bug. */
export function isName(node: Literal, parent: AnyNode | null): boolean {
  if (parent === null || /^(Import|Export)/.test(parent.type)) return true;
  if (parent.type === 'Property') return parent.key === node;
  return parent.type === 'ExpressionStatement' || isMessage(parent);
}

export function isMessage(parent: AnyNode | null): boolean {
  return parent?.type === 'NewExpression' && isCalled(parent.callee, /Error$/);
}

export function isUnordered(parent: AnyNode | null): boolean {
  return parent?.type === 'NewExpression' && isCalled(parent.callee, /^(Set|Map)$/);
}

function isCalled(callee: AnyNode, name: RegExp): boolean {
  return callee.type === 'Identifier' && name.test(callee.name);
}

const kindOfText = (text: string): Kind =>
  /[a-z]\S*\s|\s\S*[a-z]/.test(text) ? 'sentence' : 'text';

export function changeLiteral(tree: Tree, node: Literal): readonly Draft[] {
  const { value } = node;
  const text = textOf(tree, node);
  if (typeof value === 'boolean') return [replace('boolean', node, String(!value))];
  if (typeof value === 'number') {
    return [value + 1, value - 1].map((each) =>
      replace('number', node, each < 0 ? `(${each})` : String(each)),
    );
  }
  if (node.regex) return changePattern(node, node.regex.pattern, text);
  if (typeof value !== 'string') return [];
  // A list of codes in one text loses its last one; any other text gets a letter more.
  const code = /^[A-Z\d]+(?: [A-Z\d]+)*( [A-Z\d]+) ?$/.exec(value)?.[1];
  if (code === undefined) {
    return [replace(kindOfText(value), node, `${text.slice(0, -1)}~${text.slice(-1)}`)];
  }
  const start = node.start + text.lastIndexOf(code);
  return [{ kind: 'text', start, end: start + code.length, replacement: '' }];
}

/** Anchors and the blindness to case dropped, counts one more and one less. */
function changePattern(node: Literal, pattern: string, text: string): readonly Draft[] {
  const rest = text.slice(pattern.length + 1);
  const open = [
    pattern.startsWith('^') ? pattern.slice(1) : pattern,
    /[^\\]\$$/.test(pattern) ? pattern.slice(0, -1) : pattern,
  ];
  const counts = [...pattern.matchAll(/(?<=\{(?:\d+,)?)\d+(?=(?:,\d*)?\})/g)].flatMap((match) =>
    [1, -1].map((by) => {
      const count = Math.max(Number(match[0]) + by, 0);
      const after = pattern.slice(match.index + match[0].length);
      return `${pattern.slice(0, match.index)}${count}${after}`;
    }),
  );
  return [...open, ...counts]
    .filter((each) => each !== pattern && each !== '' && isPattern(each))
    .map((each) => `/${each}${rest}`)
    .concat(/\/\w*i\w*$/.test(rest) ? `/${pattern}${rest.replace('i', '')}` : [])
    .map((each) => replace('pattern', node, each));
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

export function changeTemplate(
  tree: Tree,
  node: Extract<AnyNode, { type: 'TemplateLiteral' }>,
): readonly Draft[] {
  const texts = node.quasis
    .map((quasi) => ({ quasi, text: textOf(tree, quasi) }))
    .filter(({ text }) => text !== '')
    .map(({ quasi, text }) => replace(kindOfText(text), quasi, `${text}~`));
  return [...texts, ...swapNeighbours(tree, node.expressions)];
}

/** Two entries of a table, two fields of a signed list, two values of an object change places. */
export function swapNeighbours(tree: Tree, nodes: readonly (AnyNode | null)[]): readonly Draft[] {
  return nodes.flatMap((one, index) => {
    const other = nodes[index + 1] ?? null;
    if (one === null || other === null || one.type !== other.type) return [];
    if (one.type === 'Literal' && other.type === 'Literal') {
      if (typeof one.value !== typeof other.value) return [];
    }
    const [first, second] = [textOf(tree, one), textOf(tree, other)];
    const between = tree.source.slice(one.end, other.start);
    const { start } = one;
    const replacement = second + between + first;
    return first === second ? [] : [{ kind: 'swap', start, end: other.end, replacement }];
  });
}

const OTHER_METHOD: Readonly<Record<string, string>> = {
  some: 'every',
  every: 'some',
  min: 'max',
  max: 'min',
  startsWith: 'endsWith',
  endsWith: 'startsWith',
  toLowerCase: 'toUpperCase',
  toUpperCase: 'toLowerCase',
  find: 'findLast',
  findLast: 'find',
  indexOf: 'lastIndexOf',
  lastIndexOf: 'indexOf',
  padStart: 'padEnd',
  padEnd: 'padStart',
};
const DROPPED = /^(filter|trim|sort|toSorted|reverse|toReversed)$/;

export function changeCall(
  tree: Tree,
  node: Extract<AnyNode, { type: 'CallExpression' }>,
): readonly Draft[] {
  const { callee } = node;
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return [];
  if (callee.computed) return [];
  const { name, start, end } = callee.property;
  const other = Object.hasOwn(OTHER_METHOD, name) ? OTHER_METHOD[name] : undefined;
  if (other !== undefined) return [{ kind: 'call', start, end, replacement: other }];
  return DROPPED.test(name) ? [replace('call', node, inner(tree, callee.object))] : [];
}
