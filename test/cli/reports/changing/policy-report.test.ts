import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { escrowProofs } from '../../../../cli/channels/escrow-proof.ts';
import { initCommand } from '../../../../cli/commands/connecting/init.ts';
import { policyCommand } from '../../../../cli/commands/policy.ts';
import { boundLines } from '../../../../cli/reports/bound-report.ts';
import { countLine, moveLines, resolvedLines, writtenLine } from '../../../../cli/reports/changing/policy-report.ts';
import { ENDGAME_CAN_OVERSELL } from '../../../../cli/reports/endgame-in-words.ts';
import { parseConfig } from '../../../../shared/config.ts';
import { assumedDemand, boundOf } from '../../../../shared/domain/exposure/bound.ts';
import { currentExposure } from '../../../../shared/domain/exposure/exposure.ts';
import { resolveRules } from '../../../../shared/domain/exposure/policy.ts';
import type { PolicyMove } from '../../../../shared/usecases/exposure/change-policy.ts';
import { AMAZON, listing, MAIN, MUG, NOON, SHARED_RULES, SHOPIFY, SQUARE } from '../../../fakes/facts.ts';

const PROJECT = join(import.meta.dirname, '..', '..', '..', '..');
const read = (file: string) => readFileSync(join(PROJECT, file), 'utf8');

const move = (facts: Partial<PolicyMove>): PolicyMove => ({
  sku: MUG,
  before: 'shared',
  after: 'shared',
  rules: SHARED_RULES,
  isBundle: false,
  isChanged: true,
  listings: [],
  withoutStock: [],
  ...facts,
});

describe('a SKU that escrow cannot divide', () => {
  it('is said to be offered under endgame, with its listings and how many escrow takes', () => {
    expect(moveLines(move({ after: 'escrow', tooManyListings: 120 }))).toEqual([
      `${MUG}  shared → escrow`,
      '  has 120 listings, and escrow divides the stock among 99 at most: it is offered under endgame',
    ]);
  });
});

describe('a plan in words', () => {
  it.each<[string, PolicyMove, readonly string[]]>([
    [
      'another policy, with every listing that moves',
      move({ after: 'escrow', listings: [{ listing: 'shopify', before: 30, after: 10, shown: 30 }] }),
      ['MUG  shared → escrow', '  shopify                  30 → 10'],
    ],
    [
      'escrow for a listing that is sold on when nothing is left, with what the merchant must change',
      move({ after: 'escrow', withoutStock: ['shopify@1'] }),
      [
        'MUG  shared → escrow',
        '  shopify@1                is sold on when nothing is left: escrow is not in force, and no bound holds, until “Continue selling when out of stock” is off',
      ],
    ],
    [
      'endgame, with the fastest rush that it limits',
      move({ after: 'endgame', endgameLimit: { unitsPerSecond: 1.234, lagSeconds: 60 } }),
      [
        'MUG  shared → endgame',
        '  endgame keeps to its risk up to 1.23 units a second at a lag of 60.0 s: a faster rush sells out before it is known, and oversells. Where one may come, use escrow or --endgame-at with all units',
      ],
    ],
    [
      'endgame, with the listing that shows figures later than its lag says',
      move({ after: 'endgame', endgameLimit: { unitsPerSecond: 44.6, lagSeconds: 5, appliedLater: ['amazon'] } }),
      [
        'MUG  shared → endgame',
        '  endgame keeps to its risk up to 44 units a second at a lag of 5.0 s: a faster rush sells out before it is known, and oversells. Where one may come, use escrow or --endgame-at with all units. The lag of amazon contains settleSeconds, in which it may show a figure that it accepted',
      ],
    ],
    [
      'endgame, for which a lag is too long',
      move({ after: 'endgame', endgameTooSlow: { lagSeconds: 40, againBelowSeconds: 7.5 } }),
      [
        'MUG  shared → endgame',
        '  at a lag of 40.0 s an endgame begins too late: it is offered under escrow until every lag is below 7.5 s',
      ],
    ],
    [
      'endgame, with a listing that shows figures later than it accepts them',
      move({ after: 'endgame', endgameTooSlow: { lagSeconds: 31, againBelowSeconds: 7.5, appliedLater: ['amazon'] } }),
      [
        'MUG  shared → endgame',
        '  amazon may put back what it sold until it shows a figure, so that an endgame does not keep to its risk: it is offered under escrow',
      ],
    ],
    ['other rules alone', move({}), ['MUG  shared, with other rules']],
    [
      'a listing that no channel was notified of',
      move({ isChanged: false, listings: [{ listing: 'amazon', before: 5, after: 5, shown: 9 }] }),
      ['MUG  shared, its listings are reconciled', '  amazon                   may show 5, shows 9'],
    ],
    [
      'a bundle, which has no shares',
      move({ after: 'escrow', isBundle: true }),
      ['MUG  shared → escrow (a bundle: it goes on showing what its components allow)'],
    ],
  ])('reports %s', (_name, each, lines) => {
    expect(moveLines(each)).toEqual(lines);
  });

  it('reports a SKU that is not there yet', () => {
    const { before: _before, ...unknown } = move({ after: 'escrow', isChanged: false });
    expect(moveLines(unknown)).toEqual(['MUG  not in the ledger yet: it will begin with escrow']);
  });

  it('ends with how many', () => {
    expect([countLine(1, 1), countLine(2, 0)]).toEqual(['1 SKU, 1 listing moves.', '2 SKUs, 0 listings move.']);
  });
});

