import { expect, it } from '@jest/globals';
import { whyLines } from '../../../../cli/reports/reading/why-report.ts';
import { oversaleSentences } from '../../../../shared/domain/explaining/in-words.ts';
import { explainLack, lacksAmong } from '../../../../shared/domain/explaining/oversale.ts';
import { sumsByCause } from '../../../../shared/domain/explaining/sums.ts';
import { AMAZON, later, listing, MAIN, MUG, SHOPIFY } from '../../../fakes/facts.ts';
import { push, sale, stated } from '../../../shared/domain/explaining/entries.ts';

const inputs = { policy: 'shared', available: 1, safetyStock: 0, buffer: 0, lagMs: 1_200 } as const;
const PUSH = { ...push('amazon', { seconds: 2, seq: 1, shows: 1 }), inputs };
const entries = [
  stated('baseline', 1, SHOPIFY),
  sale(1, SHOPIFY, { seconds: 10, left: 0, seq: 2, lateness: 2 }),
  sale(1, AMAZON, { seconds: 11, left: -1, seq: 3 }),
];

it('why is printed as what moved, what was shown and decided, and why units were oversold', () => {
  const known = { listings: [listing(AMAZON, 0)], entries, pushes: [PUSH], isEscrow: false };
  const oversales = lacksAmong(entries).map((lack) => explainLack(lack, known));
  const { listing: name, endedAt, answer } = PUSH;
  const figures = { onHand: 1, committed: 2, held: 0, unavailable: 0, available: -1 };
  const lines = whyLines({
    ...{ sku: MUG, seq: 3, at: later(60), since: 1, ...figures, locations: { [MAIN]: figures } },
    moved: sumsByCause(entries),
    entries: entries.slice(-1),
    displayed: [
      {
        ...{ listing: 'amazon', units: 0, sellable: 0, inputs },
        evidence: { kind: 'sale', asOf: later(11), seq: 3 },
        says: 'after a sale of its own',
      },
    ],
    decisions: [
      { listing: name, seq: 1, change: -1, shows: 1, startedAt: PUSH.intent.startedAt, endedAt, answer, inputs },
    ],
    oversales: oversales.map((each) => ({ ...each, says: oversaleSentences(each) })),
  });
  expect(lines).toEqual([
    `MUG  oversold by 1, on hand 1, committed 2 (entry 3, as of ${later(60)})`,
    '',
    'What moved it (all entries)',
    '  baseline of shopify: on hand +1 (1 entry)',
    '  order of shopify: committed +1 (1 entry)',
    '  order of amazon: committed +1 (1 entry)',
    '',
    'The last 1 of 3 entries',
    `  ${later(11)}  entry 3, order by amazon 3: committed +1 at main; available -1, posted 0 ms later`,
    '',
    'What each channel showed',
    '  amazon 0, after a sale of its own. Decided from 1 available, policy shared, buffer 0, lag 1.2 s',
    '',
    'What was decided',
    `  ${later(2)}  amazon −1 → 1 after entry 1: accepted, in 1.0 s`,
    '    decided from 1 available, policy shared, buffer 0, lag 1.2 s',
    '',
    'Why 1 unit was oversold by entry 3',
    '  1 of the 1 units of order 3 on amazon did not exist any more.',
    '  The last sale elsewhere was order 2 on shopify, 1.0 s before it. It took 2.0 s to reach us.',
    '  amazon had not been set to fewer since.',
    `  At that moment amazon showed 1, by the push of entry 1, which it answered at ${later(2)} (accepted).`,
    '  Its last push was decided from 1 available, policy shared, buffer 0, lag 1.2 s.',
    '  What would have prevented it: policy escrow, under which each channel shows a share of its own; or a buffer of 1 on amazon.',
  ]);
});
