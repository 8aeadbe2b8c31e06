import { describe, expect, it } from '@jest/globals';
import { pauseUninstalled } from '../../../../shared/usecases/intake/pause-uninstalled.ts';
import { keptJournal, NOON, SHOPIFY } from '../../../fakes/facts.ts';

const message = { id: 'm', notice: { channel: SHOPIFY, occurredAt: NOON, receivedAt: NOON } };

describe('a channel that our app was taken off', () => {
  it('is paused, counted, and told with what to do', async () => {
    const paused: unknown[] = [];
    const journal = keptJournal();
    const controls = { pause: async (...how: unknown[]) => void paused.push(how) };
    expect(await pauseUninstalled({ controls, journal }, [message])).toEqual([]);
    expect(paused).toEqual([['shopify', { by: 'shopify', at: NOON, why: 'the app was uninstalled' }]]);
    expect(journal.counts.get('Uninstalled')).toBe(1);
    expect(journal.lines[0]).toContain('stockline resume shopify');
  });

  it('is paused at the next try, if it could not be now', async () => {
    const journal = keptJournal();
    const controls = { pause: () => Promise.reject(new Error('table down')) };
    expect(await pauseUninstalled({ controls, journal }, [message])).toEqual([{ id: 'm', retryAfterMs: 2_000 }]);
    expect(journal.counts.get('Uninstalled')).toBeUndefined();
  });
});
