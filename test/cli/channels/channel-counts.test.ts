import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { afterEach, expect, it } from '@jest/globals';
import { cloudWatchCounts } from '../../../cli/channels/channel-counts.ts';
import { parseChannelId } from '../../../shared/domain/identifiers.ts';
import { type StubServer, startStubServer } from '../../shared/channels/stub-server.ts';

type Asked = {
  StartTime: number;
  EndTime: number;
  MetricDataQueries: {
    Id: string;
    MetricStat: { Metric: { MetricName: string; Dimensions: object[] }; Period: number };
  }[];
};

const HOUR = Date.parse('2026-11-24T17:00:00.000Z') / 1_000;
const NOW = new Date('2026-11-24T18:00:00.000Z');
let cloudWatch: StubServer;

afterEach(() => cloudWatch.close());

/** A CloudWatch that counted three of `Received`: one at 17:05, two at 17:42. */
async function counts() {
  cloudWatch = await startStubServer(({ body }) => {
    const { MetricDataQueries: queries } = body as Asked;
    const MetricDataResults = queries.map(({ Id, MetricStat: { Metric, Period } }) => ({
      Id,
      StatusCode: 'Complete',
      ...(Metric.MetricName !== 'Received'
        ? { Timestamps: [], Values: [] }
        : Period === 60
          ? { Timestamps: [HOUR + 300, HOUR + 42 * 60, HOUR + 50 * 60], Values: [1, 2, 0] }
          : { Timestamps: [HOUR], Values: [3] }),
    }));
    return { headers: { 'content-type': 'application/x-amz-json-1.0' }, body: { MetricDataResults } };
  });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new CloudWatchClient({ endpoint: cloudWatch.endpoint, region: 'us-east-1', credentials });
  return cloudWatchCounts(client);
}

it('sums what was counted of a channel, and finds the minute in which it last happened', async () => {
  const from = new Date(NOW.getTime() - 86_400_000);
  const found = await (await counts()).since(parseChannelId('shop'), ['Received', 'Noticed'], from, NOW);
  expect([...found]).toEqual([
    ['Received', { sum: 3, lastAt: new Date('2026-11-24T17:42:00.000Z') }],
    ['Noticed', { sum: 0 }],
  ]);
  const [hours, minutes] = cloudWatch.requests.map(({ body }) => body as Asked);
  expect(hours?.MetricDataQueries[0]?.MetricStat).toMatchObject({
    Metric: {
      Namespace: 'Stockline',
      MetricName: 'Received',
      Dimensions: [
        { Name: 'service', Value: 'stockline' },
        { Name: 'channel', Value: 'shop' },
      ],
    },
    Period: 3_600,
    Stat: 'Sum',
  });
  expect([minutes?.StartTime, minutes?.EndTime]).toEqual([HOUR, HOUR + 3_600]);
});

it('asks once where nothing happened', async () => {
  await (await counts()).since(parseChannelId('shop'), ['Noticed'], new Date(0), NOW);
  expect(cloudWatch.requests).toHaveLength(1);
});
