import { expect, it } from '@jest/globals';
import { parseLocationId } from '../../../../shared/domain/identifiers.ts';
import { rowObservation } from '../../../../shared/domain/stock/stock-file.ts';
import { later, MAIN, MUG, NOON } from '../../../fakes/facts.ts';

it('a row of a transfer moves its units from one location to the other, for its reason where it has one', () => {
  const place = { from: MAIN, to: parseLocationId('store') };
  const file = { kind: 'transfer', ref: 'T-1', at: NOON, rows: [] } as const;
  const row = { sku: MUG, place, units: 4, lines: [2] };
  const changes = [
    { location: place.from, onHand: -4 },
    { location: place.to, onHand: 4 },
  ];
  expect(rowObservation(file, { ...row, reason: 'for the fair' }, later(60))).toMatchObject({
    ...{ kind: 'movement', cause: 'transferred', changes, reason: 'for the fair' },
  });
  expect(rowObservation(file, row, later(60))).not.toHaveProperty('reason');
});
