import { describe, expect, it } from '@jest/globals';
import { commandLines, followedLines, stateWords } from '../../../../cli/reports/changing/channel-report.ts';
import { NEW_CHANNEL } from '../../../../shared/domain/pushing/channel-state.ts';
import { MUG, NOON } from '../../../fakes/facts.ts';

const PAUSED = { ...NEW_CHANNEL, paused: { by: 'ada', at: NOON, why: 'price import' } };
const NOTHING = { reconciled: 0, moves: [] };

describe('a command on a channel, before it is carried out', () => {
  it('says of a pause from when nothing is sent', () => {
    const command = { kind: 'pause', by: 'ada', why: 'price import' } as const;
    expect(commandLines('amazon', NEW_CHANNEL, command, NOTHING)).toEqual([
      'amazon  live → paused by ada at once: price import; live',
      '  Within a second or so nothing would be sent to it until it is resumed; its sales would still be posted.',
    ]);
  });

  it('says of resuming which listings move', () => {
    const moves = [{ sku: MUG, listing: 'amazon', before: 5, after: 3 }];
    expect(commandLines('amazon', PAUSED, { kind: 'resume' }, { reconciled: 1, moves })).toEqual([
      `amazon  paused by ada at ${NOON}: price import; live → live`,
      '  MUG  amazon                   5 → 3',
      '  1 SKU would be reconciled.',
    ]);
  });

  it('names a mode as it is typed', () => {
    const [line] = commandLines('amazon', NEW_CHANNEL, { kind: 'mode', mode: 'lowerOnly' }, NOTHING);
    expect(line).toBe('amazon  live → lower-only');
    expect(stateWords({ ...NEW_CHANNEL, mode: 'lowerOnly' })).toEqual(['lower-only']);
  });

  it('says which breaker is confirmed', () => {
    const tripped = { ...NEW_CHANNEL, breakers: { ...NEW_CHANNEL.breakers, zeros: { trippedAt: NOON } } };
    const [line] = commandLines('amazon', tripped, { kind: 'resume', confirm: 'zeros' }, NOTHING);
    expect(line).toBe(`amazon  breaker of zeros tripped at ${NOON}; live → live`);
  });
});

describe('a command on a channel, afterwards', () => {
  const shows = { sku: MUG, listing: 'amazon', became: 'shows', shown: 3 } as const;

  it('says nothing of listings where none moved', () => {
    expect(followedLines([])).toEqual([]);
  });

  it('says how many listings show what they should, and of each other one why not', () => {
    expect(followedLines([shows])).toEqual(['1 of 1 listing shows what it should.']);
    expect(
      followedLines([
        shows,
        { ...shows, listing: 'amazon#pack', became: 'waits', shown: 8 },
        { ...shows, became: 'refused', shown: 5, problem: 'no such item\u001b[2J' },
      ]),
    ).toEqual([
      '  MUG  amazon#pack shows 8 and is still to be pushed',
      expect.stringMatching(/^ {2}MUG {2}amazon shows 5 and its channel refused the last push: no such item/),
      '1 of 3 listings show what they should.',
    ]);
  });
});
