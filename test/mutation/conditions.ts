/** Finds the conditions of a source text, and what each of them may be changed to. */
import { parseSync } from '@swc/core';
import * as v from 'valibot';

/**
 * One change of one condition. `start` and `end` are offsets in the bytes of the source. A condition becomes always true or
 * always false; a check of a schema is left out.
 */
export type Change = {
  readonly start: number;
  readonly end: number;
  readonly condition: string;
  readonly line: number;
  readonly becomes: 'true' | 'false' | 'nothing';
};

type Node = v.InferOutput<typeof node>;
type Found = { readonly node: Node; readonly becomes: Change['becomes'] };
type Operator = '&&' | '||';

const node = v.looseObject({ type: v.string(), span: v.object({ start: v.number(), end: v.number() }) });
const named = v.object({ value: v.string() });

const COMPARISONS = ['===', '!==', '<', '<=', '>', '>=', 'in', 'instanceof'];
const PREDICATES = ['filter', 'find', 'findLast', 'findIndex', 'some', 'every'];
/** Actions of valibot that only refuse: what they let through stays as it is. */
const CHECKS = [
  ...[
    'check',
    'rawCheck',
    'regex',
    'email',
    'url',
    'startsWith',
    'endsWith',
    'includes',
    'isoTimestamp',
    'isoDateTime',
  ],
  ...['nonEmpty', 'length', 'minLength', 'maxLength', 'bytes', 'minBytes', 'maxBytes', 'minValue', 'maxValue'],
  ...['integer', 'safeInteger', 'finite', 'everyItem', 'someItem', 'maxEntries', 'minEntries', 'gtValue', 'ltValue'],
];

/** Every change of every condition of the source, in the order of the text. Throws when it is no TypeScript. */
export function changesOf(source: string): readonly Change[] {
  // The spans of swc begin wherever the last parse ended (@swc/core 1.16): the semicolon says where.
  const program = v.parse(node, parseSync(`;${source}`, { syntax: 'typescript', target: 'es2024' }));
  const [semicolon, ...body] = v.parse(v.tupleWithRest([node], node), program['body']);
  const bytes = Buffer.from(source);
  const offset = semicolon.span.end;
  return body
    .flatMap(inside)
    .map(({ node: { span }, becomes }) => {
      const [start, end] = [span.start - offset, span.end - offset];
      return {
        ...{ start, end, becomes, condition: bytes.subarray(start, end).toString().replaceAll(/\s+/g, ' ') },
        line: bytes.subarray(0, start).toString().split('\n').length,
      };
    })
    .toSorted((one, other) => one.start - other.start || other.end - one.end);
}

/** What is found in a node and everything inside it. */
function inside(each: Node): readonly Found[] {
  switch (each.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
      return [...condition(child(each, 'test'), { place: 'test' }), ...inChildren(each, ['test'])];
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'ForStatement':
      // A loop that never ends is noticed by any test, after a long time.
      return [
        ...condition(child(each, 'test'), { place: 'test' }).filter(({ becomes }) => becomes !== 'true'),
        ...inChildren(each, ['test']),
      ];
    case 'BinaryExpression':
    case 'UnaryExpression':
      return isBoolean(each) || isLogical(each) ? condition(each, { place: 'value' }) : inChildren(each);
    case 'CallExpression':
      return [...checksOfPipe(each), ...predicate(each), ...inChildren(each)];
    default:
      return inChildren(each);
  }
}

/** `test`: only whether it holds matters. `value`: what stands behind an operator may be any value. */
type Place = { readonly place: 'test' | 'value'; readonly parent?: Operator };

