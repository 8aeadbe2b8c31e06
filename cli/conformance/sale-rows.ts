/** Rows of the conformance table: a sale and its cancellation, from the shop's own message to what it says when it is asked. */

import { setTimeout as pause } from 'node:timers/promises';
import type { Observation } from '../../shared/domain/stock/observation.ts';
import { isSameState } from '../../shared/domain/stock/order-line.ts';
import type { ReceivedMessage } from './receiver.ts';
import { faultOf, mustBeSigned, openOrders, reportedBy, saidOf, shownMessage } from './reported.ts';
import { NotConforming } from './shop-caller.ts';
import { mustShow, needsListing, type Row, shownNow, type Trial, type TriedSale, triedOf } from './trial.ts';

const POLL_MS = 500;
const DAY_MS = 86_400_000;
/** A signature of such a time still holds: the shop's clock may be so far from ours. */
const CLOCK_MS = 300_000;
/** Attempts so far apart are signed in different seconds. */
const SIGNED_ANEW_MS = 2_000;

const needsSale = (trial: Trial) =>
  trial.people.sell === undefined ? 'give --sell, a command that sells one unit' : needsListing(trial);
const needsReport = ({ sale }: Trial) => (sale === undefined ? 'no sale was reported' : undefined);

export const SALE_ROWS: readonly Row[] = [
  {
    name: 'sale',
    promise:
      'reports a sale within a minute, and again where the first try was not taken, and shows as many units less',
    unmet: needsSale,
    run: trySale,
  },
  {
    name: 'sale again',
    promise: 'has the sale among its changes of that time alone, as it sent it, under the same ids and under no other',
    unmet: needsReport,
    run: trySaleAgain,
  },
  {
    name: 'open again',
    promise: 'has it among its open orders while it has units to ship',
    unmet: (trial) =>
      needsReport(trial) ??
      (trial.sale !== undefined && isOpen(saleOf(trial)) ? undefined : 'it has no units to ship, as at a till'),
    async run(trial) {
      const keys = saleOf(trial).map(({ source }) => source.key);
      await eventually(trial, async () => {
        const { observations, exchange } = await openOrders(trial);
        mustHave(keys, observations, () => new NotConforming(`${keys.join(', ')} is not among them.`, exchange));
      });
    },
  },
  {
    name: 'cancellation',
    promise:
      'reports under a later version that the sale was taken back, shows its units again, and has it open no more',
    unmet: (trial) =>
      needsReport(trial) ??
      (trial.people.cancel === undefined ? 'give --cancel, a command that takes it back' : undefined),
    run: tryCancel,
  },
];

async function trySale(trial: Trial): Promise<void> {
  const { people, receiver, waits } = trial;
  const { sku } = triedOf(trial);
  const shows = await shownNow(trial);
  const before = await changesUntil(trial, Date.now());
  const known = new Set(receiver.received);
  const beganAt = Date.now();
  receiver.refuseNext((body) => saidOf(trial, body, sku).length > 0);
  const id = (await people.sell?.(triedOf(trial))) ?? '';
  const isOfSale = (each: ReceivedMessage) => !known.has(each) && saidOf(trial, each.body, sku).length > 0;
  const first = await receiver.awaitMessage(isOfSale, waits.messageMs);
  if (first === undefined) {
    const [odd] = receiver.received.filter((each) => !known.has(each));
    const fault = odd && faultOf(trial, odd.body);
    throw new NotConforming(
      `No message of the sale came in ${waits.messageMs / 1_000} s. ${fault ?? ''}`.trim(),
      odd && shownMessage(odd),
    );
  }
  mustBeSigned(first);
  const keys = keysOf(saidOf(trial, first.body, sku));
  const isSame = ({ body }: ReceivedMessage) => keysOf(saidOf(trial, body, sku)).join() === keys.join();
  const isAgain = (each: ReceivedMessage) => isOfSale(each) && each !== first && isSame(each);
  const message = await receiver.awaitMessage(isAgain, waits.messageMs);
  if (message === undefined) {
    const why = `It was answered 503, and no message of the sale came again in ${waits.messageMs / 1_000} s.`;
    throw new NotConforming(why, shownMessage(first));
  }
  mustBeSigned(message);
  if (message.at - first.at >= SIGNED_ANEW_MS && message.signedAt === first.signedAt) {
    throw new NotConforming(
      'It is not signed anew as it comes again: after five minutes it proves nothing.',
      shownMessage(message),
    );
  }
  trial.sale = { id, message, beganAt, knownKeys: new Set(before.observations.map(({ source }) => source.key)) };
  await mustBeOneUnit(trial, message, shows);
}

