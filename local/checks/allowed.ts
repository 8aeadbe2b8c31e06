/**
 * What broke a rule when the rule came. The list only ever gets shorter: more than it says fails, and so does less, until
 * its line says so.
 */
export type Allowance = {
  readonly rule: string;
  /** A file, or a folder with all that is in it. */
  readonly under: string;
  readonly count: number;
};

export const ALLOWED: readonly Allowance[] = [];
