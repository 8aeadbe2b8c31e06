import { describe, expect, it } from '@jest/globals';
import { differenceLine } from '../../../cli/reports/drift-report.ts';
import { parseSku } from '../../../shared/domain/identifiers.ts';
import { MUG, NOON, SHOPIFY } from '../../fakes/facts.ts';

const difference = {
  ...{ sku: MUG, channel: SHOPIFY, channelLocation: '-', shows: 12, shown: 10, sellable: 10, since: NOON },
  ...({ cause: 'notCounted', isAsked: false, evidence: { kind: 'count', asOf: NOON } } as const),
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
