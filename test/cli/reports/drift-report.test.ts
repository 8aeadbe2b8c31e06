import { describe, expect, it } from '@jest/globals';
import { differenceLine } from '../../../cli/reports/drift-report.ts';
import { MUG, NOON, SHOPIFY } from '../../fakes/facts.ts';

const difference = {
  ...{ sku: MUG, channel: SHOPIFY, channelLocation: '-', shows: 12, shown: 10, sellable: 10, since: NOON },
  ...({ cause: 'notCounted', evidence: { kind: 'count', asOf: NOON } } as const),
};

describe('a difference in words', () => {
  it('says both figures, the cause, what the belief rests on, and the command that repairs it', () => {
    expect(differenceLine(difference, false)).toBe(
      [
        `MUG on shopify: shows 12, believed 10, should show 10, since ${NOON}.`,
        '  Likeliest: it did not count an order down that was reported to us. The belief rests on the report of an order of ' +
          `${NOON}.`,
        '  Repair it with: npx stockline drift shopify --repair',
      ].join('\n'),
    );
  });

  it('says that it was repaired', () => {
    expect(differenceLine(difference, true)).toContain('Repaired');
  });
});
