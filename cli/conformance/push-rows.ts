/** Rows of the conformance table: what a push does. Each leaves the listing as it found it. */

import { setTimeout as pause } from 'node:timers/promises';
import { pushAnswer } from '../../shared/channels/direct/client/channel-client.ts';
import {
  bringTo,
  elsewherePush,
  figurePush,
  mustAccept,
  mustApply,
  mustTake,
  pushOf,
  puttingBack,
  unknownPush,
} from './push.ts';
import { NotConforming } from './shop-caller.ts';
import { figuresOf, mustShow, needsListing, placeKey, type Row, shownNow, type Trial, triedOf } from './trial.ts';

/** Stockline makes so many at once (docs/own-shop.md). */
const AT_ONCE_MOST = 20;
const SAME_KEY_AT_ONCE = 5;
const WATCHED_MOST = 100;
const POLL_MS = 500;

const needsDifferences = (trial: Trial) =>
  trial.shop?.takes === 'figures' ? 'the shop takes figures only' : needsListing(trial);
const needsFigures = (trial: Trial) =>
  trial.shop?.takes === 'figures' ? needsListing(trial) : 'the shop takes differences';

export const PUSH_ROWS: readonly Row[] = [
  {
    name: 'lower, raise',
    promise: 'takes a unit off, puts it back, and says each time what it shows',
    unmet: needsDifferences,
    run: (trial) =>
      puttingBack(trial, async (before) => {
        const lowered = await mustApply(trial, pushOf(trial, { change: -1 }));
        mustSay(lowered, before - 1);
        await mustShow(trial, before - 1, 'after a push of -1');
        mustSay(await mustApply(trial, pushOf(trial, { change: 1, ifShown: before - 1 })), before);
        await mustShow(trial, before, 'after it was put back');
      }),
  },
  {
    name: 'figure',
    promise: 'shows a figure within the settle time after it accepted it',
    unmet: needsFigures,
    run: (trial) => puttingBack(trial, (before) => mustTake(trial, figurePush(trial, before - 1))),
  },
  {
    name: 'nothing else',
    promise: 'moves no other listing by a push, and none at another location',
    unmet: (trial) =>
      needsListing(trial) ?? ((trial.catalogue ?? []).length < 2 ? 'it lists one thing at one location' : undefined),
    run: tryNothingElse,
  },
  {
    name: 'same key',
    promise: 'applies a push once, however often and however late it comes, and answers it as before',
    unmet: needsListing,
    run: (trial) => (trial.shop?.takes === 'figures' ? trySameKeyOfFigure(trial) : trySameKey(trial)),
  },
  {
    name: 'comparison',
    promise: 'applies nothing where it shows something else than ifShown',
    unmet: needsDifferences,
    run: (trial) =>
      puttingBack(trial, async (before) => {
        for (const ifShown of [before + 1, before - 1]) {
          const push = pushOf(trial, { change: 1, ifShown });
          const { value, exchange } = await trial.caller.ask('push', push, pushAnswer);
          if (value.result !== 'stale') {
            throw new NotConforming(`The result is “${value.result}” where “stale” was expected.`, exchange);
          }
          await mustShow(trial, before, 'after a push that was stale');
        }
      }),
  },
  {
    name: 'at once',
    promise: 'loses none of several pushes at the same moment',
    unmet: needsDifferences,
    run: tryAtOnce,
  },
  {
    name: 'below zero',
    promise: 'says what it shows when a push takes off more than there is, as after a sale that is not reported yet',
    unmet: needsDifferences,
    run: (trial) =>
      puttingBack(trial, async (before) => {
        const { shows, exchange } = await mustApply(trial, pushOf(trial, { change: -before - 1 }));
        const now = await shownNow(trial);
        if (now !== shows) {
          throw new NotConforming(`It says ${shows} and shows ${now}.`, exchange);
        }
        if (shows > 0) {
          throw new NotConforming(`It shows ${shows} after more than all was taken off.`, exchange);
        }
      }),
  },
  {
    name: 'unknown',
    promise: 'refuses a listing that it does not have, or not at that location, with a sentence',
    unmet: needsListing,
    async run(trial) {
      for (const push of [unknownPush(trial), elsewherePush(trial)]) {
        const { value, exchange } = await trial.caller.ask('push', push, pushAnswer);
        if (value.result !== 'refused' || value.reason === '') {
          throw new NotConforming('It does not answer {"result": "refused", "reason": "…"}.', exchange);
        }
      }
    },
  },
];

