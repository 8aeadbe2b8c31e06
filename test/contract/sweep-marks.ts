/** The tests that every store of sweep marks passes, in memory and in DynamoDB. */
import { describe, expect, it } from '@jest/globals';
import { parseChannelId } from '../../shared/domain/identifiers.ts';
import type { SweepMark, SweepMarks } from '../../shared/ports/intake/sweep.ts';
import { later, NOON } from '../fakes/facts.ts';

/** What the marks of sweeps must do, whatever they lie in: run over those in memory and over DynamoDB's. */
export function sweepMarksContract(name: string, marksOf: () => SweepMarks): void {
  const FIRST: SweepMark = { sweptTo: NOON, windowMs: 60_000 };

  describe(`${name}: the marks of sweeps`, () => {
    it('begin once, each channel its own', async () => {
      const marks = marksOf();
      const [one, other] = [parseChannelId('marks-1'), parseChannelId('marks-2')];
      expect(await marks.begin(one, FIRST)).toEqual(FIRST);
      expect(await marks.begin(one, { sweptTo: later(60), windowMs: 1 })).toEqual(FIRST);
      expect(await marks.begin(other, { sweptTo: later(60), windowMs: 1 })).toEqual({
        sweptTo: later(60),
        windowMs: 1,
      });
    });

    it.each<[string, SweepMark]>([
      ['further', { sweptTo: later(60), windowMs: 60_000 }],
      ['in smaller windows from where they are', { sweptTo: NOON, windowMs: 30_000 }],
      [
        'past a time that cannot be read, which they keep',
        { sweptTo: later(180), windowMs: 60_000, unread: [{ since: NOON, until: later(60) }] },
      ],
      [
        'to a page of a time that is read in part',
        { sweptTo: NOON, windowMs: 60_000, open: { since: NOON, until: later(60), page: 'second' } },
      ],
    ])('move %s, unless another sweep moved them since they were read', async (how, to) => {
      const marks = marksOf();
      const channel = parseChannelId(`marks-${how.length}`);
      await marks.begin(channel, FIRST);
      expect(await marks.move(channel, FIRST, to)).toBe(true);
      expect(await marks.move(channel, FIRST, { sweptTo: later(120), windowMs: 60_000 })).toBe(false);
      expect(await marks.begin(channel, FIRST)).toEqual(to);
    });

    it('move from the page that they were read with, and from no other', async () => {
      const marks = marksOf();
      const channel = parseChannelId('marks-of-pages');
      const at = (page: string): SweepMark => ({ ...FIRST, open: { since: NOON, until: later(60), page } });
      await marks.begin(channel, FIRST);
      expect(await marks.move(channel, FIRST, at('second'))).toBe(true);
      expect(await marks.move(channel, FIRST, at('third'))).toBe(false);
      expect(await marks.move(channel, at('second'), at('third'))).toBe(true);
      expect(await marks.move(channel, at('second'), FIRST)).toBe(false);
      expect(await marks.move(channel, at('third'), { sweptTo: later(60), windowMs: 60_000 })).toBe(true);
      expect(await marks.begin(channel, FIRST)).toEqual({ sweptTo: later(60), windowMs: 60_000 });
    });
  });
}
