/** Does about a confirmed difference what the merchant wants: overwrites it, adopts it, or asks. */
import { type Listing, listingId, type Suspicion } from '../../domain/listing/listing.ts';
import { mustBeSetAgain } from '../../domain/pushing/absolute.ts';
import { causeInWords, causeOfDifference } from '../../domain/reconciling/difference-cause.ts';
import { adoptionOf } from '../../domain/reconciling/drift.ts';
import { isAskedAbout, remedyOf } from '../../domain/reconciling/drift-policy.ts';
import { OPERATOR_COMMANDS } from '../../operator-commands.ts';
import { DONE, type Progress } from '../progress.ts';
import { mayBeAdopted } from './adoption-breaker.ts';
import type { CheckPorts } from './check-ports.ts';
import { OVERTAKEN, pushNow, recheckAfter } from './recheck.ts';
import { CHECK_DELAY_MS_MAX, newCheck } from './schedule-check.ts';

/** Overwrites, adopts or asks. Where a push may have overwritten a deduction, the figure is taken and set again. */
export async function remedyDifference(
  ports: CheckPorts,
  listing: Listing,
  suspicion: Suspicion,
  now: Date,
): Promise<Progress> {
  const remedy = mustBeSetAgain(listing) ? 'overwrite' : remedyOf(listing, suspicion, ports.onDrift);
  switch (remedy) {
    case 'overwrite':
      return await overwrite(ports, listing, suspicion, now);
    case 'adopt':
      return (await mayBeAdopted(ports, listing, suspicion))
        ? await adopt(ports, listing, suspicion, now)
        : await ask(ports, listing, suspicion);
    case 'ask':
      return await ask(ports, listing, suspicion);
    default:
      return remedy satisfies never;
  }
}

/** Both figures stay. It is logged once, and checked as seldom as it can be until it is gone or an operator decided. */
async function ask(ports: CheckPorts, listing: Listing, suspicion: Suspicion): Promise<Progress> {
  if (suspicion.isAsked === undefined) {
    logDrift(
      ports,
      listing,
      suspicion,
      `${causeOf(listing, suspicion)}. It waits for you: ${OPERATOR_COMMANDS.drift(listing.channel)}`,
    );
  }
  return await recheckAfter(ports, listing, { ...suspicion, isAsked: true }, CHECK_DELAY_MS_MAX);
}

/**
 * `shown` becomes what the channel shows, and the ordinary push brings that to what it should be: so even a raise goes
 * no further than the ledger's own figure, and once both agree there is nothing left to push. A large rise is lowered like
 * any other, so that nothing is oversold meanwhile, and stays as a question.
 */
async function overwrite(ports: CheckPorts, listing: Listing, suspicion: Suspicion, now: Date): Promise<Progress> {
  const isAsked = isAskedAbout(listing, suspicion);
  const taken = isAsked ? { ...suspicion, isAsked } : suspicion;
  if (!(await ports.checkStore.takeShown(listing, taken, now.toISOString()))) {
    return OVERTAKEN;
  }
  if (mustBeSetAgain(listing)) {
    logOverwritten(ports, listing, suspicion);
  } else {
    const asks = isAsked ? `. Say whether the units are there: ${OPERATOR_COMMANDS.drift(listing.channel)}` : '';
    logDrift(ports, listing, suspicion, `${causeOf(listing, suspicion)}. It is set right${asks}`);
  }
  return pushNow(ports, listing.sku);
}

/**
 * The next check comes first: should this one end here, that one finds the same drift and makes the same movement under
 * the same key.
 */
async function adopt(ports: CheckPorts, listing: Listing, suspicion: Suspicion, now: Date): Promise<Progress> {
  const adoption = adoptionOf(listing, suspicion, now);
  if (adoption === undefined) {
    return overwrite(ports, listing, suspicion, now);
  }
  const checkAt = await newCheck(ports.checks, listing, now);
  const asOf = adoption.occurredAt;
  if (!(await ports.checkStore.note(listing, { kind: 'adopted', checkAt, asOf }))) {
    return OVERTAKEN;
  }
  await ports.observations.send([adoption]);
  logDrift(ports, listing, suspicion, 'someone edited it there. It is adopted as an adjustment of stock');
  return DONE;
}

/** No drift: a push possibly overwrote what the channel counted, and now we know which of the two figures it shows. */
function logOverwritten({ journal }: CheckPorts, listing: Listing, { actual, shown }: Suspicion): void {
  journal.info(
    `${listing.sku}: ${listingId(listing)} shows ${actual}, believed ${shown}: the channel’s figure is taken`,
    {
      step: 'check',
      sku: listing.sku,
      channel: listing.channel,
      shows: actual,
      should: shown,
    },
  );
}

function causeOf(listing: Listing, suspicion: Suspicion): string {
  return causeInWords({ cause: causeOfDifference(listing, suspicion), pushMode: listing.push.kind });
}

function logDrift({ journal }: CheckPorts, listing: Listing, { actual, shown, at }: Suspicion, what: string): void {
  const { sku, channel } = listing;
  journal.count('Drift', channel);
  journal.warn(`${sku}: ${listingId(listing)} shows ${actual} and should show ${shown}: ${what}`, {
    step: 'drift',
    sku,
    channel,
    shows: actual,
    should: shown,
    since: at,
  });
}
