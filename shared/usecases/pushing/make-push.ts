/** Makes one push: claims it, takes its steps, and writes down how it ended. */
import type { Listing } from '../../domain/listing/listing.ts';
import type { PushIntent } from '../../domain/listing/push-intent.ts';
import type { Progress } from '../progress.ts';
import { type ChannelCalls, channelCalls } from './channel-calls.ts';
import { endPush } from './end-push.ts';
import { pushAbsolute } from './push-absolute.ts';
import { stepByDifference } from './push-by-difference.ts';
import type { ChannelGates } from './push-gates.ts';
import { type DuePush, isNew, type PushPorts, raiseProofOf } from './push-ports.ts';
import { ended, type PushStep } from './push-step.ts';

/** Four comparisons, each read first, and the call that compares no more, with room for keys that were spent. */
const STEPS_MAX = 20;
const NO_END = ended({ kind: 'unread', reason: `it refused ${STEPS_MAX} steps in a row without saying why` });

/**
 * Brings one push to its end: each step is written down before it is taken, so that a crash repeats only that step.
 * Rejects when a step or the end could not be written. The lease is over then too, so that the next try need not wait
 * for it.
 */
export async function makePush(ports: PushPorts, gates: ChannelGates, push: DuePush): Promise<Progress> {
  try {
    return await takeSteps(ports, gates, push);
  } catch (error) {
    const { sku, channel } = push.listing;
    await ports.store.endLease(push.listing, push.intent).catch((leased: unknown) => {
      ports.journal.warn(`${sku}: its push to ${channel} keeps its lease, it is resumed when that is over`, {
        ...{ step: 'push', sku, channel, error: leased },
      });
    });
    throw error;
  }
}

async function takeSteps(ports: PushPorts, gates: ChannelGates, push: DuePush): Promise<Progress> {
  const calls = channelCalls(ports, gates);
  let claimed = await beginPush(ports, push);
  for (let steps = 1; claimed?.intent !== undefined; steps += 1) {
    const { intent } = claimed;
    const isLeft = steps === 1 && !isNew(push);
    const step = steps > STEPS_MAX ? NO_END : await takeStep(ports, calls, push, { listing: claimed, intent, isLeft });
    if (step.kind === 'ended') {
      return await endPush(ports, push, claimed, intent, step.ending);
    }
    claimed = await ports.store.claim(claimed, step.intent);
  }
  return { kind: 'done' };
}

/** A new raise begins only while the units are still due to the listing; once begun it keeps them until it has ended. */
function beginPush({ store }: PushPorts, { skuState, listing, intent }: DuePush): Promise<Listing | undefined> {
  return isNew({ listing }) && intent.delta > 0
    ? store.claimRaise(skuState, listing, intent)
    : store.claim(listing, intent, isNew({ listing }) ? skuState : undefined);
}

function takeStep(
  { client, journal, clock }: PushPorts,
  calls: ChannelCalls,
  { skuState }: DuePush,
  { listing, intent, isLeft }: { readonly listing: Listing; readonly intent: PushIntent; readonly isLeft: boolean },
): Promise<PushStep> {
  const raiseProof = raiseProofOf(client);
  return intent.kind === 'absolute'
    ? pushAbsolute(calls, listing, intent)
    : stepByDifference(journal, calls, { listing, intent, skuState, raiseProof, isLeft, now: clock() });
}
