/** The rule that a function is short, counted with what is inside it. */
import { type ParseOptions, parseSync } from '@swc/core';
import { type Finding, type HouseRule, isTest } from './tree.ts';

/** Lines from the first of the function to its last. */
const LINES_MAX = 70;

/** Biome counts a function without the functions inside it, so that one of 84 lines passed as several short ones. */
export const SHORT_FUNCTIONS: HouseRule = {
  name: 'short functions',
  why: 'A function is read at one go: what does not fit on a screen holds more than one idea.',
  remedy: 'Give a part of it a name of its own.',
  find: (tree) =>
    [...tree]
      .filter(([path]) => /\.tsx?$/.test(path) && !isTest(path))
      .flatMap(([path, text]) => longFunctions(path, text)),
};

const PARSING: ParseOptions = { syntax: 'typescript', target: 'es2024' };
const PARSING_TSX: ParseOptions = { ...PARSING, tsx: true };

/** Nodes of @swc/core's syntax tree (its types.d.ts, 1.16) that are a function with a body of its own. */
const FUNCTION_NODES: ReadonlySet<unknown> = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ClassMethod',
  'PrivateMethod',
  'Constructor',
  'MethodProperty',
  'GetterProperty',
  'SetterProperty',
]);

function longFunctions(path: string, text: string): readonly Finding[] {
  const bytes = Buffer.from(text);
  const findings: Finding[] = [];
  visit(parseSync(text, path.endsWith('.tsx') ? PARSING_TSX : PARSING), (node) => {
    const span = FUNCTION_NODES.has(node['type']) ? spanOf(node) : undefined;
    if (span === undefined) {
      return;
    }
    // Positions count bytes, from 1.
    const [start, end] = [span.start - 1, span.end - 1];
    const lines = newLines(bytes.subarray(start, end)) + 1;
    if (lines > LINES_MAX) {
      const line = newLines(bytes.subarray(0, start)) + 1;
      findings.push({ file: path, what: `line ${line}: a function of ${lines} lines; ${LINES_MAX} are the most` });
    }
  });
  return findings;
}

type Node = Readonly<Record<string, unknown>>;

function visit(value: unknown, see: (node: Node) => void): void {
  if (Array.isArray(value)) {
    for (const each of value) {
      visit(each, see);
    }
  } else if (isNode(value)) {
    see(value);
    for (const each of Object.values(value)) {
      visit(each, see);
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}

/** Some nodes keep their position in the function they wrap (`@swc/core` types: `MethodProperty`, `ClassMethod`). */
function spanOf(node: Node): { readonly start: number; readonly end: number } | undefined {
  const span = node['span'];
  return isNode(span) && typeof span['start'] === 'number' && typeof span['end'] === 'number'
    ? { start: span['start'], end: span['end'] }
    : undefined;
}

function newLines(bytes: Uint8Array): number {
  return bytes.reduce((count, byte) => (byte === 0x0a ? count + 1 : count), 0);
}
