import { describe, expect, it } from '@jest/globals';
import { becameOf, redrivenLine } from '../../../cli/reports/redrive-report.ts';
import type { DeadLetter } from '../../../shared/aws/messaging/dead-letters.ts';
import { NOON } from '../../fakes/facts.ts';

const source = { name: 'IntakeObservations', url: 'alive' };
const queue = { name: 'IntakeObservationsDeadLetters', url: 'dead', sources: [source], isShared: false };
const letter = (body: string, group = 'MUG'): DeadLetter => ({
  ...{ queue, source, id: `id of ${body}`, body, sentAt: NOON, receipt: 'r', group },
});

describe('what became of a dead letter that was put back', () => {
  it.each([
    ['workedOn', letter('a'), { isDone: true, back: [], unseen: 0 }],
    ['stillTried', letter('a'), { isDone: false, back: [], unseen: 0 }],
    ['setAsideAgain', letter('a'), { isDone: true, back: [letter('a')], unseen: 1 }],
    ['unseen', letter('k'), { isDone: true, back: [letter('a')], unseen: 1 }],
    ['workedOn', letter('k'), { isDone: true, back: [letter('a')], unseen: 0 }],
    ['workedOn', letter('k'), { isDone: true, back: [letter('a', 'CUP')], unseen: 1 }],
  ] as const)('is %s', (became, put, now) => {
    expect(becameOf(put, now)).toBe(became);
  });

  it('is not what became of the same message of another queue', () => {
    const other = { ...letter('a'), source: { name: 'ChannelshopUrgent', url: 'urgent' } };
    expect(becameOf(letter('a'), { isDone: true, back: [other], unseen: 0 })).toBe('workedOn');
  });

  it('is said with its SKU, without the control characters of a sender', () => {
    const facts = { ...{ id: 'm1', queue: source.name, what: 'observations to post', why: '', since: NOON } };
    const line = redrivenLine({ ...facts, sku: 'MUG\u001b[2J', became: 'setAsideAgain' });
    expect(line).toMatch(/^MUG.*observations to post: is set aside again$/);
    expect(line).not.toMatch(/\p{Cc}/u);
  });
});
