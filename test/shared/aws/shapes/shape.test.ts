import { describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import { recordOf } from '../../../../shared/aws/shapes/fields.ts';
import { shapeOf, UnreadableShapeError } from '../../../../shared/aws/shapes/shape.ts';

/** A shape in its third version: `units` was once `count`, and `unit` was once a fixed word. */
const parcel = shapeOf('parcel', v.strictObject({ units: v.number(), unit: v.string() }), [
  ({ count, ...rest }) => ({ ...rest, units: count }),
  (older) => ({ ...older, unit: 'piece' }),
]);

describe('reading a shape', () => {
  it.each([
    ['version 1, which says no version', { count: 3 }],
    ['version 1, which says so', { count: 3, shapeVersion: 1 }],
    ['version 2', { units: 3, shapeVersion: 2 }],
    ['the present version', { units: 3, unit: 'piece', shapeVersion: 3 }],
  ])('brings %s up to the present form', (_, stored) => {
    expect(parcel.read(stored, 'P#1')).toEqual({ units: 3, unit: 'piece' });
  });

  it.each([
    [
      'of a newer version',
      { shapeVersion: 4, units: 3 },
      /newer version of Stockline wrote it \(shape 4, .* up to 3\)/,
    ],
    ['whose version is no number', { shapeVersion: '3', units: 3 }, /shapeVersion is not a whole number/],
    ['whose version is 0', { shapeVersion: 0, units: 3 }, /shapeVersion is not a whole number/],
    ['that says version 1 and has the form of version 3', { units: 3, unit: 'box' }, /units: number is expected/],
    ['with a field that nobody knows', { shapeVersion: 3, units: 3, unit: 'box', x: 1 }, /x: this field is unknown/],
    ['without a field', { shapeVersion: 3, units: 3 }, /unit: "unit" is expected/],
    ['that is no object', 'units: 3', /it is not an object/],
    ['that is a list', [3], /it is not an object/],
  ])('refuses what is stored %s, with why', (_, stored, why) => {
    expect(() => parcel.read(stored, 'P#1')).toThrow(UnreadableShapeError);
    expect(() => parcel.read(stored, 'P#1')).toThrow(why);
    expect(() => parcel.read(stored, 'P#1')).toThrow('The parcel (P#1) cannot be read');
  });

  it('names the place of what is wrong, and does not show what stands there', () => {
    const box = shapeOf('box', v.strictObject({ parcels: v.array(parcel.schema) }));
    const stored = { parcels: [{ count: 1 }, { shapeVersion: 3, units: 'ada@example.com', unit: 'box' }] };
    expect(() => box.read(stored, 'S#1')).toThrow(
      'The box (S#1) cannot be read: parcels.1: parcel: units: number is expected.',
    );
  });
});

it('a shape within another one is read by its own version', () => {
  const box = shapeOf('box', v.strictObject({ parcel: parcel.schema }));
  expect(box.read({ parcel: { count: 2 } }, 'S#1')).toEqual({ parcel: { units: 2, unit: 'piece' } });
  expect(() => box.read({ parcel: { shapeVersion: 9 } }, 'S#1')).toThrow('parcel: parcel: a newer version');
});

it('what is stamped is read as it was', () => {
  expect(parcel.stamp({ units: 3, unit: 'box' })).toEqual({ units: 3, unit: 'box', shapeVersion: 3 });
  expect(parcel.read(parcel.stamp({ units: 3, unit: 'box' }), 'P#1')).toEqual({ units: 3, unit: 'box' });
});

it.each(['constructor', 'prototype', '__proto__'])('a record with the key %s is refused, not cut', (key) => {
  const units = shapeOf('units', v.strictObject({ by: recordOf(v.string(), v.number()) }));
  const stored: unknown = JSON.parse(`{"by": {"main": 1, "${key}": 2}}`);
  expect(() => units.read(stored, 'U#1')).toThrow('an object with usable keys is expected');
});
