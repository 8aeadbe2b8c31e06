import { describe, expect, it } from '@jest/globals';
import { parseSku } from '../../../../shared/domain/identifiers.ts';
import type { Check } from '../../../../shared/ports/reconciling/checks.ts';
import { type MarkedMessage, requestMarkedChecks } from '../../../../shared/usecases/posting/request-marked-checks.ts';
import { keptJournal, later, MUG, NOON, orderLine, SHOPIFY } from '../../../fakes/facts.ts';

const CUP = parseSku('CUP');
const markerOf = (sku = MUG): Check => ({
  ...{ sku, channel: SHOPIFY, channelLocation: '-' },
  ...{ at: later(300), reportedUpTo: NOON },
});
const marker = (id: string, sku = MUG): MarkedMessage => ({ id, sku, observations: [], marker: markerOf(sku) });
const sale = (id: string): MarkedMessage => ({ id, sku: MUG, observations: [orderLine()] });

async function requested(batch: readonly MarkedMessage[], unposted: readonly string[], isQueueDown = false) {
  const journal = keptJournal();
  const asked: Check[] = [];
  const schedule = async (check: Check) => {
    if (isQueueDown) {
      throw new Error('no answer');
    }
    asked.push(check);
  };
  const ports = { checks: { queue: { schedule }, settleMs: 30_000 }, journal };
  const again = await requestMarkedChecks(ports, batch, ({ id }) => unposted.includes(id));
  return { asked, again, journal };
}

describe('a marker', () => {
  it('asks for its check once what was queued before it is posted', async () => {
    const { asked, again } = await requested([sale('1'), marker('2')], []);
    expect([asked, again]).toEqual([[markerOf()], []]);
  });

  it('comes again with what could not be posted of its SKU, and with nothing of another', async () => {
    const { asked, again } = await requested([sale('1'), marker('2'), marker('3', CUP)], ['1']);
    expect([asked, again]).toEqual([[markerOf(CUP)], ['2']]);
  });

  it('is left when no check can be asked for: its SKU waits for nothing', async () => {
    const { asked, again, journal } = await requested([marker('1')], [], true);
    expect([asked, again]).toEqual([[], []]);
    expect(journal.lines.join()).toContain('no check of shopify could be scheduled');
  });
});
