import { describe, expect, it } from '@jest/globals';
import { parseSku } from '../../../../shared/domain/identifiers.ts';
import type { CatalogueListing } from '../../../../shared/ports/channel/channel.ts';
import { linkGroups } from '../../../../shared/usecases/linking/link-groups.ts';
import { AMAZON } from '../../../fakes/facts.ts';
import { shows } from '../../../fakes/shops/imported-channels.ts';

/** A link of a listing that is named by where it leads: `A→B`. */
function link(way: string) {
  const [from = '', to = ''] = way.split('→');
  const comes: readonly CatalogueListing[] = [shows(parseSku(to), 1, { externalId: way, channelLocation: way })];
  const change = {
    links: [
      {
        after: { channel: AMAZON, externalId: way, name: parseSku(from), sku: parseSku(to), units: 1, before: [] },
      },
    ],
    leaves: [],
    comes,
    channel: AMAZON,
    pushMode: 'absolute' as const,
  };
  return { way, from: { sku: parseSku(from) }, to: { sku: parseSku(to) }, change };
}

const grouped = (ways: readonly string[]) => linkGroups(ways.map(link)).map((group) => group.map(({ way }) => way));

const many = (count: number, way: (index: number) => string) => Array.from({ length: count }, (_, index) => way(index));

describe('links that are written at once', () => {
  it.each([
    ['nothing in common', ['A→B', 'C→D'], [['A→B'], ['C→D']]],
    ['one SKU in common', ['A→B', 'C→B'], [['A→B', 'C→B']]],
    ['a swap', ['A→B', 'B→A'], [['A→B', 'B→A']]],
  ])('%s', (_what, ways, groups) => {
    expect(grouped(ways)).toEqual(groups);
  });

  it('that swap SKUs stay together among more links of these SKUs than one write takes', () => {
    const swaps = ['A→B', 'B→C', 'C→A'];
    const groups = grouped(['A→B', ...many(60, (index) => `X${index}→A`), 'B→C', 'C→A', 'A→Z']);
    expect(groups.length).toBeGreaterThan(1);
    expect(groups.filter((group) => swaps.some((way) => group.includes(way)))).toHaveLength(1);
    expect(groups.flat()).toHaveLength(64);
  });
});
