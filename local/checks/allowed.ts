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
  { rule: 'words of the glossary', under: 'infra/intake', count: 2 },
  { rule: 'words of the glossary', under: 'infra/ledger', count: 1 },
  { rule: 'words of the glossary', under: 'local/flash-sale', count: 2 },
  { rule: 'words of the glossary', under: 'local/stack', count: 1 },
  { rule: 'words of the glossary', under: 'local/start.ts', count: 1 },
  { rule: 'words of the glossary', under: 'sandbox/amazon', count: 2 },
  { rule: 'words of the glossary', under: 'sandbox/shopify', count: 39 },
  { rule: 'words of the glossary', under: 'sandbox/square', count: 3 },
  { rule: 'words of the glossary', under: 'shared/aws', count: 14 },
  { rule: 'words of the glossary', under: 'shared/channels', count: 12 },
  { rule: 'words of the glossary', under: 'shared/domain', count: 7 },
  { rule: 'words of the glossary', under: 'shared/usecases', count: 1 },
];
