/**
 * One guard of the product, how to remove it, and the tests that must notice. The text searched for must be in the file
 * exactly once.
 */
export type Guard = {
  /** What it guards, as a sentence. */
  readonly guard: string;
  readonly file: string;
  readonly search: string;
  readonly replace: string;
  /** Test files, as jest finds them. Those under test/emulator run against the emulator. */
  readonly tests: readonly string[];
  /** The one test of these files that must notice: its name ends so. Without the guard others may search for hours. */
  readonly world?: string;
  /** Seeds of the simulation to run, where only it meets the case. */
  readonly seeds?: number;
};

export const TESTS_OF_DOMAIN = ['test/shared/domain/', 'test/properties/', 'test/scars/ledger'] as const;
export const TESTS_OF_POSTING = [
  'test/shared/usecases/posting/post-observations',
  'test/shared/usecases/posting/route-outcomes',
  'test/simulation/findings',
] as const;
export const TESTS_OF_HOLDS = ['test/shared/usecases/holds/', 'test/simulation/findings', 'test/properties/'] as const;
export const TESTS_OF_PUSHES = [
  'test/shared/domain/pushing/push-plan',
  'test/shared/domain/pushing/push',
  'test/shared/domain/pushing/channels-due',
  'test/shared/domain/listing/deduction',
  'test/shared/usecases/pushing/push-stock',
  'test/scars/pushes',
  'test/simulation/findings',
] as const;
export const MEMORY_TABLE = ['test/fakes/memory/memory-table'] as const;
export const DYNAMO_TABLE = ['test/emulator/stores/dynamo-table'] as const;
/** The smallest worlds of the model: a guard names the one in which its removal shows. */
export const SMALL_WORLDS = ['test/model/small-worlds'] as const;
