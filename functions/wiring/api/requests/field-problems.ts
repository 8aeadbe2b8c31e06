/** Says in words what is wrong with a request: every field at once. */
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as v from 'valibot';
import { problem } from '../../../../shared/aws/lambda/http.ts';

/** One field that is wrong; `path` as in `lines[0].quantity`, `body` for the body as a whole. */
export type FieldProblem = { readonly path: string; readonly reason: string };

/** 400 with every field that is wrong; `path` is that of the first one. */
export function invalid(fields: readonly [FieldProblem, ...FieldProblem[]]): APIGatewayProxyStructuredResultV2 {
  const message = fields.map(({ path, reason }) => `${path}: ${withoutFullStop(reason)}`).join('; ');
  return problem(400, 'invalid', `${message}.`, { path: fields[0].path, fields });
}

/** What a schema found, in the order of the fields. */
export function fieldProblems([first, ...others]: readonly [
  v.BaseIssue<unknown>,
  ...v.BaseIssue<unknown>[],
]): readonly [FieldProblem, ...FieldProblem[]] {
  return [fieldProblem(first), ...others.map(fieldProblem)];
}

function fieldProblem(issue: v.BaseIssue<unknown>): FieldProblem {
  return { path: pathOf(issue), reason: reasonFor(issue) };
}

function pathOf(issue: v.BaseIssue<unknown>): string {
  return v.getDotPath(issue)?.replaceAll(/\.(\d+)/g, '[$1]') ?? 'body';
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  Array: 'a list',
  Object: 'a JSON object',
};

/** A schema's own sentence; where it has none, what valibot expected, in words. */
function reasonFor({ kind, expected, received, message }: v.BaseIssue<unknown>): string {
  if (expected === 'never') {
    return 'there is no such field here';
  }
  if (received === 'undefined') {
    return 'it is missing';
  }
  return kind === 'schema' && expected !== null ? `use ${inWords(expected)}` : message;
}

/** `("committed" | "sold")` reads as `"committed" or "sold"`. */
function inWords(expected: string): string {
  return KINDS[expected] ?? expected.replaceAll(/[()]/g, '').replaceAll(' | ', ' or ');
}

function withoutFullStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}
