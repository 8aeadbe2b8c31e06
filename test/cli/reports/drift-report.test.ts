import { describe, expect, it } from '@jest/globals';
import { differenceLine, plannedLine, plannedRise, riseLine } from '../../../cli/reports/drift-report.ts';
import { parseSku } from '../../../shared/domain/identifiers.ts';
import { listing, MUG, NOON, SHOPIFY } from '../../fakes/facts.ts';

const difference = {
  ...{ sku: MUG, channel: SHOPIFY, channelLocation: '-', shows: 12, shown: 10, sellable: 10, since: NOON },
  ...({
    cause: 'notCounted',
    pushMode: 'difference',
    isAsked: false,
    evidence: { kind: 'count', asOf: NOON },
  } as const),
};

describe('a difference in words', () => {
  it('says both figures, the cause, what the belief rests on, and the command that repairs it', () => {
    expect(differenceLine(difference, 'nothing')).toBe(
      [
        `MUG on shopify: shows 12, believed 10, should show 10, since ${NOON}.`,
        '  Likeliest: it did not count an order down that was reported to us. The belief rests on the report of an order of ' +
          `${NOON}.`,
        '  Repair it with: npx stockline drift shopify --sku MUG --repair',
      ].join('\n'),
    );
  });

  it('offers to adopt what somebody changed, and says that it waits', () => {
    const line = differenceLine(
      { ...difference, sku: parseSku("TEA 'N' CO"), cause: 'raised', isAsked: true },
      'nothing',
    );
    expect(line).toContain("npx stockline drift shopify --sku 'TEA '\\''N'\\'' CO' --adopt");
    expect(line).toContain('It waits for you.');
  });

  it('says that it was repaired', () => {
    expect(differenceLine(difference, 'repaired')).toContain('Repaired');
  });
});

describe('a rise in words', () => {
  const found = { listing: listing(SHOPIFY, 10), rise: { shows: 510, believed: 10, at: NOON } };

  it('says both figures, that it was lowered, and both answers', () => {
    const said = riseLine(found, 'nothing');
    expect(said).toContain(`MUG on shopify: showed 510 and should have shown 10, at ${NOON}.`);
    expect(said).toContain('The 500 units are there: npx stockline drift shopify --sku MUG --adopt');
    expect(said).toContain('npx stockline drift shopify --sku MUG --repair');
  });

  it.each([
    ['adopted', 'posted to the ledger now'],
    ['dismissed', 'nothing was posted'],
  ] as const)('says that it was %s, and no command', (done, said) => {
    expect(riseLine(found, done)).toContain(said);
    expect(riseLine(found, done)).not.toContain('npx');
  });
});

describe('what is asked for about a difference, before it is done', () => {
  const [repair, adopt] = [
    { repair: true, adopt: false },
    { repair: false, adopt: true },
  ];

  it('is the figure before and after, or what is posted', () => {
    expect(plannedLine(difference, repair)).toBe('MUG on shopify: shows 12 → 10');
    const raised = { ...difference, cause: 'raised' as const };
    expect(plannedLine(raised, adopt)).toContain('+2 units are posted to the ledger');
    expect(plannedLine(difference, adopt)).toContain('stays as it is');
  });

  it('is the end of the question about a rise, or its units', () => {
    const found = { listing: listing(SHOPIFY, 10), rise: { shows: 510, believed: 10, at: NOON } };
    expect(plannedRise(found, repair)).toContain('nothing is posted');
    expect(plannedRise(found, adopt)).toBe('MUG on shopify: +500 units are posted to the ledger');
  });
});
