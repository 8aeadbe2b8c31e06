/** Guards of what is set aside, and put back by a person: each rule, how to remove it, and the tests that notice. */
import type { Guard } from '../../guard.ts';

/** What is set aside rings, goes back where it came from, and is not lost on the way. */
export const DEAD_LETTER_GUARDS: readonly Guard[] = [
  {
    guard: 'Dead letters of one SKU behind its first ten are put back too',
    file: 'shared/aws/messaging/dead-letters.ts',
    search: 'known.add(keyOf(letter));',
    replace: 'return all;',
    tests: ['test/shared/aws/messaging/dead-letters'],
  },
  {
    guard: 'A message that comes back is put back once',
    file: 'shared/aws/messaging/dead-letters.ts',
    search: 'able.filter((letter) => !known.has(keyOf(letter)))',
    replace: 'able',
    tests: ['test/shared/aws/messaging/dead-letters'],
  },
  {
    guard: 'A dead letter goes back into the queue that it came from, and no other',
    file: 'shared/aws/messaging/dead-letters.ts',
    search: 'sources.find(({ url }) => url.endsWith(`/${name}`))',
    replace: 'sources[0]',
    tests: ['test/shared/aws/messaging/dead-letters'],
  },
  {
    guard: 'A dead letter whose queue is gone stays',
    file: 'shared/aws/messaging/dead-letters.ts',
    search: 'letters.filter(({ source }) => source.url !== undefined)',
    replace: 'letters',
    tests: ['test/shared/aws/messaging/dead-letters'],
  },
  {
    guard: 'A deployment that would delete what was set aside stops',
    file: 'local/deploying/set-aside.ts',
    search: 'OF_BEFORE.test(id) && !STAYS.test(id)',
    replace: 'false',
    tests: ['test/local/deploying/set-aside'],
  },
  {
    guard: 'What is set aside while other messages wait for a person rings too',
    file: 'infra/operations/operations.ts',
    search: 'inTheStack.moreDeadLetters(intake.packing.waiting.deadLetters);',
    replace: '',
    tests: ['test/infra/operations/operations'],
  },
  {
    guard: 'A message that may be set aside behind others of its SKU is not said to be worked on',
    file: 'cli/reports/redrive-report.ts',
    search: 'if (unseen > 0 &&',
    replace: 'if (unseen < 0 &&',
    tests: ['test/cli/reports/redrive-report'],
  },
];
