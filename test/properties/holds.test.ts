/** Holds and the orders that they were for: in whatever order both arrive, nothing counts twice, and nothing stays. */

import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { HoldEnd } from '../../shared/domain/stock/observation.ts';
import { endHold } from '../../shared/usecases/holds/end-hold.ts';
import { expireHold } from '../../shared/usecases/holds/expire-hold.ts';
import { readHold } from '../../shared/usecases/holds/hold-ports.ts';
import { verifySku } from '../../shared/usecases/reading/verify-ledger.ts';
import { MUG, NOON, orderLine, POS, sha256 } from '../fakes/facts.ts';
import { heldMugs } from '../fakes/shops/held-mugs.ts';

type Step =
  | { readonly do: 'place'; readonly hold: string; readonly units: number }
  | { readonly do: 'end'; readonly hold: string; readonly end: Exclude<HoldEnd, 'expired'>; readonly order?: string }
  | {
      readonly do: 'order';
      readonly order: string;
      readonly units: number;
      readonly shipped: number;
      readonly hold?: string;
    }
  | { readonly do: 'pass'; readonly seconds: number };

const hold = fc.constantFrom('A', 'B');
const order = fc.constantFrom('A', 'B', 'C');
const ends = ['captured', 'sold', 'voided', 'cancelled', 'shipped', 'returned'] as const;
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('place' as const), hold, units: fc.integer({ min: 1, max: 4 }) }),
  fc.record(
    { do: fc.constant('end' as const), hold, end: fc.constantFrom(...ends), order },
    { requiredKeys: ['do', 'hold', 'end'] },
  ),
  fc.record(
    {
      do: fc.constant('order' as const),
      order,
      units: fc.integer({ min: 0, max: 4 }),
      shipped: fc.integer({ min: 0, max: 2 }),
      hold,
    },
    { requiredKeys: ['do', 'order', 'units', 'shipped'] },
  ),
  fc.record({ do: fc.constant('pass' as const), seconds: fc.integer({ min: 1, max: 40 }) }),
);

describe('holds and orders', () => {
  it('count each unit once: what a posted order names, or was captured for, is the order’s alone', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
        const shop = await heldMugs(100);
        const { ports, place, post, pass, stock, table } = shop;
        const orders = new Map<string, { ordered: number; shipped: number }>();
        const links = new Set<string>();
        // An order that was posted before the hold was placed cannot have been made from it.
        const placed = new Map<string, number>();
        const posted = new Map<string, number>();
        let version = 0;
        for (const each of steps) {
          if (each.do === 'place') {
            await place(each.hold, each.units);
            placed.set(each.hold, placed.get(each.hold) ?? version);
          } else if (each.do === 'pass') {
            pass(each.seconds);
          } else if (each.do === 'end') {
            const { end, order: named } = each;
            const isForOrder = end === 'captured' || end === 'sold';
            const given = { end, ...(isForOrder && named !== undefined && { order: named }) };
            const ended = await endHold(ports, each.hold, given);
            if (ended.kind === 'ended' && isForOrder) {
              links.add(`${each.hold}→${ended.hold.order ?? each.hold}`);
            }
          } else {
            version += 1;
            const ordered = Math.max(each.units, each.shipped);
            const before = orders.get(each.order);
            orders.set(each.order, { ordered, shipped: each.shipped });
            // What is reported again as it was is posted once: it says nothing of a hold that was placed in between, unless it names it.
            if (before?.ordered !== ordered || before.shipped !== each.shipped) {
              posted.set(each.order, version);
            }
            const line = orderLine({
              channel: POS,
              order: each.order,
              ordered,
              shipped: each.shipped,
              deducted: 0,
              version,
            });
            const known = each.hold === undefined ? undefined : await readHold(ports, each.hold);
            if (known !== undefined && each.hold !== undefined) {
              links.add(`${each.hold}→${each.order}`);
              posted.set(`${each.hold}→${each.order}`, version);
            }
            await post({ ...line, ...(each.hold !== undefined && { hold: each.hold }) });
          }
        }
        pass(100);
        const expected = { onHand: 100, committed: 0, held: 0, unavailable: 0 };
        for (const { ordered, shipped } of orders.values()) {
          expected.onHand -= shipped;
          expected.committed += ordered - shipped;
        }
        for (const id of ['A', 'B']) {
          await expireHold(ports, { id, sku: MUG, askedAt: NOON });
          const view = await readHold(ports, id);
          const isOfPosted = [...links].some(
            (link) =>
              link.startsWith(`${id}→`) &&
              [link, link.slice(2)].some((each) => (posted.get(each) ?? -1) > (placed.get(id) ?? 0)),
          );
          if (view?.status === 'captured') {
            expect(isOfPosted).toBe(false);
            expected.committed += view.lines[0]?.quantity ?? 0;
          } else if (view?.status === 'sold' || view?.status === 'shipped') {
            expect(isOfPosted).toBe(false);
            expected.onHand -= view.lines[0]?.quantity ?? 0;
          }
        }
        expect(await stock()).toEqual(expected);
        const verified = await verifySku({ ledger: table.ledgerStore(), reader: table.reader(), digest: sha256 }, MUG);
        expect(verified.kind).toBe('sound');
      }),
      { numRuns: 300 },
    );
  });
});