/** A condition and its parts: each operand is left out, and the whole is true or false where that is something else. */
function condition(whole: Node | undefined, { place, parent }: Place): readonly Found[] {
  const each = whole && withoutParentheses(whole);
  if (each === undefined || each.type === 'BooleanLiteral') {
    return [];
  }
  const operator = operatorOf(each);
  if (operator === undefined) {
    const becomes =
      parent === undefined ? (['true', 'false'] as const) : ([parent === '&&' ? 'true' : 'false'] as const);
    return [...becomes.map((value) => ({ node: each, becomes: value })), ...insideLeaf(each)];
  }
  const [left, right] = [child(each, 'left'), child(each, 'right')];
  const isCondition =
    right !== undefined && (place === 'test' || isBoolean(right) || isLogical(right) || isCall(right));
  return [
    ...(parent === operator ? [] : [{ node: each, becomes: operator === '&&' ? 'false' : 'true' } as const]).filter(
      ({ becomes }) => becomes === 'false' || isCondition,
    ),
    // `{ ...(a !== undefined && { a }) }` has the same fields without its condition, one of them undefined.
    ...(left && right?.type === 'ObjectExpression' && isPresence(left)
      ? []
      : condition(left, { place, parent: operator })),
    ...(isCondition ? condition(right, { place, parent: operator }) : right === undefined ? [] : inside(right)),
  ];
}

/** What is inside an operand, without the operand itself, which is counted already. */
function insideLeaf(each: Node): readonly Found[] {
  return each.type === 'CallExpression' ? inside(each) : inChildren(each);
}

/** The body of a function that chooses from a list. */
function predicate(call: Node): readonly Found[] {
  const callee = child(call, 'callee');
  const name = callee && v.safeParse(named, callee['property']);
  const [argument] = argumentsOf(call);
  const body = argument?.type === 'ArrowFunctionExpression' ? child(argument, 'body') : undefined;
  const isChosen = name?.success === true && PREDICATES.includes(name.output.value);
  // Comparisons and logical expressions are found anyway.
  return isChosen && body !== undefined && isCall(body)
    ? condition(body, { place: 'test' }).filter((each) => each.node === body)
    : [];
}

function checksOfPipe(call: Node): readonly Found[] {
  return nameInValibot(call) === 'pipe'
    ? argumentsOf(call)
        .slice(1)
        .filter((each) => CHECKS.includes(nameInValibot(each) ?? ''))
        .map((each) => ({ node: each, becomes: 'nothing' }) as const)
    : [];
}

/** `pipe` for `v.pipe(…)`. */
function nameInValibot(call: Node): string | undefined {
  const callee = child(call, 'callee');
  const object = callee && v.safeParse(named, callee['object']);
  const property = callee && v.safeParse(named, callee['property']);
  return object?.success === true && object.output.value === 'v' && property?.success === true
    ? property.output.value
    : undefined;
}

function argumentsOf(call: Node): readonly Node[] {
  const list = v.safeParse(v.array(v.object({ expression: node })), call['arguments']);
  return list.success ? list.output.map(({ expression }) => expression) : [];
}

function inChildren(each: Node, except: readonly string[] = []): readonly Found[] {
  return Object.entries(each)
    .filter(([name]) => !except.includes(name))
    .flatMap(([, value]) => nodesIn(value))
    .flatMap(inside);
}

/** The nearest nodes of a value: swc wraps some of them, such as arguments, in objects that are none. */
function nodesIn(value: unknown): readonly Node[] {
  if (Array.isArray(value)) {
    return value.flatMap(nodesIn);
  }
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return v.is(node, value) ? [value] : Object.values(value).flatMap(nodesIn);
}

function child(each: Node, name: string): Node | undefined {
  return v.is(node, each[name]) ? each[name] : undefined;
}

function withoutParentheses(each: Node): Node {
  const inner = each.type === 'ParenthesisExpression' ? child(each, 'expression') : undefined;
  return inner === undefined ? each : withoutParentheses(inner);
}

function operatorOf(each: Node): Operator | undefined {
  const operator = each.type === 'BinaryExpression' ? each['operator'] : undefined;
  return operator === '&&' || operator === '||' ? operator : undefined;
}

function isLogical(each: Node): boolean {
  return operatorOf(withoutParentheses(each)) !== undefined;
}

function isBoolean(whole: Node): boolean {
  const each = withoutParentheses(whole);
  return each.type === 'UnaryExpression'
    ? each['operator'] === '!'
    : each.type === 'BinaryExpression' && COMPARISONS.includes(String(each['operator']));
}

/** `a !== undefined`. */
function isPresence(each: Node): boolean {
  const right = v.safeParse(named, each['right']);
  return each['operator'] === '!==' && right.success && right.output.value === 'undefined';
}

function isCall(each: Node): boolean {
  return withoutParentheses(each).type === 'CallExpression' || each.type === 'AwaitExpression';
}
