import { describe, expect, it } from '@jest/globals';
import type { Candidate } from '../../../page/live/answers.ts';
import { linkCommand, reasonsOf } from '../../../page/words/proposals.ts';
import { parseSku } from '../../../shared/domain/identifiers.ts';
import { AMAZON, MUG } from '../../fakes/facts.ts';

describe('a candidate in words', () => {
  it.each<[Candidate['because'], Candidate['but'], string]>([
    [['gtin'], undefined, 'the same trade item number'],
    [['gtin', 'lookAlike'], undefined, 'the same trade item number, the names look alike'],
    [
      ['lookAlike'],
      ['otherNumber', 'listedThere'],
      'the names look alike, but it has another trade item number, and the channel has a listing that sells it',
    ],
  ])('because of %j, but %j', (because, but, words) => {
    expect(reasonsOf({ sku: MUG, because, ...(but && { but }) })).toBe(words);
  });
});

it('the command links the listing whatever signs its id has', () => {
  const listing = { channel: AMAZON, listing: "O'Neill 3", name: MUG, kind: 'proposed' as const, candidates: [] };
  expect(linkCommand(listing, { sku: parseSku('MUG RED'), because: ['gtin'] })).toBe(
    "npx stockline map set amazon 'O'\\''Neill 3' 'MUG RED'",
  );
});
