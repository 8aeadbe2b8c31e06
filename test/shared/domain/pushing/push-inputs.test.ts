import { expect, it } from '@jest/globals';
import { takenWords, wasTaken } from '../../../../shared/domain/pushing/answer-words.ts';
import { pushInputsOf } from '../../../../shared/domain/pushing/push-inputs.ts';
import { AMAZON, later, listing, MAIN, SHARED_RULES, SHOPIFY } from '../../../fakes/facts.ts';

const stock = { [MAIN]: { onHand: 10, committed: 3, held: 0, unavailable: 0 } };

it('what decided a push under shared: what is available, what is withheld, the cap, the lag', () => {
  const rules = { ...SHARED_RULES, safetyStock: 1, channels: { [AMAZON]: { buffer: 'auto', cap: 5 } } } as const;
  const exposure = { rules, revision: 0, buffers: { [AMAZON]: 2 } };
  expect(pushInputsOf(stock, listing(AMAZON, 7, { lagMs: 900 }), exposure)).toEqual({
    ...{ policy: 'shared', available: 7, safetyStock: 1, buffer: 2, cap: 5, lagMs: 900 },
  });
});

it('what decided it under escrow is its share, and in an endgame the finisher', () => {
  const rules = { ...SHARED_RULES, policy: 'escrow' } as const;
  const shares = { shopify: { units: 4, goal: 4, since: later(0) } };
  expect(pushInputsOf(stock, listing(SHOPIFY, 7), { rules, revision: 0, shares })).toMatchObject({ share: 4 });
  expect(pushInputsOf(stock, listing(AMAZON, 7), { rules, revision: 0, shares })).toMatchObject({ share: 0 });
  const endgame = { listing: 'shopify', since: later(0), from: 7 };
  expect(pushInputsOf(stock, listing(AMAZON, 7), { rules, revision: 0, endgame }).finisher).toBe('shopify');
});

it.each([undefined, 0, 7])('an answer that says %s is one that was taken', (nowShows) => {
  expect(wasTaken(takenWords(nowShows))).toBe(true);
  expect(wasTaken('no such item')).toBe(false);
});
