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

export const ALLOWED: readonly Allowance[] = [
  { rule: 'tests mirror sources', under: 'test/sandbox/amazon', count: 3 },
  { rule: 'tests mirror sources', under: 'test/sandbox/shopify', count: 5 },
  { rule: 'tests mirror sources', under: 'test/sandbox/square', count: 2 },
  { rule: 'tests mirror sources', under: 'test/shared/channels/amazon', count: 3 },
  { rule: 'tests mirror sources', under: 'test/shared/channels/shopify', count: 6 },
  { rule: 'tests mirror sources', under: 'test/shared/channels/square', count: 2 },
  { rule: 'tests mirror sources', under: 'test/shared/domain', count: 2 },
  { rule: 'tests mirror sources', under: 'test/shared/usecases', count: 5 },
];
