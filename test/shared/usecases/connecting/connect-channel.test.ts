import { describe, expect, it } from '@jest/globals';
import { parseChannelId } from '../../../../shared/domain/identifiers.ts';
import type {
  AccountAccess,
  ChannelConnection,
  ConnectionStep,
  SecretFields,
} from '../../../../shared/ports/connecting/connection.ts';
import {
  type Connector,
  connectChannel,
  type Proposal,
} from '../../../../shared/usecases/connecting/connect-channel.ts';

const ACCEPTED: AccountAccess = { kind: 'accepted', account: 'a shop', missing: [] };

/** A platform that keeps topics in memory and gives out a key with the first, as Square does. */
function platform({ access = ACCEPTED, registered = [] as string[], refuses = '', breaksOff = '' } = {}) {
  const log: string[] = [];
  const topics = new Set(registered);
  const step = (topic: string): ConnectionStep => ({
    kind: topics.has(topic) ? 'keep' : 'create',
    topic,
    target: 'https://here.example',
  });
  const connection: ChannelConnection = {
    channel: parseChannelId('shop'),
    access: async () => access,
    plan: async () =>
      ['one', 'two'].map((topic) => ({
        step: step(topic),
        ...(topics.has(topic)
          ? {}
          : {
              carryOut: async () => {
                if (topic === breaksOff) {
                  throw new Error(`${topic} got no answer.`);
                }
                if (topic === refuses) {
                  return `${topic} was refused.`;
                }
                log.push(`registered ${topic}`);
                topics.add(topic);
                return undefined;
              },
            }),
      })),
    issued: async (): Promise<SecretFields> => (topics.has('one') ? { key: 'issued' } : {}),
    test: async () => ({ kind: 'passed', what: 'tried' }),
    leftByHand: async () => ['Nothing.'],
  };
  return { log, connection };
}

function ports(
  { log, connection }: ReturnType<typeof platform>,
  { stored = '{"placeholder":"run: stockline connect shop"}', agrees = true } = {},
) {
  const kept = { text: stored };
  const proposals: Proposal[] = [];
  const connector: Connector = {
    merge: (before, given) => ({ ...before, ...given }),
    isComplete: (fields) => fields['token'] !== undefined,
    open: () => connection,
  };
  return {
    kept,
    proposals,
    ports: {
      connector,
      secret: {
        read: async () => kept.text,
        write: async (text: string) => {
          log.push('stored');
          kept.text = text;
        },
      },
      agree: async (proposal: Proposal) => {
        proposals.push(proposal);
        return agrees;
      },
    },
  };
}

