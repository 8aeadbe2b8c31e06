/** The guards of stored shapes and their versions. */
import type { Guard } from '../guard.ts';

const SHAPE = 'shared/aws/shapes/shape.ts';
const TESTS_OF_SHAPES = ['test/shared/aws/shapes/'] as const;
const WRITES = 'shared/aws/ledger/conditional-write.ts';
const TESTS_OF_WRITES = ['test/shared/aws/ledger/conditional-write'] as const;
const MESSAGES = 'shared/aws/messaging/read-messages.ts';
const TESTS_OF_MESSAGES = ['test/shared/aws/messaging/read-messages'] as const;

const OLDER_PLACES = ['test/shared/aws/ledger/older-places'] as const;

/** How stored forms and messages are read, where older versions stored them, and what a refused write means. */
export const SHAPE_GUARDS: readonly Guard[] = [
  {
    guard: 'What a newer version wrote is refused',
    file: SHAPE,
    search: 'if (shapeVersion > version) {',
    replace: 'if (shapeVersion > 1_000_000) {',
    tests: TESTS_OF_SHAPES,
  },
  {
    guard: 'What says no version is of the first one',
    file: SHAPE,
    search: '{ shapeVersion = 1, ...fields }',
    replace: '{ shapeVersion = version, ...fields }',
    tests: TESTS_OF_SHAPES,
  },
  {
    guard: 'An older form is brought up from its own version on',
    file: SHAPE,
    search: 'upcasts.slice(shapeVersion - 1)',
    replace: 'upcasts.slice(0)',
    tests: TESTS_OF_SHAPES,
  },
  {
    guard: 'A key that valibot would leave out is refused',
    file: 'shared/aws/shapes/fields.ts',
    search: 'UNREADABLE_KEYS.every((key) => !Object.hasOwn(stored, key))',
    replace: 'true',
    tests: TESTS_OF_SHAPES,
  },
  {
    guard: 'A field that no version of an entry has is refused',
    file: 'shared/aws/shapes/ledger-items.ts',
    search: 'const entry = v.strictObject({',
    replace: 'const entry = v.object({',
    tests: TESTS_OF_SHAPES,
  },
  {
    guard: 'A call refused for its timing is repeated in place',
    file: WRITES,
    search: 'if (attempt >= ATTEMPTS || !isTransient(error)) {',
    replace: 'if (attempt >= 1 || !isTransient(error)) {',
    tests: TESTS_OF_WRITES,
  },
  {
    guard: 'Only a call refused for its timing is repeated in place',
    file: WRITES,
    search: 'if (attempt >= ATTEMPTS || !isTransient(error)) {',
    replace: 'if (attempt >= ATTEMPTS) {',
    tests: TESTS_OF_WRITES,
  },
  {
    guard: 'A transaction is refused only by a condition',
    file: WRITES,
    search: "error instanceof TransactionCanceledException && reasonsOf(error).includes('ConditionalCheckFailed')",
    replace: 'error instanceof TransactionCanceledException && reasonsOf(error).length > 0',
    tests: TESTS_OF_WRITES,
  },
  {
    guard: 'A message that cannot be read goes back to its queue',
    file: MESSAGES,
    search: '      unreadable.push(record);\n      if (!(error',
    replace: '      if (!(error',
    tests: TESTS_OF_MESSAGES,
  },
  {
    guard: 'What comes after an unreadable message in its group waits for it',
    file: MESSAGES,
    search: '        blockedGroups.add(group);\n',
    replace: '',
    tests: TESTS_OF_MESSAGES,
  },
  {
    guard: 'Facts that an older version stored with the head are read there',
    file: 'shared/aws/ledger/ledger-store.ts',
    search: 'isAnyWithHead(items) ? ',
    replace: 'items.length < 0 ? ',
    tests: OLDER_PLACES,
  },
  {
    guard: 'A fact that an older version stored with the head is changed there',
    file: 'shared/aws/ledger/posting-actions.ts',
    search: 'before?.isWithHead === true ? olderSeenKey(sku, key) : seenKey(sku, key)',
    replace: 'seenKey(sku, key)',
    tests: OLDER_PLACES,
  },
  {
    guard: 'Only a SKU whose first entry lies apart is read without its older places',
    file: 'shared/aws/ledger/posting-actions.ts',
    search: 'before.seq === 0 ? { ...head, isApart: true } : head',
    replace: '{ ...head, isApart: true }',
    tests: OLDER_PLACES,
  },
  {
    guard: 'Entries that an older version stored with the head are read there',
    file: 'shared/aws/ledger/numbered-entries.ts',
    search: 'return older.entries.length > 0 ? { ...older, isMore: true }',
    replace: 'return older.entries.length < 0 ? { ...older, isMore: true }',
    tests: OLDER_PLACES,
  },
];
