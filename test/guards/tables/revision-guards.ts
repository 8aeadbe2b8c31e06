/** The guards of movements that their source may state anew under the same id. */
import type { Guard } from '../guard.ts';

const MOVEMENT = 'shared/domain/posting/decide-movement.ts';
const TESTS = ['test/shared/domain/posting/decide-movement'] as const;

/** Movements that their source changes under their id. */
export const REVISION_GUARDS: readonly Guard[] = [
  {
    guard: 'Of a movement that its source changed the difference is posted',
    file: MOVEMENT,
    search: 'recorded === undefined ? changes : changesBetween(recorded.changes, changes)',
    replace: 'changes',
    tests: TESTS,
  },
  {
    guard: 'What a movement says is remembered, so that its next change can be compared',
    file: MOVEMENT,
    search: '...(readAt !== undefined && { moved: { changes, deducted, readAt } }),',
    replace: '',
    tests: TESTS,
  },
  {
    guard: 'An older reading of a movement undoes no later one',
    file: 'shared/domain/posting/compare-with-recorded.ts',
    search: "return observation.readAt > known.recorded.moved.readAt ? NEWS : { kind: 'stale', seq: comparison.seq };",
    replace: 'return NEWS;',
    tests: TESTS,
  },
  {
    guard: 'A movement that its source changed is queued again',
    file: 'shared/domain/ledger/known-movement.ts',
    search: 'return isTheSame || readAt <= moved.readAt;',
    replace: 'return true;',
    tests: ['test/shared/domain/ledger/known-movement'],
  },
  {
    guard: 'A change that its source states anew is none that this process remembers',
    file: 'shared/usecases/intake/remembered-changes.ts',
    search: 'isYoung && remembered.contents === contentsOf(change)',
    replace: 'isYoung',
    tests: ['test/shared/usecases/intake/remembered-changes'],
  },
  {
    guard: 'A process forgets changes: another one may have seen them stated anew since',
    file: 'shared/usecases/intake/remembered-changes.ts',
    search: ' && now.getTime() - remembered.at < REMEMBERED_MS',
    replace: '',
    tests: ['test/shared/usecases/intake/remembered-changes'],
  },
];