async function tryNothingElse(trial: Trial): Promise<void> {
  const tried = triedOf(trial);
  const others = (trial.catalogue ?? []).filter((each) => placeKey(each) !== placeKey(tried));
  const sameListing = others.filter(({ listing }) => listing === tried.listing);
  const watched = [...new Set([...sameListing, ...others])].slice(0, WATCHED_MOST);
  await puttingBack(trial, async (shown) => {
    const before = await figuresOf(trial, watched);
    await bringTo(trial, shown - 1);
    const after = await figuresOf(trial, watched);
    const moved = watched.find((each) => before.shows.get(placeKey(each)) !== after.shows.get(placeKey(each)));
    if (moved !== undefined) {
      const [from, to] = [before, after].map(({ shows }) => shows.get(placeKey(moved)) ?? 'nothing');
      throw new NotConforming(
        `Listing ${moved.listing} at ${moved.location} shows ${to} instead of ${from} after a push to listing ${tried.listing} at ${tried.location}.`,
        after.exchange,
      );
    }
  });
}

function trySameKey(trial: Trial): Promise<void> {
  return puttingBack(trial, async (before) => {
    const push = pushOf(trial, { change: -1 });
    const first = await Promise.all(Array.from({ length: SAME_KEY_AT_ONCE }, () => mustApply(trial, push)));
    for (const answered of first) {
      mustSay(answered, before - 1);
    }
    await mustShow(trial, before - 1, `after one push that came ${SAME_KEY_AT_ONCE} times at once`);
    await mustApply(trial, pushOf(trial, { change: -1 }));
    mustSay(await mustApply(trial, push), before - 1, ', as before');
    await mustShow(trial, before - 2, 'after another push, and the one before once more');
  });
}

/** A figure that comes again late must not undo the one that followed it. */
function trySameKeyOfFigure(trial: Trial): Promise<void> {
  return puttingBack(trial, async (before) => {
    const push = figurePush(trial, before - 1);
    await mustTake(trial, push);
    await mustTake(trial, figurePush(trial, before));
    const exchange = await mustAccept(trial, push);
    for (const endsAt = Date.now() + trial.settleMs; Date.now() < endsAt; await pause(POLL_MS)) {
      const now = await shownNow(trial);
      if (now !== before) {
        throw new NotConforming(`A push that came again undid the one after it: it shows ${now}.`, exchange);
      }
    }
  });
}

function tryAtOnce(trial: Trial): Promise<void> {
  return puttingBack(trial, async (before) => {
    const many = Math.max(2, Math.min(AT_ONCE_MOST, before));
    const pushes = Array.from({ length: many }, () => mustApply(trial, pushOf(trial, { change: -1 })));
    const answered = await Promise.all(pushes);
    const said = new Set(answered.map(({ shows }) => shows));
    await mustShow(trial, before - many, `after ${many} pushes of -1 at once`);
    if (said.size !== many) {
      throw new NotConforming(
        'Two of the pushes were answered with one figure: each must say what it has left.',
        answered[0]?.exchange,
      );
    }
  });
}

function mustSay({ shows, exchange }: Awaited<ReturnType<typeof mustApply>>, units: number, how = ''): void {
  if (shows !== units) {
    throw new NotConforming(`It says that it shows ${shows}, and ${units} was expected${how}.`, exchange);
  }
}
