import { describe, expect, it } from '@jest/globals';
import { metricServiceOf, parseStage, secretPrefixOf, stackNameOf } from '../../shared/stage.ts';

describe('a stage', () => {
  it('has a stack, secrets and metrics of its own; production keeps the plain names', () => {
    expect([stackNameOf(undefined), secretPrefixOf(undefined), metricServiceOf(undefined)]).toEqual([
      'Stockline',
      'stockline/',
      'stockline',
    ]);
    expect([stackNameOf('staging'), secretPrefixOf('staging'), metricServiceOf('staging')]).toEqual([
      'Stockline-staging',
      'stockline/staging/',
      'stockline-staging',
    ]);
  });

  it.each(['Staging', 'my-stage', '1st', 'atestthatisfartoolong', 'push', 'more'])('is not called “%s”', (text) => {
    expect(() => parseStage(text)).toThrow('cannot name a stage');
  });

  it('is production where none is given', () => {
    expect([parseStage(undefined), parseStage('')]).toEqual([undefined, undefined]);
    expect(parseStage('staging')).toBe('staging');
  });
});