describe('connecting a channel', () => {
  it('stores the secret before it registers anything, and afterwards what the platform gave out', async () => {
    const shop = platform();
    const { kept, ports: given } = ports(shop);
    expect(await connectChannel(given, { token: 't' })).toMatchObject({
      kind: 'connected',
      secret: 'new',
      left: [],
      test: { kind: 'passed' },
      byHand: ['Nothing.'],
    });
    expect(shop.log).toEqual(['stored', 'registered one', 'registered two', 'stored']);
    expect(JSON.parse(kept.text)).toEqual({ token: 't', key: 'issued' });
  });

  it('asks nobody and writes nothing when all is as it should be', async () => {
    const shop = platform({ registered: ['one', 'two'] });
    const { proposals, ports: given } = ports(shop, { stored: '{"key":"issued","token":"t"}' });
    expect(await connectChannel(given, { token: 't' })).toMatchObject({ kind: 'connected', secret: 'unchanged' });
    expect([shop.log, proposals]).toEqual([[], []]);
  });

  it('stores a key that the platform gave out and an earlier run did not get to store', async () => {
    const shop = platform({ registered: ['one', 'two'] });
    const { kept, ports: given } = ports(shop, { stored: '{"token":"t"}' });
    await connectChannel(given, {});
    expect(JSON.parse(kept.text)).toEqual({ token: 't', key: 'issued' });
  });

  it('shows what it would do, and does nothing of it when that is declined', async () => {
    const shop = platform({ registered: ['one'] });
    const { kept, proposals, ports: given } = ports(shop, { stored: '{}', agrees: false });
    expect(await connectChannel(given, { token: 't' })).toMatchObject({ kind: 'declined' });
    expect(proposals).toMatchObject([
      { account: 'a shop', secret: 'new', steps: [{ kind: 'keep' }, { kind: 'create' }] },
    ]);
    expect([shop.log, kept.text]).toEqual([[], '{}']);
  });

  it.each<[string, AccountAccess, string]>([
    ['refuses the credentials', { kind: 'refused', reason: 'No.' }, 'refused'],
    [
      'grants too little',
      { kind: 'accepted', account: 'a shop', missing: [{ grant: 'write', without: 'no push', isRequired: true }] },
      'lacking',
    ],
  ])('writes nothing where the platform %s', async (_, access, kind) => {
    const shop = platform({ access });
    const { kept, proposals, ports: given } = ports(shop, { stored: '{}' });
    expect(await connectChannel(given, { token: 't' })).toMatchObject({ kind });
    expect([shop.log, proposals, kept.text]).toEqual([[], [], '{}']);
  });

  it('goes on without a right that is not needed', async () => {
    const missing = [{ grant: 'read_all', without: 'no old orders', isRequired: false }];
    const { ports: given } = ports(platform({ access: { ...ACCEPTED, missing } }));
    expect(await connectChannel(given, { token: 't' })).toMatchObject({ kind: 'connected', missing });
  });

  it('takes the other steps where the platform refuses one, and says which is left and why', async () => {
    const shop = platform({ refuses: 'one' });
    expect(await connectChannel(ports(shop).ports, { token: 't' })).toMatchObject({
      kind: 'connected',
      refusals: ['one was refused.'],
      left: [{ topic: 'one' }],
    });
    expect(shop.log).toEqual(['stored', 'registered two']);
  });

  it('goes on where a step without an answer stopped it', async () => {
    const shop = platform({ breaksOff: 'two' });
    const first = ports(shop);
    expect(await connectChannel(first.ports, { token: 't' })).toEqual({
      kind: 'brokenOff',
      reason: 'two got no answer.',
      taken: [expect.objectContaining({ topic: 'one' })],
      isSecretStored: true,
    });
    const again = platform({ registered: ['one'] });
    const { ports: given } = ports(again, { stored: first.kept.text });
    expect(await connectChannel(given, {})).toMatchObject({ kind: 'connected', left: [] });
    expect(again.log).toEqual(['registered two', 'stored']);
  });

  it.each(['access', 'plan', 'issued', 'test', 'leftByHand'] as const)(
    'says what is done and stays where the platform does not answer its %s',
    async (asked) => {
      const shop = platform();
      const connection = { ...shop.connection, [asked]: async () => Promise.reject(new Error('No answer.')) };
      const isBefore = asked === 'access' || asked === 'plan';
      const { kept, ports: given } = ports({ ...shop, connection }, { stored: '{}' });
      expect(await connectChannel(given, { token: 't' })).toMatchObject({
        kind: 'brokenOff',
        reason: 'No answer.',
        taken: isBefore ? [] : [{ topic: 'one' }, { topic: 'two' }],
        isSecretStored: !isBefore,
      });
      expect(kept.text === '{}').toBe(isBefore);
    },
  );

  it('rejects where the secret cannot be written', async () => {
    const { ports: given } = ports(platform());
    const secret = { ...given.secret, write: async () => Promise.reject(new Error('No leave.')) };
    await expect(connectChannel({ ...given, secret }, { token: 't' })).rejects.toThrow('No leave.');
  });

  it('takes a secret that holds no JSON for an empty one', async () => {
    const { kept, ports: given } = ports(platform(), { stored: 'not JSON' });
    await connectChannel(given, { token: 't' });
    expect(JSON.parse(kept.text)).toEqual({ token: 't', key: 'issued' });
  });
});