async function mustBeOneUnit(trial: Trial, message: ReceivedMessage, shows: number): Promise<void> {
  const sold = saleOf(trial);
  const units = sold.reduce((total, each) => total + unitsSoldBy(each), 0);
  if (units !== 1) {
    throw new NotConforming(`One unit was sold, and it reports ${units}.`, shownMessage(message));
  }
  const { location } = triedOf(trial);
  const elsewhere = sold.find((each) => placeOf(each) !== undefined && placeOf(each) !== location);
  if (elsewhere !== undefined) {
    const where = `It was to be sold at $STOCKLINE_LOCATION, ${location}, and it says ${placeOf(elsewhere)}.`;
    throw new NotConforming(where, shownMessage(message));
  }
  const deducted = sold.reduce((total, each) => total + deductedBy(each), 0);
  await mustShow(trial, shows - deducted, `after a sale of which it says that it took ${deducted} off`);
}

async function trySaleAgain(trial: Trial): Promise<void> {
  const { sku } = triedOf(trial);
  const sale = given(trial);
  const sold = saleOf(trial);
  await untilSaid(trial, sold);
  const { observations, exchange } = await changesUntil(trial, Date.now());
  const isOther = ({ source, sku: of }: Observation) =>
    of === sku && !sale.knownKeys.has(source.key) && sold.every((each) => each.source.key !== source.key);
  const other = observations.find(isOther);
  if (other !== undefined) {
    throw new NotConforming(`It reports one sale under two ids, which count twice: ${other.source.key} too.`, exchange);
  }
  const since = trial.receiver.received.filter(({ at }) => at >= sale.beganAt);
  const twice = since.find(({ body }) => saidOf(trial, body, sku).some(isOther));
  if (twice !== undefined) {
    throw new NotConforming('It reports one sale under two ids, which count twice.', shownMessage(twice));
  }
  const earlier = await changesUntil(trial, sale.beganAt - CLOCK_MS);
  if (earlier.observations.some(({ source }) => sold.some((each) => each.source.key === source.key))) {
    throw new NotConforming('It says the sale also when it is asked for a time before it.', earlier.exchange);
  }
}

async function tryCancel(trial: Trial): Promise<void> {
  const { people, receiver, waits } = trial;
  const { sku, shows } = triedOf(trial);
  const known = new Set(receiver.received);
  await people.cancel?.(given(trial).id);
  const isNew = (each: ReceivedMessage) => !known.has(each) && saidOf(trial, each.body, sku).length > 0;
  const message = await receiver.awaitMessage(isNew, waits.messageMs);
  if (message === undefined) {
    throw new NotConforming(`No message of it came in ${waits.messageMs / 1_000} s.`);
  }
  mustBeSigned(message);
  const taken = saidOf(trial, message.body, sku);
  const stale = taken.find((each) => each.kind === 'orderLine' && each.version <= versionBefore(trial, each));
  if (stale !== undefined) {
    throw new NotConforming(
      'Its version is not later than that of the sale: it would change nothing.',
      shownMessage(message),
    );
  }
  const units = [...saleOf(trial).filter((each) => each.kind === 'movement'), ...taken];
  const left = units.reduce((total, each) => total + unitsSoldBy(each), 0);
  if (left !== 0) {
    throw new NotConforming(
      `The sale was taken back, and by what it reports ${left} is still sold.`,
      shownMessage(message),
    );
  }
  await mustShow(trial, shows, 'after the sale was taken back');
  await untilSaid(trial, taken);
  await eventually(trial, async () => void (await openOrders(trial)));
}

