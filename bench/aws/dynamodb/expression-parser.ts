/** Reads DynamoDB's condition, key condition and update expressions, as far as the product writes them. */

/** Where a value lies in an item: names of attributes from the outside in. */
export type Path = readonly string[];

export type Operand =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'value'; readonly name: string }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Operand[] }
  | { readonly kind: 'sum'; readonly sign: 1 | -1; readonly left: Operand; readonly right: Operand };

export type Condition =
  | { readonly kind: 'or' | 'and'; readonly all: readonly Condition[] }
  | { readonly kind: 'not'; readonly one: Condition }
  | { readonly kind: 'test'; readonly name: string; readonly args: readonly Operand[] };

export type Change =
  | { readonly kind: 'SET'; readonly path: Path; readonly to: Operand }
  | { readonly kind: 'REMOVE'; readonly path: Path }
  | { readonly kind: 'ADD'; readonly path: Path; readonly to: Operand };

/** The aliases of a call, `#name` → attribute. */
export type Names = Readonly<Record<string, string>>;

const TOKEN = /\s*(<>|<=|>=|[=<>(),.+-]|[#:]?[A-Za-z_][A-Za-z0-9_]*)/y;

/** Throws at whatever it does not know: a bench that guesses would count what AWS refuses. */
export function parseCondition(text: string, names: Names): Condition {
  const tokens = new Tokens(text, names);
  const condition = anyOf(tokens);
  tokens.expectEnd();
  return condition;
}

/** The changes of an update expression, in its order. */
export function parseUpdate(text: string, names: Names): readonly Change[] {
  const tokens = new Tokens(text, names);
  const changes: Change[] = [];
  while (!tokens.isAtEnd()) {
    const kind = tokens.take();
    do {
      changes.push(changeOf(kind, tokens));
    } while (tokens.takeIf(','));
  }
  return changes;
}

function changeOf(kind: string, tokens: Tokens): Change {
  const path = pathFrom(tokens);
  switch (kind) {
    case 'REMOVE':
      return { kind, path };
    case 'ADD':
      return { kind, path, to: operand(tokens) };
    case 'SET':
      tokens.expect('=');
      return { kind, path, to: sum(tokens) };
    default:
      throw new Error(`The bench knows no update ${kind}: add it to bench/aws/dynamodb/expression-parser.ts.`);
  }
}

function anyOf(tokens: Tokens): Condition {
  const all = [allOf(tokens)];
  while (tokens.takeIf('OR')) {
    all.push(allOf(tokens));
  }
  return { kind: 'or', all };
}

function allOf(tokens: Tokens): Condition {
  const all = [single(tokens)];
  while (tokens.takeIf('AND')) {
    all.push(single(tokens));
  }
  return { kind: 'and', all };
}

function single(tokens: Tokens): Condition {
  if (tokens.takeIf('NOT')) {
    return { kind: 'not', one: single(tokens) };
  }
  if (tokens.takeIf('(')) {
    const inner = anyOf(tokens);
    tokens.expect(')');
    return inner;
  }
  const left = operand(tokens);
  if (left.kind === 'call' && left.name !== 'size') {
    return { kind: 'test', name: left.name, args: left.args };
  }
  const name = tokens.take();
  if (name === 'BETWEEN') {
    const low = operand(tokens);
    tokens.expect('AND');
    return { kind: 'test', name, args: [left, low, operand(tokens)] };
  }
  if (!['=', '<>', '<', '<=', '>', '>='].includes(name)) {
    throw new Error(`“${name}” compares nothing in the expression ${tokens.text}`);
  }
  return { kind: 'test', name, args: [left, operand(tokens)] };
}

function sum(tokens: Tokens): Operand {
  const left = operand(tokens);
  if (tokens.takeIf('+')) {
    return { kind: 'sum', sign: 1, left, right: operand(tokens) };
  }
  return tokens.takeIf('-') ? { kind: 'sum', sign: -1, left, right: operand(tokens) } : left;
}

function operand(tokens: Tokens): Operand {
  if (tokens.peek().startsWith(':')) {
    return { kind: 'value', name: tokens.take() };
  }
  const path = pathFrom(tokens);
  const [name = ''] = path;
  if (!tokens.takeIf('(')) {
    return { kind: 'path', path };
  }
  const args = [operand(tokens)];
  while (tokens.takeIf(',')) {
    args.push(operand(tokens));
  }
  tokens.expect(')');
  return { kind: 'call', name, args };
}

function pathFrom(tokens: Tokens): Path {
  const path = [tokens.takeName()];
  while (tokens.takeIf('.')) {
    path.push(tokens.takeName());
  }
  return path;
}

class Tokens {
  readonly text: string;
  readonly #names: Names;
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(text: string, names: Names) {
    this.text = text;
    this.#names = names;
    this.#tokens = tokensOf(text);
  }

  isAtEnd(): boolean {
    return this.#at >= this.#tokens.length;
  }

  peek(): string {
    return this.#tokens[this.#at] ?? '';
  }

  take(): string {
    const token = this.peek();
    this.#at += 1;
    return token;
  }

  takeIf(token: string): boolean {
    const isIt = this.peek() === token;
    this.#at += isIt ? 1 : 0;
    return isIt;
  }

  takeName(): string {
    const token = this.take();
    const name = token.startsWith('#') ? this.#names[token] : token;
    if (name === undefined || !/^[A-Za-z_]/.test(name)) {
      throw new Error(`“${token}” names no attribute in the expression ${this.text}`);
    }
    return name;
  }

  expect(token: string): void {
    if (!this.takeIf(token)) {
      throw new Error(`“${token}” is missing before “${this.peek()}” in the expression ${this.text}`);
    }
  }

  expectEnd(): void {
    if (!this.isAtEnd()) {
      throw new Error(`“${this.peek()}” is too much in the expression ${this.text}`);
    }
  }
}

function tokensOf(text: string): readonly string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const at = TOKEN.lastIndex;
    const [, token] = TOKEN.exec(text) ?? [];
    if (token === undefined) {
      throw new Error(`“${text.slice(at)}” cannot be read in the expression ${text}`);
    }
    tokens.push(token);
  }
  return tokens;
}
