/** What a command of `npx stockline` is, and the options that every command takes. */
import type { ParseArgsOptionsConfig } from 'node:util';
import { InvalidIdentifierError, parseReason } from '../shared/domain/identifiers.ts';

/** A command of `npx stockline`. */
export type Command = {
  /** Its options as it reads them. */
  readonly options: ParseArgsOptionsConfig;
  /** Words with a meaning of their own that it takes, as `set` and `show`. */
  readonly words?: readonly string[];
  /** Usage, options with their defaults, and an example. */
  readonly usage: string;
  /** Resolves with the exit code: 0 done, 1 failed or a problem found. Throws UsageError for wrong usage. */
  run(args: readonly string[]): Promise<number>;
};

/** Wrong usage: `main` prints the message and where the command is explained, and exits with 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The reason that an operator gives for a decision. Throws UsageError where there is none, or one that cannot be kept. */
export function requiredReason(given = ''): string {
  const reason = given.trim();
  if (reason === '') {
    throw new UsageError('Say why: --reason "…". The reason is kept.');
  }
  try {
    return parseReason(reason);
  } catch (error) {
    throw error instanceof InvalidIdentifierError ? new UsageError(`--reason: ${error.message}`) : error;
  }
}

/** Options every command takes. */
export const COMMON_OPTIONS = {
  local: { type: 'boolean', default: false },
  config: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

export const COMMON_USAGE = `  --local           work on the running local stack (npm start) instead of your AWS account
  --config FILE     the configuration that was deployed (default stockline.config.ts; with --local the demo's)
  --profile NAME    the AWS profile; --region NAME  the AWS region; --stage NAME  a deployment beside production
  --json            print JSON for machines`;
