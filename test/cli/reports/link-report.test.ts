import { describe, expect, it } from '@jest/globals';
import { linkLine, planLines, proposalLines } from '../../../cli/reports/link-report.ts';
import { parseSku } from '../../../shared/domain/identifiers.ts';
import type { PlannedLink } from '../../../shared/usecases/linking/plan-links.ts';
import { AMAZON, MUG } from '../../fakes/facts.ts';

const PACK = parseSku('MUG-3');
const LIMITS = { zeroListings: 0, raiseListings: 100 };

const planned = (facts: Partial<PlannedLink> = {}): PlannedLink => ({
  wanted: { channel: AMAZON, listing: PACK, sku: MUG, units: 3 },
  change: { links: [], leaves: [], comes: [], channel: AMAZON, pushMode: 'absolute' },
  from: { sku: PACK, units: 1 },
  to: { sku: MUG, units: 3 },
  figures: [{ location: '-', shows: 4, would: 2 }],
  isUnknown: false,
  ...facts,
});

describe('a plan of links', () => {
  it('says what each listing sells from then on, and what it would show', () => {
    expect(planLines({ planned: [planned()], refused: [] }, LIMITS)).toEqual([
      'amazon MUG-3: 1 × MUG-3 → 3 × MUG',
      '  shows 4, would show 2',
    ]);
  });

  it('names what is refused, with what to do', () => {
    const refused = [{ wanted: planned().wanted, reason: 'amazon has no listing MUG-3.' }];
    expect(planLines({ planned: [], refused }, LIMITS)).toEqual([
      'amazon MUG-3: refused. amazon has no listing MUG-3.',
    ]);
  });

  it('says that a breaker will hold listings back that would go to 0', () => {
    const emptied = planned({ figures: [{ location: '7', shows: 4, would: 0 }] });
    expect(planLines({ planned: [emptied], refused: [] }, LIMITS)).toEqual([
      'amazon MUG-3: 1 × MUG-3 → 3 × MUG',
      '  at 7 shows 4, would show 0',
      'amazon: 1 listings would go to 0, more than 0: its breaker will hold the others back.',
    ]);
  });

  it('says which units may come back beyond a share', () => {
    const lines = planLines({ planned: [planned({ mayReturn: 4 })], refused: [] }, LIMITS);
    expect(lines.join()).toMatch(/has 4 units of \S+ in open orders/);
  });

  it('says that orders wait for a SKU that the ledger lacks', () => {
    const [line] = planLines({ planned: [planned({ isUnknown: true })], refused: [] }, LIMITS);
    expect(line).toContain('its orders wait until it is imported');
  });

  it('of what holds already says so', () => {
    expect(planLines({ planned: [], refused: [] }, LIMITS)).toEqual(['Nothing changes: all of these hold already.']);
  });
});

it('a link is one line', () => {
  const link = { channel: AMAZON, externalId: '44', name: PACK, sku: MUG, units: 3, before: [] };
  expect(linkLine(link)).toBe('amazon 44 (MUG-3) sells 3 × MUG');
  expect(linkLine({ ...link, externalId: PACK })).toBe('amazon MUG-3 sells 3 × MUG');
});

it('proposals say why, and list what is ambiguous with all candidates', () => {
  const listing = { channel: AMAZON, listing: '1A', name: parseSku('1A') };
  const [one, other] = [
    { sku: MUG, because: ['gtin', 'lookAlike'] as const },
    { sku: PACK, because: ['asin'] as const },
  ];
  expect(
    proposalLines({
      proposed: [{ listing, candidate: one }],
      ambiguous: [{ listing, candidates: [one, other] }],
      unmatched: [listing],
    }),
  ).toEqual([
    'amazon 1A may sell MUG (same trade item number, looks like it)',
    'amazon 1A is ambiguous: MUG (same trade item number, looks like it); MUG-3 (same Amazon article)',
    'amazon 1A is like no SKU of the ledger',
    '1 proposed, 1 ambiguous, 1 without a candidate. How many units each sells only you know.',
  ]);
});
