import { expect, it } from '@jest/globals';
import { parseSku } from '../../../../shared/domain/identifiers.ts';
import { proposalsOfImport } from '../../../../shared/usecases/importing/proposals-of-import.ts';
import { AMAZON, MUG, NOON, SHOPIFY } from '../../../fakes/facts.ts';
import { channelOf, shows } from '../../../fakes/shops/imported-channels.ts';

const GTIN = '4006381333931';
const ALIAS = parseSku('1A-2B3C');
const LINKED = parseSku('AMZ-7');

it('an import proposes what its catalogues have in common with the SKUs that are in the ledger after it', () => {
  const reading = (channel: typeof AMAZON, rows: readonly ReturnType<typeof shows>[]) => ({
    ...channelOf(channel, { pages: [rows] }),
    listings: rows.map((listing) => ({ client: channelOf(channel).client, listing, asOf: NOON })),
    ...{
      lines: new Map(),
      movements: new Map(),
      leftOutLines: new Map(),
      setAside: new Map(),
      leftOut: [],
      knownUpTo: NOON,
    },
  });
  const readings = [
    reading(SHOPIFY, [shows(MUG, 9, { gtin: GTIN })]),
    reading(AMAZON, [
      shows(ALIAS, 9, { gtin: GTIN, title: 'Mug' }),
      { ...shows(MUG, 9, { externalId: 'linked' }), name: LINKED },
      shows(parseSku('LONELY'), 1),
    ]),
  ];
  const { proposed, ambiguous, unmatched } = proposalsOfImport({ readings, known: [], newSkus: [MUG] });
  expect({ proposed, ambiguous }).toMatchObject({
    proposed: [],
    ambiguous: [{ listing: { name: ALIAS, title: 'Mug' }, candidates: [{ sku: MUG, but: ['listedThere'] }] }],
  });
  expect(unmatched.map(({ name }) => name)).toEqual(['LONELY']);
  const [first, second] = readings;
  const alone = first && second ? [first, { ...second, listings: second.listings.slice(0, 1) }] : [];
  expect(proposalsOfImport({ readings: alone, known: [MUG], newSkus: [] }).proposed).toMatchObject([
    { listing: { channel: AMAZON, listing: expect.any(String), name: ALIAS }, candidate: { sku: MUG } },
  ]);
});
