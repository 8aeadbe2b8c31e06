import { describe, expect, it } from '@jest/globals';
import { CredentialsGoneError } from '../../../../shared/ports/channel/credentials-gone.ts';
import { pauseUninstalled } from '../../../../shared/usecases/intake/pause-uninstalled.ts';
import { keptJournal, NOON, SHOPIFY } from '../../../fakes/facts.ts';

const message = { id: 'm', notice: { channel: SHOPIFY, occurredAt: NOON, receivedAt: NOON } };
const PAUSE = ['shopify', { by: 'shopify', at: NOON, why: 'the app was uninstalled' }];
const gone = { proveAccess: () => Promise.reject(new CredentialsGoneError('No token is granted.')) };

async function afterUninstall(client: { proveAccess?: () => Promise<void> }, pause = async () => undefined) {
  const paused: unknown[] = [];
  const journal = keptJournal();
  const controls = {
    async pause(...how: unknown[]) {
      await pause();
      paused.push(how);
    },
  };
  return { again: await pauseUninstalled({ client, controls, journal }, [message]), paused, journal };
}

describe('a channel that our app was taken off', () => {
  it('is paused, counted, and logged with what to do, once it refuses a call', async () => {
    const { again, paused, journal } = await afterUninstall(gone);
    expect(again).toEqual([]);
    expect(paused).toEqual([PAUSE]);
    expect(journal.counts.get('Uninstalled')).toBe(1);
    expect(journal.lines[0]).toContain('stockline resume shopify');
  });

  it('is not paused while it accepts our calls: the message is old, or another one sent again', async () => {
    const { again, paused, journal } = await afterUninstall({ proveAccess: async () => undefined });
    expect(again).toEqual([]);
    expect(paused).toEqual([]);
    expect(journal.counts.get('Ignored')).toBe(1);
    expect(journal.counts.get('Uninstalled')).toBeUndefined();
    expect(journal.lines[0]).toContain('accepts its calls');
  });

  it('is paused by the message alone where the channel has no call that proves it', async () => {
    expect((await afterUninstall({})).paused).toEqual([PAUSE]);
  });

  it('is asked again when it gave no answer', async () => {
    const { again, paused } = await afterUninstall({
      proveAccess: () => Promise.reject(new Error('no answer in 8000 ms')),
    });
    expect(again).toEqual([{ id: 'm', retryAfterMs: 2_000 }]);
    expect(paused).toEqual([]);
  });

  it('is paused at the next try, if it could not be now', async () => {
    const { again, journal } = await afterUninstall(gone, () => Promise.reject(new Error('table down')));
    expect(again).toEqual([{ id: 'm', retryAfterMs: 2_000 }]);
    expect(journal.counts.get('Uninstalled')).toBeUndefined();
  });
});
