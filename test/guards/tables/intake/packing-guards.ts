/** The guards of packing: from a receiver to the observations queue, while a SKU is hot. */
import type { Guard } from '../../guard.ts';

/** What waits of a hot SKU is packed, and nothing of it is lost. */
export const PACKING_GUARDS: readonly Guard[] = [
  {
    guard: 'What the observations queue does not take for the moment is packed, and its sender answered',
    file: 'shared/aws/messaging/by-rate.ts',
    search: '        await packing.send(observations);\n        rates.areHot(observations);\n',
    replace: '        throw error;\n',
    tests: ['test/shared/aws/messaging/by-rate'],
  },
  {
    guard: 'A SKU that sells fast is packed only while more waits than is worked on',
    file: 'shared/aws/messaging/by-rate.ts',
    search: ' && (await this.#doManyWait(now))',
    replace: '',
    tests: ['test/shared/aws/messaging/by-rate'],
  },
  {
    guard: 'What can never be queued is refused, and not packed',
    file: 'shared/aws/messaging/by-rate.ts',
    search: 'if (error instanceof PermanentError) {',
    replace: 'if (false) {',
    tests: ['test/shared/aws/messaging/by-rate'],
  },
  {
    guard: 'What is packed is done only once the observations queue has it',
    file: 'functions/wiring/packing.ts',
    search: '    if (!(error instanceof UnsendableError)) {\n      throw error;\n',
    replace: '    if (!(error instanceof UnsendableError)) {\n      return [];\n',
    tests: ['test/functions/wiring/packing'],
  },
  {
    guard: 'What was packed with a message that can never be sent is sent without it',
    file: 'functions/wiring/packing.ts',
    search: 'unsendable.push(...(await unsentOf(observations, [message])));',
    replace: 'unsendable.push(message);',
    tests: ['test/functions/wiring/packing'],
  },
  {
    guard: 'No marker passes while something waits to be packed',
    file: 'functions/wiring/posting.ts',
    search: 'hasMarkers && (await isAnyWaiting(queues, packingUrl))',
    replace: 'hasMarkers && (await isAnyWaiting(queues, packingUrl)) && false',
    tests: ['test/functions/wiring/posting'],
  },
];
