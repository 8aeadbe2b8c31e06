import { describe, expect, it } from '@jest/globals';
import { statusLines } from '../../../../cli/reports/reading/status-report.ts';
import type { ChannelView } from '../../../../shared/usecases/reading/list-channels.ts';
import { AMAZON, later, MUG, NOON, POS } from '../../../fakes/facts.ts';

const NOW = new Date(NOON);
const CHANNELS: readonly ChannelView[] = [
  {
    ...{ channel: AMAZON, platform: 'Amazon', pushing: 'live', findings: [], receivedPerMinute: 3 },
    lag: { p50Ms: 1_240, p95Ms: 2_310, since: NOON },
    reportDelay: { p50Ms: 400, p95Ms: 61_000, since: NOON },
    soldPerMinute: 2.4,
    ...{ lastReceivedAt: later(-90), sweptTo: null, comparedAt: later(-3 * 3_600) },
  },
  {
    ...{ channel: POS, platform: 'POS', pushing: 'none', findings: [], receivedPerMinute: 0 },
    ...{ lag: null, reportDelay: null, soldPerMinute: 0, lastReceivedAt: null, sweptTo: null, comparedAt: null },
  },
];

describe('the status', () => {
  it('says that all is in sync, and each channel in a line', () => {
    expect(statusLines(CHANNELS, { problems: [], isMore: false, moreOf: [] }, NOW)).toEqual([
      'All channels are in sync.',
      '',
      '  amazon  live          behind 1.2 s / 2.3 s (p50 / p95)  reports after 0.4 s / 61.0 s  last report 90 s ago  compared 3 h ago',
      '  pos     reports only  no sale within a day              no report within a day',
    ]);
  });

  it('claims nothing of channels of which nothing was ever read', () => {
    const [verdict] = statusLines(CHANNELS.slice(1), { problems: [], isMore: false, moreOf: [] }, NOW);
    expect(verdict).toBe('No channel was read yet: connect them with `npx stockline connect CHANNEL`.');
  });

  it('says how many things are wrong, and of each what to do', () => {
    const problems = [
      { kind: 'oversold', sku: MUG, says: 'MUG is oversold\u001b[2J.', repair: 'Get the units.' },
    ] as const;
    const lines = statusLines(CHANNELS, { problems, isMore: true, moreOf: ['oversold'] }, NOW);
    expect(lines[0]).toBe('At least 1 thing needs you.');
    expect(lines.slice(-2)).toEqual([expect.stringMatching(/^ {2}MUG is oversold/), '    Get the units.']);
    expect(lines.join('')).not.toContain('\u001b');
  });

  it('says in capitals what keeps pushes back', () => {
    const [first] = CHANNELS;
    const paused = first === undefined ? [] : [{ ...first, pushing: 'paused' as const, lag: null }];
    expect(statusLines(paused, { problems: [], isMore: false, moreOf: [] }, NOW).at(-1)).toContain(
      'PAUSED  no push within a day',
    );
  });
});
