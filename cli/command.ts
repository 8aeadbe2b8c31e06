/** What a command of `npx stockline` is, and the options that every command takes. */

/** A command of `npx stockline`. */
export type Command = {
  /** One line for the overview. */
  readonly summary: string;
  /** Usage, options with their defaults, and an example. */
  readonly usage: string;
  /** Resolves with the exit code: 0 done, 1 failed or a problem found. Throws UsageError for wrong usage. */
  run(args: readonly string[]): Promise<number>;
};

/** Wrong usage: `main` prints the message with the command's usage, and exits with 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The reason that an operator gives for a decision, as it was typed. Throws UsageError where there is none. */
export function requiredReason(given = ''): string {
  if (given.trim() === '') {
    throw new UsageError('Say why: --reason "…". The reason is kept.');
  }
  return given;
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
