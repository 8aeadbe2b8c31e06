import { describe, expect, it } from '@jest/globals';
import { counted, progressOn } from '../../../cli/reports/import-progress.ts';

function sinkOf(isTTY: boolean) {
  const written: string[] = [];
  return { isTTY, written, write: (text: string) => written.push(text) };
}

describe('progress on a terminal', () => {
  it('draws a bar over itself', () => {
    const sink = sinkOf(true);
    let now = 0;
    const progress = progressOn(sink, () => now);
    progress.report('SKUs', 1, 4);
    now = 200;
    progress.report('SKUs', 2, 4);
    expect(sink.written[0]).toContain('[######..................] SKUs: 1 of 4');
    expect(sink.written[1]?.startsWith('\u001b[1A')).toBe(true);
    expect(sink.written[1]).toContain('[############............] SKUs: 2 of 4\n');
  });

  it('does not draw more often than one can follow, but always the end', () => {
    const sink = sinkOf(true);
    const progress = progressOn(sink, () => 0);
    for (let done = 1; done <= 50; done += 1) {
      progress.report('SKUs', done, 50);
    }
    expect(sink.written).toHaveLength(2);
    expect(sink.written.at(-1)).toContain('50 of 50');
  });
});

describe('progress in a log', () => {
  it('is a plain line for each tenth of the work', () => {
    const sink = sinkOf(false);
    const progress = progressOn(sink);
    for (let done = 1; done <= 50; done += 1) {
      progress.report('SKUs', done, 50);
    }
    progress.end();
    expect(sink.written).toHaveLength(10);
    expect(sink.written.at(-1)).toBe('SKUs: 50 of 50\n');
    expect(sink.written.join('')).not.toContain('\u001b');
  });

  it('is a line a thousand where nobody knows how much there is, and the last figure', () => {
    const sink = sinkOf(false);
    const progress = progressOn(sink);
    for (let done = 250; done <= 2_250; done += 250) {
      progress.report('listings', done);
    }
    progress.end();
    expect(sink.written).toEqual(['listings: 1000\n', 'listings: 2000\n', 'listings: 2250\n']);
  });
});

describe('items that are counted', () => {
  it('say how many came, once they take longer than two seconds', async () => {
    const sink = sinkOf(true);
    let time = 0;
    const now = () => {
      time += 900;
      return time;
    };
    const items = counted(
      ['a', 'b', 'c'],
      'SKUs verified',
      progressOn(sink, () => time),
      now,
    );
    expect(await Array.fromAsync(items)).toEqual(['a', 'b', 'c']);
    expect(sink.written.at(-1)).toContain('SKUs verified: 3');
    expect(sink.written.join()).not.toContain('SKUs verified: 2');
  });

  it('say nothing before', async () => {
    const sink = sinkOf(true);
    await Array.fromAsync(
      counted(
        ['a', 'b'],
        'SKUs verified',
        progressOn(sink, () => 0),
        () => 0,
      ),
    );
    expect(sink.written).toEqual([]);
  });
});
