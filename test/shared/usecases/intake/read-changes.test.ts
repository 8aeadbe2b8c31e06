import { describe, expect, it } from '@jest/globals';
import { parseChannelId } from '../../../../shared/domain/identifiers.ts';
import type { MovementObservation, Observation } from '../../../../shared/domain/stock/observation.ts';
import type { ChangeReader, Notice } from '../../../../shared/ports/channel/channel.ts';
import { CredentialsGoneError } from '../../../../shared/ports/channel/credentials-gone.ts';
import { followNotices } from '../../../../shared/usecases/intake/read-changes.ts';
import { keptJournal, later, MAIN, MUG, NOON } from '../../../fakes/facts.ts';
import { MemoryTable } from '../../../fakes/memory/memory-table.ts';
import { MemoryChannelStates } from '../../../fakes/ports/open-gates.ts';

const TILL = parseChannelId('square');
const sold: MovementObservation = {
  kind: 'movement',
  sku: MUG,
  cause: 'sold',
  changes: [{ location: MAIN, onHand: -1 }],
  deducted: 1,
  channelLocation: 'L1',
  source: { channel: TILL, key: 'square-change:square:A1' },
  occurredAt: NOON,
  receivedAt: NOON,
};

function notice(externalId: string): Notice {
  return { channel: TILL, externalId, channelLocation: 'L1', occurredAt: NOON, receivedAt: NOON };
}

function follow(readChanges: ChangeReader, isSecretReplaced = async () => false) {
  const journal = keptJournal();
  const states = new MemoryChannelStates();
  const queued: Observation[] = [];
  const checked: Notice[] = [];
  const ports = {
    registry: {
      skuOf: async (_: string, externalId: string) => (externalId === 'unknown' ? undefined : MUG),
      readMarks: async () => ({ registeredAt: later(-600), readUpTo: later(-60) }),
      markReadUpTo: async () => undefined,
    },
    readChanges,
    ledger: new MemoryTable().ledgerStore(),
    observations: {
      send: async (all: readonly Observation[]) => void queued.push(...all),
      replay: async () => undefined,
    },
    toCheck: { send: async (all: readonly Notice[]) => void checked.push(...all) },
    states,
    isSecretReplaced,
    journal,
    clock: () => new Date(NOON),
  };
  const messages = ['V1', 'V2', 'unknown'].map((externalId) => ({ id: externalId, notice: notice(externalId) }));
  return { run: () => followNotices(ports, TILL, messages), journal, states, queued, checked };
}

describe('notices that are followed', () => {
  it('queue the changes that the ledger does not have, and have the quantity checked', async () => {
    const { run, queued, checked, journal } = follow(async (skus) => (skus.has('V1') ? [sold] : []));
    expect(await run()).toEqual([]);
    expect(queued).toEqual([sold]);
    expect(checked.map(({ externalId }) => externalId)).toEqual(['V1', 'V2']);
    expect(journal.counts.get('UnknownListing')).toBe(1);
  });

  it('come again where the changes of one quantity could not be read, which holds back no other', async () => {
    const { run, queued } = follow(async (skus) => {
      if (skus.has('V2')) {
        throw new Error('no answer');
      }
      return [sold];
    });
    expect(await run()).toEqual([{ id: 'V2', retryAfterMs: 2_000 }]);
    expect(queued).toEqual([sold]);
  });

  it('pause the channel once it does not accept the credentials any more, with one alarm', async () => {
    const { run, states, journal } = follow(() => Promise.reject(new CredentialsGoneError('The token was revoked.')));
    expect(await run()).toEqual([
      { id: 'V1', retryAfterMs: 900_000 },
      { id: 'V2', retryAfterMs: 900_000 },
    ]);
    expect((await states.read(TILL)).paused?.why).toContain('The token was revoked.');
    expect(journal.counts.get('CredentialsGone')).toBe(1);
  });

  it('come again at once where the credentials were replaced meanwhile', async () => {
    const { run, states } = follow(
      () => Promise.reject(new CredentialsGoneError('The token was revoked.')),
      async () => true,
    );
    expect(await run()).toEqual([
      { id: 'V1', retryAfterMs: 2_000 },
      { id: 'V2', retryAfterMs: 2_000 },
    ]);
    expect((await states.read(TILL)).paused).toBeUndefined();
  });
});
