import { describe, expect, it } from '@jest/globals';
import { takeAwsOptions } from '../../../cli/arguments/aws-options.ts';
import { restoreReport } from '../../../cli/reports/restore-report.ts';
import { parseConfig } from '../../../shared/config.ts';
import { parseChannelId } from '../../../shared/domain/identifiers.ts';

const config = parseConfig({
  locations: ['main'],
  channels: [
    { id: 'shop', platform: 'shopify', shop: 'main.myshopify.com', locations: { '1': ['main'] } },
    { id: 'till', platform: 'pos' },
  ],
});
const RESTORED = {
  table: 'Ledger',
  target: 'Ledger-restored-20261128T220000',
  to: '2026-11-28T22:00:00.000Z',
  skus: 3,
  problems: [],
  missing: { skus: 0, byChannel: new Map() },
};

describe('the report of a restored ledger', () => {
  it('names the commands that go on with it, and the way back', () => {
    const report = restoreReport(RESTORED, config);
    expect(report).toContain('has 3 SKU(s) as they were at 2026-11-28T22:00:00.000Z. Every chain is sound.');
    expect(report).toContain('Nothing was posted since.');
    expect(report).toContain(
      'npm run deploy -- --table Ledger-restored-20261128T220000     (back again: --table Ledger)',
    );
  });

  it('names them for the stage that was restored', () => {
    takeAwsOptions(['--stage', 'staging']);
    const report = restoreReport(RESTORED, config);
    takeAwsOptions([]);
    delete process.env['STOCKLINE_STAGE'];
    expect(report).toContain('npm run deploy -- --table Ledger-restored-20261128T220000 --stage staging     (back');
    expect(report).toContain('npx stockline drift --repair --stage staging\n');
  });

  it('says of each channel what it lacks, and whether that comes back', () => {
    const byChannel = new Map([
      [parseChannelId('till'), 1],
      [parseChannelId('shop'), 12],
    ]);
    const report = restoreReport({ ...RESTORED, missing: { skus: 4, byChannel } }, config);
    expect(report).toContain(
      [
        'It lacks what was posted since, of 4 SKU(s):',
        '  shop: 12 entries; its orders come back by the sweep, which goes on from that time',
        '  till: 1 entry; they do not come back by themselves: send them again',
      ].join('\n'),
    );
  });

  it('proposes nothing where a chain is not sound', () => {
    const report = restoreReport({ ...RESTORED, problems: ['MUG: entry 2 is bad: its hash is another'] }, config);
    expect(report).toContain('is not sound: do not go on with it.\n  MUG: entry 2 is bad: its hash is another');
    expect(report).not.toContain('npm run deploy');
  });
});
