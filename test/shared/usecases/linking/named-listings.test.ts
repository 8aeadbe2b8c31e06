import { expect, it } from '@jest/globals';
import { parseSku } from '../../../../shared/domain/identifiers.ts';
import { namedListings } from '../../../../shared/usecases/linking/named-listings.ts';
import { AMAZON, MUG } from '../../../fakes/facts.ts';
import { shows } from '../../../fakes/shops/imported-channels.ts';

it('listings are named once each, with the SKU that they sell by a link or by their own name in the ledger', () => {
  const [pack, twin, stray] = ['MUG-3', 'MUG', 'STRAY'].map((name) => parseSku(name));
  const link = { channel: AMAZON, externalId: 'pack', name: pack ?? MUG, sku: MUG, units: 3, before: [] };
  const rows = [
    shows(pack ?? MUG, 1, { externalId: 'pack' }),
    shows(twin ?? MUG, 1, { externalId: 'twin', channelLocation: 'main' }),
    shows(twin ?? MUG, 2, { externalId: 'twin', channelLocation: 'store' }),
    shows(stray ?? MUG, 1, { externalId: 'stray' }),
  ];
  const catalogue = { channel: AMAZON, rows, leftOut: [], links: [link], pushMode: 'absolute' } as const;
  expect(namedListings([catalogue], new Set([MUG])).map(({ listing, sells }) => [listing, sells])).toEqual([
    ['pack', MUG],
    ['twin', MUG],
    ['stray', undefined],
  ]);
});