function versionBefore(trial: Trial, { source }: Observation): number {
  const before = saleOf(trial).find((each) => each.source.key === source.key);
  return before?.kind === 'orderLine' ? before.version : 0;
}

/** The sale as it was reported. */
function saleOf(trial: Trial): readonly Observation[] {
  return saidOf(trial, given(trial).message.body, triedOf(trial).sku);
}

function given({ sale }: Trial): TriedSale {
  if (sale === undefined) {
    throw new Error('No sale was reported.');
  }
  return sale;
}

function keysOf(observations: readonly Observation[]): readonly string[] {
  return observations.map(({ source }) => source.key).toSorted();
}

function isOpen(sold: readonly Observation[]): boolean {
  return sold.some((each) => each.kind === 'orderLine' && each.state.ordered > each.state.shipped);
}

/** Units that customers have by it; of what came back fewer than 0. */
function unitsSoldBy(observation: Observation): number {
  switch (observation.kind) {
    case 'orderLine':
      return observation.state.ordered - observation.state.returned;
    case 'movement':
      return -observation.changes.reduce((total, { onHand = 0 }) => total + onHand, 0);
    default:
      return 0;
  }
}

/** The shop's own location that the units are of. */
function placeOf(observation: Observation): string | undefined {
  return observation.kind === 'orderLine' || observation.kind === 'movement' ? observation.channelLocation : undefined;
}

function deductedBy(observation: Observation): number {
  if (observation.kind === 'orderLine') {
    return observation.state.deducted;
  }
  return observation.kind === 'movement' || observation.kind === 'count' ? (observation.deducted ?? 0) : 0;
}

/** The changes of a day until then. */
function changesUntil(trial: Trial, until: number) {
  const window = { since: new Date(until - DAY_MS).toISOString(), until: new Date(until).toISOString() };
  return reportedBy(trial, 'changes', window);
}

/** Waits until the changes have what was sent, as it was sent. */
function untilSaid(trial: Trial, sent: readonly Observation[]): Promise<void> {
  return eventually(trial, async () => {
    const { observations, exchange } = await changesUntil(trial, Date.now());
    const keys = sent.map(({ source }) => source.key);
    mustHave(keys, observations, (missing) => new NotConforming(`${missing} is not among its changes.`, exchange));
    const odd = sent.find((each) => !observations.some((other) => isSameFact(each, other)));
    if (odd !== undefined) {
      throw new NotConforming(`Among its changes ${odd.source.key} is not as it was sent.`, exchange);
    }
  });
}

function mustHave(
  keys: readonly string[],
  observations: readonly Observation[],
  failure: (missing: string) => NotConforming,
): void {
  const missing = keys.filter((key) => observations.every(({ source }) => source.key !== key));
  if (missing.length > 0) {
    throw failure(missing.join(', '));
  }
}

/** The same fact, said again; of an order line a later state may have followed. */
function isSameFact(sent: Observation, said: Observation): boolean {
  if (said.source.key !== sent.source.key || said.sku !== sent.sku || said.kind !== sent.kind) {
    return false;
  }
  if (sent.kind === 'orderLine' && said.kind === 'orderLine') {
    return said.version > sent.version || (said.version === sent.version && isSameState(said.state, sent.state));
  }
  return unitsSoldBy(sent) === unitsSoldBy(said) && deductedBy(sent) === deductedBy(said);
}

/** Tries until it holds, as long as a change may take to be found. */
async function eventually({ waits }: Trial, attempt: () => Promise<void>): Promise<void> {
  for (const endsAt = Date.now() + waits.changesMs; ; await pause(POLL_MS)) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (Date.now() >= endsAt) {
        throw error;
      }
    }
  }
}
