/** Measures how many observations a second the domain alone folds, on one core. */
import { hash } from 'node:crypto';
import { parseChannelId, parseLocationId, parseQuantity, parseSku } from '../../shared/domain/identifiers.ts';
import { emptyLedger, type SkuLedger } from '../../shared/domain/ledger/sku-ledger.ts';
import type { Listing } from '../../shared/domain/listing/listing.ts';
import { postAll } from '../../shared/domain/posting/post.ts';
import type { BaselineObservation } from '../../shared/domain/stock/observation.ts';
import { LOCATION, SELLING } from '../stack/bench-config.ts';
import { CHANNEL_LOCATIONS, orderLine } from './queued-observations.ts';

const SKU = 'FOLD';
const BATCH = 10;
const BATCHES_AT_ONCE = 20;
const [WARMING_MS, MEASURED_MS] = [500, 1_500];
const AT = '2026-11-02T12:00:00.000Z';
const digest = (text: string) => hash('sha256', text);

/** Batches of ten order lines of a SKU with so many listings, one after the other, for a second and a half of computing. */
export function measureFold(listings: number): number {
  const context = { now: AT, digest, history: [] };
  const start: SkuLedger = { ...emptyLedger(parseSku(SKU)), listings: Array.from({ length: listings }, listing) };
  let ledger = postAll(start, [baseline()], context).at(-1)?.after ?? start;
  let nth = 0;
  const foldFor = (milliseconds: number): number => {
    const began = cpuMs();
    for (let folded = 0; ; folded += BATCH) {
      // Asking for the time costs as much as some batches.
      const spent = folded % (BATCH * BATCHES_AT_ONCE) === 0 ? cpuMs() - began : 0;
      if (spent >= milliseconds) {
        return Math.round((1_000 * folded) / spent);
      }
      const batch = Array.from({ length: BATCH }, () => orderLine(SKU, nth++, AT));
      // What is remembered of earlier orders is not loaded with later ones.
      ledger = { ...(postAll(ledger, batch, context).at(-1)?.after ?? ledger), seen: new Map() };
    }
  };
  foldFor(WARMING_MS);
  return foldFor(MEASURED_MS);
}

/** What this process computed, whatever else the machine does. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

function baseline(): BaselineObservation {
  return {
    ...{ kind: 'baseline', sku: parseSku(SKU), occurredAt: AT, receivedAt: AT },
    onHand: { [parseLocationId(LOCATION)]: parseQuantity(1_000_000) },
    source: { channel: parseChannelId('opening'), key: 'baseline' },
  };
}

function listing(_: unknown, nth: number): Listing {
  return {
    sku: parseSku(SKU),
    channel: parseChannelId(SELLING[nth] ?? `channel-${nth}`),
    channelLocation: CHANNEL_LOCATIONS[SELLING[nth] ?? 'amazon'] ?? '-',
    externalId: `item-${nth}`,
    drawsOn: [parseLocationId(LOCATION)],
    push: { kind: 'difference' },
    managed: true,
    shown: 1_000_000,
    ...{ generation: 0, revision: 0 },
  };
}
