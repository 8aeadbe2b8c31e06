/** Evaluates DynamoDB's expressions on an item: whether a condition holds, and what an update makes of it. */
import { isDeepStrictEqual } from 'node:util';
import { type Change, type Condition, type Operand, type Path, parseUpdate } from './expression-parser.ts';

/** An item as the document client gives and takes it: plain values, and sets. */
export type Item = Readonly<Record<string, unknown>>;
/** The values of a call, `:name` → value. */
export type Values = Readonly<Record<string, unknown>>;

/** Whether the condition holds for the item; one that is not there has no attributes. */
export function holds(condition: Condition, item: Item, values: Values): boolean {
  switch (condition.kind) {
    case 'or':
      return condition.all.some((each) => holds(each, item, values));
    case 'and':
      return condition.all.every((each) => holds(each, item, values));
    case 'not':
      return !holds(condition.one, item, values);
    case 'test':
      return test(
        condition.name,
        condition.args.map((each) => resolved(each, item, values)),
      );
    default:
      return condition satisfies never;
  }
}

function test(name: string, [left, right, upper]: readonly unknown[]): boolean {
  switch (name) {
    case 'attribute_exists':
      return left !== undefined;
    case 'attribute_not_exists':
      return left === undefined;
    case 'begins_with':
      return typeof left === 'string' && typeof right === 'string' && left.startsWith(right);
    case 'contains':
      if (typeof left === 'string') {
        return typeof right === 'string' && left.includes(right);
      }
      return left instanceof Set ? left.has(right) : Array.isArray(left) && left.includes(right);
    case '=':
      return left !== undefined && isDeepStrictEqual(left, right);
    case '<>':
      return !isDeepStrictEqual(left, right);
    case 'BETWEEN':
      return compare(left, right) >= 0 && compare(left, upper) <= 0;
    case '<':
      return compare(left, right) < 0;
    case '<=':
      return compare(left, right) <= 0;
    case '>':
      return compare(left, right) > 0;
    case '>=':
      return compare(left, right) >= 0;
    default:
      throw new Error(`The bench knows no condition ${name}: add it to bench/aws/dynamodb/expressions.ts.`);
  }
}

/** Not a number where the two cannot be compared, so that no comparison holds. */
function compare(left: unknown, right: unknown): number {
  if (typeof left === 'number' && typeof right === 'number') {
    return left - right;
  }
  return typeof left === 'string' && typeof right === 'string'
    ? Buffer.compare(Buffer.from(left), Buffer.from(right))
    : Number.NaN;
}

/** An update that DynamoDB refuses as invalid: the product has a bug, or the bench. */
export class InvalidUpdateError extends Error {
  override readonly name = 'ValidationException';
}

/** The item after the update. Every value is computed from the item as it was before. */
export function updated(
  before: Item,
  expression: string,
  names: Readonly<Record<string, string>>,
  values: Values,
): Item {
  const changes = parseUpdate(expression, names);
  return changes.reduce((item, change) => changed(item, change, before, values), before);
}

function changed(item: Item, change: Change, before: Item, values: Values): Item {
  switch (change.kind) {
    case 'REMOVE':
      return withValue(item, change.path, undefined);
    case 'SET':
      return withValue(item, change.path, present(resolved(change.to, before, values), change));
    case 'ADD': {
      const [present, added] = [at(before, change.path), resolved(change.to, before, values)];
      const sum =
        added instanceof Set
          ? new Set([...(present instanceof Set ? present : []), ...added])
          : number(present ?? 0, change) + number(added, change);
      return withValue(item, change.path, sum);
    }
    default:
      return change satisfies never;
  }
}

function withValue(item: Item, [name = '', ...rest]: Path, value: unknown): Item {
  const inner = item[name];
  if (rest.length === 0) {
    const { [name]: _gone, ...others } = item;
    return value === undefined ? others : { ...others, [name]: value };
  }
  if (!isItem(inner)) {
    throw new InvalidUpdateError(`The document path ${name}.${rest.join('.')} is invalid for update.`);
  }
  return { ...item, [name]: withValue(inner, rest, value) };
}

function resolved(operand: Operand, item: Item, values: Values): unknown {
  switch (operand.kind) {
    case 'path':
      return at(item, operand.path);
    case 'value':
      return given(values, operand.name);
    case 'sum': {
      const [left, right] = [resolved(operand.left, item, values), resolved(operand.right, item, values)];
      return number(left, operand) + operand.sign * number(right, operand);
    }
    case 'call': {
      const [first, second] = operand.args.map((each) => resolved(each, item, values));
      return operand.name === 'if_not_exists' ? (first ?? second) : sizeOrArgument(operand.name, first);
    }
    default:
      return operand satisfies never;
  }
}

function sizeOrArgument(name: string, value: unknown): unknown {
  if (name !== 'size') {
    throw new Error(`The bench knows no function ${name}: add it to bench/aws/dynamodb/expressions.ts.`);
  }
  return value instanceof Set
    ? value.size
    : Array.isArray(value) || typeof value === 'string'
      ? value.length
      : undefined;
}

function given(values: Values, name: string): unknown {
  if (!(name in values)) {
    throw new InvalidUpdateError(`An expression attribute value used in expression is not defined: ${name}`);
  }
  return values[name];
}

function at(item: Item, path: Path): unknown {
  return path.reduce<unknown>((inner, name) => (isItem(inner) ? inner[name] : undefined), item);
}

function isItem(value: unknown): value is Item {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Set);
}

function present(value: unknown, change: Change): unknown {
  if (value === undefined) {
    throw new InvalidUpdateError(`The expression refers to an attribute that does not exist: ${change.path.join('.')}`);
  }
  return value;
}

function number(value: unknown, where: object): number {
  if (typeof value !== 'number') {
    throw new InvalidUpdateError(`An operand has an incorrect data type: ${JSON.stringify(where)}`);
  }
  return value;
}
