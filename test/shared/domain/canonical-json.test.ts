import { describe, expect, it } from '@jest/globals';
import { canonicalJson } from '../../../shared/domain/canonical-json.ts';

describe('the canonical text of a value', () => {
  it('is the same in whatever order its keys come', () => {
    expect(canonicalJson({ b: [{ d: 1, c: 'x' }], a: null })).toBe('{"a":null,"b":[{"c":"x","d":1}]}');
    expect(canonicalJson({ a: null, b: [{ c: 'x', d: 1 }] })).toBe('{"a":null,"b":[{"c":"x","d":1}]}');
  });

  it('is the same for a field without a value and for an absent one', () => {
    expect(canonicalJson({ a: undefined, b: { c: undefined } })).toBe('{"b":{}}');
  });
});