describe('the policy book in words', () => {
  const said = { rules: { policy: 'escrow', channels: { [AMAZON]: { cap: 'none' } } }, version: 1 } as const;

  it('leaves out what says nothing', () => {
    expect(writtenLine('tag sale', said)).toBe('tag sale                 policy=escrow amazon.cap=none');
    expect(writtenLine('tag sale', { rules: {}, version: 3 })).toBeUndefined();
  });

  it('names for each rule of a SKU the place it comes from', () => {
    const groups = { default: { rules: {}, version: 0 }, tags: { sale: said }, prefixes: {} };
    const own = { rules: { risk: 0.01 }, version: 1, tags: ['sale'] };
    expect(
      resolvedLines(resolveRules(SHARED_RULES, groups, own, MUG)).map((line) => line.trim().split(/ {2,}/)),
    ).toEqual([
      ['policy', 'escrow', 'tag sale'],
      ['safetyStock', '0', 'config'],
      ['risk', '0.01', 'sku'],
      ['amazon.buffer', '0', 'config'],
    ]);
  });
});

describe('what escrow rests on', () => {
  const config = parseConfig({
    locations: ['main'],
    settleSeconds: 45,
    channels: [
      { id: 'shop', platform: 'shopify', shop: 'a.myshopify.com', locations: { '1': ['main'] } },
      {
        id: 'amazon',
        platform: 'amazon',
        sellerId: 'A2EXAMPLE',
        region: 'na',
        marketplaceIds: ['ATVPDKIKX0DER'],
        drawsOn: ['main'],
      },
      { id: 'till', platform: 'pos' },
    ],
  });

  it('is reported for each channel that shows quantities, with the condition where it proves nothing itself', () => {
    const proofs = escrowProofs(config);
    expect(proofs.map(({ channel, proof, isProven }) => [channel, proof, isProven])).toEqual([
      ['shop', 'compareAndSwap', true],
      ['amazon', 'readBack', false],
    ]);
    expect(proofs[1]?.sentence).toMatch(/on a condition.*after 45 s/);
  });

  it('stands under the bound, after its figures and what they were computed from', () => {
    const now = new Date(NOON);
    const inputs = {
      stock: { [MAIN]: { onHand: 50, committed: 0, held: 0, unavailable: 0 } },
      listings: [listing(SHOPIFY, 50, { lagMs: 2_000 }), listing(AMAZON, 50)],
      demand: assumedDemand(undefined, 2, now),
      settleMs: 30_000,
    };
    const bound = boundOf(currentExposure({}, SHARED_RULES), inputs, now);
    const report = {
      sku: MUG,
      isRateAssumed: true,
      isEscrowInForce: false,
      ...bound,
      conditions: escrowProofs(config),
      withoutStock: [],
    };
    expect(boundLines({ ...report, withoutStock: ['shopify'] }).at(-1)).toMatch(
      /^ {2}shopify .*is sold on when nothing is left/,
    );
    expect(boundLines(report).join('')).toBe(`MUG: 50 available, 2.00 units a second (assumed), risk taken 0.0001

  listing                     units/s      lag
  shopify                        1.00   2.00 s
  amazon                         1.00  33.00 s  lag not measured yet: the usual one; takes absolute figures: its lag contains settleSeconds

  if it sells out now        oversold   P(any)
  now: shared                   34.00  100.0 %
  shared, nothing withheld      34.00  100.0 %
  shared, automatic buffers      3e-4     1e-4  shopify 9, amazon 98
  endgame                        3e-4     9e-5  from 138 units down
  escrow                            0        0  on the conditions below

${ENDGAME_CAN_OVERSELL}
Here amazon may put back what it sold until it shows a figure, so that an endgame does not keep to its risk: it is offered under escrow.

${escrowProofs(config)
  .map(({ sentence }) => `Escrow at ${sentence}\n`)
  .join('')}`);
  });

  it('says up to which rush an endgame of the SKU holds', () => {
    const inputs = {
      stock: { [MAIN]: { onHand: 500, committed: 0, held: 0, unavailable: 0 } },
      listings: [listing(SHOPIFY, 500, { lagMs: 2_000 }), listing(SQUARE, 500, { lagMs: 5_000 })],
      settleMs: 30_000,
    };
    const bound = boundOf(currentExposure({}, SHARED_RULES), inputs, new Date(NOON));
    const report = { sku: MUG, isRateAssumed: false, isEscrowInForce: false, conditions: [], withoutStock: [] };
    expect(boundLines({ ...report, ...bound }).join('')).toContain(
      `${ENDGAME_CAN_OVERSELL}\nHere endgame keeps to its risk up to 50 units a second at a lag of 5.0 s`,
    );
  });
});

describe('that a rush can outrun an endgame', () => {
  it('is said by the help of policy and init, and by the documents, in one sentence', () => {
    const texts = [policyCommand.usage, initCommand.usage, ...['README.md', 'docs/policies.md'].map(read)];
    expect(texts.filter((text) => !text.includes(ENDGAME_CAN_OVERSELL))).toEqual([]);
  });
});
