import type { CloudWatchClient, GetMetricDataCommandInput } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from '@jest/globals';
import { cloudWatchFigures } from '../../../../shared/aws/metrics/channel-figures.ts';
import { REPORT_DELAY } from '../../../../shared/metrics.ts';
import { AMAZON, POS } from '../../../fakes/facts.ts';

type Series = { readonly Id: string; readonly Timestamps: readonly Date[]; readonly Values: readonly number[] };

/** CloudWatch with these series; the queries that it was asked. */
function cloudWatch(series: readonly Series[]) {
  const asked: GetMetricDataCommandInput[] = [];
  const send = async ({ input }: { readonly input: GetMetricDataCommandInput }) => {
    asked.push(input);
    return { MetricDataResults: series };
  };
  return { asked, client: { send } as unknown as CloudWatchClient };
}

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);

describe('what was measured of the channels', () => {
  it('is both delays of the last hour that has them, and what was sold and reported lately', async () => {
    const [hour, before] = [minutesAgo(30), minutesAgo(90)];
    const { client, asked } = cloudWatch([
      { Id: 'p50_0', Timestamps: [before, hour], Values: [900, 1_200] },
      { Id: 'p95_0', Timestamps: [hour, before], Values: [2_100, 1_500] },
      { Id: 'reportP50_0', Timestamps: [hour], Values: [400] },
      { Id: 'reportP95_0', Timestamps: [hour], Values: [8_000] },
      { Id: 'sold_0', Timestamps: [minutesAgo(1), minutesAgo(2), minutesAgo(70)], Values: [7, 3, 90] },
      { Id: 'received_0', Timestamps: [minutesAgo(1), minutesAgo(3), minutesAgo(60)], Values: [6, 4, 50] },
      { Id: 'noticed_0', Timestamps: [minutesAgo(2)], Values: [5] },
      { Id: 'received_1', Timestamps: [minutesAgo(2), minutesAgo(120)], Values: [0, 3] },
    ]);
    const figures = await cloudWatchFigures(client, 'stockline-staging')([AMAZON, POS]);
    expect(figures.get(AMAZON)).toMatchObject({
      lag: { p50Ms: 1_200, p95Ms: 2_100, since: hour.toISOString() },
      reportDelay: { p50Ms: 400, p95Ms: 8_000, since: hour.toISOString() },
      ...{ soldPerMinute: 2, receivedPerMinute: 3 },
    });
    expect(figures.get(POS)).toMatchObject({ receivedPerMinute: 0, lastReceivedAt: expect.any(String) });
    expect(figures.get(POS)).not.toHaveProperty('lag');
    expect(figures.get(POS)).not.toHaveProperty('reportDelay');
    const sold = asked[0]?.MetricDataQueries?.find(({ Id }) => Id === 'sold_1')?.MetricStat;
    expect(sold).toMatchObject({ Stat: 'SampleCount', Period: 60, Metric: { MetricName: REPORT_DELAY } });
    const [query] = asked[0]?.MetricDataQueries ?? [];
    expect(query?.MetricStat?.Metric?.Dimensions).toEqual([
      { Name: 'service', Value: 'stockline-staging' },
      { Name: 'channel', Value: AMAZON },
    ]);
  });

  it('is asked once for all who look at it within some seconds', async () => {
    const { client, asked } = cloudWatch([]);
    const figures = cloudWatchFigures(client, 'stockline');
    await Promise.all([figures([AMAZON]), figures([AMAZON])]);
    await figures([AMAZON]);
    expect(asked).toHaveLength(1);
  });

  it('is asked again after CloudWatch did not answer', async () => {
    let calls = 0;
    const send = async () => {
      calls += 1;
      throw new Error('throttled');
    };
    const figures = cloudWatchFigures({ send } as unknown as CloudWatchClient, 'stockline');
    await expect(figures([AMAZON])).rejects.toThrow('throttled');
    await expect(figures([AMAZON])).rejects.toThrow('throttled');
    expect(calls).toBe(2);
  });
});
