/** Pushes of a trial: each under a key of its own, and what was moved is put back. */

import { setTimeout as pause } from 'node:timers/promises';
import { pushAnswer } from '../../shared/channels/direct/client/channel-client.ts';
import { type Exchange, NotConforming } from './shop-caller.ts';
import { mustShow, type Place, shownNow, type Trial, triedOf } from './trial.ts';

const POLL_MS = 500;
const NONE = 'stockline-conformance-none';

type What = { readonly change: number; readonly ifShown?: number } | { readonly figure: number };

type FigurePush = Place & { readonly key: string; readonly sku: string; readonly figure: number };

let pushes = 0;

/** A push under a key of its own, of the tried listing unless another place is named. */
export function pushOf(trial: Trial, what: What, place: Partial<Place> = {}) {
  const { listing, location, sku } = triedOf(trial);
  const key = nextKey();
  return { key, sku, listing, location, ...place, ...('change' in what ? { ifShown: null, ...what } : what) };
}

/** A push of the tried listing to a shop that takes figures. */
export function figurePush(trial: Trial, figure: number): FigurePush {
  return { ...pushOf(trial, { figure }), figure };
}

/** A push of a listing that no shop has, in the form that this one takes. */
export function unknownPush({ shop, tried }: Trial): object {
  const what = shop?.takes === 'figures' ? { figure: 1 } : { change: -1, ifShown: null };
  const { sku = NONE, location = shop?.locations[0] ?? NONE } = tried ?? {};
  return { key: nextKey(), sku, listing: NONE, location, ...what };
}

/** The same of a listing that it has, at a location that it has not. */
export function elsewherePush(trial: Trial): object {
  const what = trial.shop?.takes === 'figures' ? { figure: 1 } : { change: -1 };
  return pushOf(trial, what, { location: NONE });
}

function nextKey(): string {
  pushes += 1;
  return `conformance|${process.pid}|${Date.now()}|${pushes}`;
}

/** Makes a push that must be answered as applied; resolves with what the shop says that it shows. */
export async function mustApply(
  trial: Trial,
  push: object,
): Promise<{ readonly shows: number; readonly exchange: Exchange }> {
  const { value, exchange } = await trial.caller.ask('push', push, pushAnswer);
  if (value.result !== 'applied') {
    throw new NotConforming(`The result is “${value.result}” where “applied” was expected.`, exchange);
  }
  return { shows: value.shows, exchange };
}

/** Makes a push of a figure that must be taken, and waits until it is shown. */
export async function mustTake(trial: Trial, push: FigurePush): Promise<void> {
  await mustAccept(trial, push);
  await untilShown(trial, push.figure);
}

export async function mustAccept(trial: Trial, push: object): Promise<Exchange> {
  const { value, exchange } = await trial.caller.ask('push', push, pushAnswer);
  if (value.result !== 'accepted') {
    throw new NotConforming(`The result is “${value.result}” where “accepted” was expected.`, exchange);
  }
  return exchange;
}

async function untilShown(trial: Trial, figure: number): Promise<void> {
  const endsAt = Date.now() + trial.settleMs;
  while ((await shownNow(trial)) !== figure && Date.now() < endsAt) {
    await pause(POLL_MS);
  }
  await mustShow(trial, figure, `${trial.settleMs / 1_000} s after it accepted ${figure}`);
}

/** Brings the tried listing to so many units, in the way that the shop takes. */
export async function bringTo(trial: Trial, units: number): Promise<void> {
  if (trial.shop?.takes === 'figures') {
    await mustTake(trial, figurePush(trial, units));
    return;
  }
  const now = await shownNow(trial);
  if (now !== units) {
    await mustApply(trial, pushOf(trial, { change: units - now }));
  }
}

/** Runs with what the tried listing shows, and brings it back to that, also where a promise is not kept. */
export async function puttingBack(trial: Trial, run: (before: number) => Promise<void>): Promise<void> {
  const before = await shownNow(trial);
  try {
    await run(before);
  } catch (error) {
    // What is wrong with the shop is said already; a shop like that may not be put right by it.
    await bringTo(trial, before).catch(() => undefined);
    throw error;
  }
  await bringTo(trial, before);
}
