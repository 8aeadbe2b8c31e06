import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LISTINGS, LinkedStreet, SKUS } from './linked-street.ts';

const listing = fc.nat(LISTINGS.length - 1);
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('buy' as const), listing, quantity: fc.integer({ min: 1, max: 3 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom('shipped' as const, 'cancelled' as const), which: fc.nat(50) }),
  },
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant('deliver' as const), which: fc.nat(50), isRepeated: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('link' as const),
      listing,
      to: fc.option(fc.record({ sku: fc.constantFrom(...SKUS), units: fc.constantFrom(1, 2, 3, 6) }), {
        nil: undefined,
      }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('push' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

async function take(street: LinkedStreet, each: Step): Promise<void> {
  switch (each.kind) {
    case 'buy':
      return street.buy(each.listing, each.quantity);
    case 'shipped':
    case 'cancelled':
      return street.end(each.which, each.kind);
    case 'deliver':
      return street.deliver(each.which, each.isRepeated);
    case 'link':
      return street.link(each.listing, each.to);
    case 'push':
      return street.push();
    default:
      return each satisfies never;
  }
}

async function lived(steps: readonly Step[]): Promise<LinkedStreet> {
  const street = new LinkedStreet();
  await street.open();
  for (const each of steps) {
    await take(street, each);
  }
  await street.deliverAll();
  return street;
}

describe('links that change while orders are in flight', () => {
  it('count every unit once, in the SKU and the units under which it was first posted', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
        const street = await lived(steps);
        for (const sku of SKUS) {
          const { actual, expected } = await street.stockOf(sku);
          expect({ sku, ...actual }).toEqual({ sku, ...expected });
        }
      }),
      { numRuns: 300 },
    );
  });

  it('leave every listing at what it should show: whole units of what is for sale of its SKU', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
        const street = await lived(steps);
        for (let round = 1; round <= 3; round += 1) {
          await street.push();
        }
        for (const sku of SKUS) {
          for (const { externalId, shows, believed, should } of await street.figuresOf(sku)) {
            expect({ sku, externalId, shows, believed }).toEqual({ sku, externalId, shows: should, believed: should });
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
