import { expect, it } from '@jest/globals';
import { withPossiblyOverwritten } from '../../../../shared/domain/listing/listing-push.ts';
import { ABSOLUTE, DIFFERENCE } from '../../../fakes/facts.ts';

it('one more sale may be overwritten by a push that sets a figure, and none by one that adds a difference', () => {
  expect(withPossiblyOverwritten(ABSOLUTE)).toEqual({ kind: 'absolute', possiblyOverwritten: 1, setAgain: 0 });
  expect(withPossiblyOverwritten(DIFFERENCE)).toEqual(DIFFERENCE);
});
