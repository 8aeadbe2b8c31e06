import { expect, it } from '@jest/globals';
import { takenWords, wasTaken } from '../../../../shared/domain/pushing/answer-words.ts';

it('an answer says what is shown where the channel said it, and is no refusal', () => {
  expect([takenWords(undefined), takenWords(3)]).toEqual(['accepted', 'applied, now shows 3']);
  expect([takenWords(undefined), takenWords(3), 'No such listing.'].map(wasTaken)).toEqual([true, true, false]);
});
