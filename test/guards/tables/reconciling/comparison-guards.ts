/** The guards of beliefs against what channels really show, each with a small world of the model in which its removal shows. */
import { type Guard, SMALL_WORLDS } from '../../guard.ts';

const DIFFERENCE = 'shared/domain/pushing/difference.ts';
const COMPARING = 'test/model/differences/comparing.ts';
const HAND_AND_UNIT = 'somebody edits a figure and a unit comes in';
const HAND_AND_LOST_CALL = 'somebody edits a figure while a unit comes in, and a call is lost';
const HAND_AND_SALE = 'somebody edits a figure and a customer buys';

/** No raise goes further than it was meant to, no sale is put on sale again, and no figure stays wrong. */
export const COMPARISON_GUARDS: readonly Guard[] = [
  {
    guard: 'A channel that shows more than we believe is believed before it is raised',
    file: DIFFERENCE,
    search: '&& actual > listing.shown;',
    replace: '&& false;',
    tests: SMALL_WORLDS,
    world: HAND_AND_UNIT,
  },
  {
    guard: 'A raise of a channel that compares nothing is made right after a reading',
    file: DIFFERENCE,
    search: "(raiseProof === 'reading' || push.target - push.delta < 0)",
    replace: 'push.target - push.delta < 0',
    tests: SMALL_WORLDS,
    world: HAND_AND_UNIT,
  },
  {
    guard: 'A raise that was left is judged by a reading before it is called again',
    file: DIFFERENCE,
    search: 'return delta > 0 && !isCompared && exposure?.shares === undefined;',
    replace: 'return delta < 0 && !isCompared && exposure?.shares === undefined;',
    tests: SMALL_WORLDS,
    world: HAND_AND_LOST_CALL,
  },
  {
    guard: 'An answer that shows more than was meant is believed at once',
    file: DIFFERENCE,
    search: 'return isProof && showsMore',
    replace: 'return false && showsMore',
    tests: SMALL_WORLDS,
    world: HAND_AND_SALE,
  },
  {
    guard: 'Units that were put back and reported while a push was on its way count once',
    file: DIFFERENCE,
    search: 'shown: Math.min(listing.shown, target - delta) };',
    replace: 'shown: listing.shown + 0 * (target - delta) };',
    tests: SMALL_WORLDS,
    world: 'a customer cancels and a unit comes in',
  },
  {
    guard: 'What one place of a channel lacks is withheld at its others',
    file: 'shared/domain/pushing/unplaced.ts',
    search: 'offeredStock(state.stock, state.listings ?? [listing], listing.channel)',
    replace: 'offeredStock(state.stock, [], listing.channel)',
    tests: SMALL_WORLDS,
    world: 'one of two places sells a unit that another channel sold',
  },
  {
    guard: 'In memory: an item that was made again is believed as it was read',
    file: 'test/fakes/memory/memory-items.ts',
    search: 'const seen = { shown: shows, shownAsOf: asOf,',
    replace: 'const seen = { shown: known.shown + 0 * shows, shownAsOf: asOf,',
    tests: SMALL_WORLDS,
    world: 'an item is made again',
  },
  {
    guard: 'A difference is judged once all that the channel sold before is reported (in the model)',
    file: COMPARING,
    search: '!order.isBeforeReading || ',
    replace: 'true || ',
    tests: SMALL_WORLDS,
    world: HAND_AND_SALE,
  },
  {
    guard: 'An edit that is reported to nobody is found by the comparison of the whole channel (in the model)',
    file: COMPARING,
    search: 'hands[channel]?.hasEdited === true',
    replace: 'hands[channel]?.hasEdited === undefined',
    tests: SMALL_WORLDS,
    world: 'somebody edits a figure',
  },
  {
    guard: 'A listing is checked after each sale that its channel should have counted (in the model)',
    file: 'test/model/shop.ts',
    search: 'state.isCompared || state.madeFrom ? withChecks(posting) : posting',
    replace: 'state.isCompared ? posting : withChecks(posting)',
    tests: SMALL_WORLDS,
    world: 'an order is not counted',
  },
];
