import { afterEach, expect, it } from '@jest/globals';
import type { PosChannel } from '../../../../../shared/channel-config.ts';
import { verifySignature } from '../../../../../shared/channels/own-format/verify.ts';
import { createPosConnection } from '../../../../../shared/channels/pos/connecting/connection.ts';
import { translatePos } from '../../../../../shared/channels/pos/intake/translate.ts';
import { parseChannelId, parseLocationId } from '../../../../../shared/domain/identifiers.ts';
import { type StubServer, startStubServer } from '../../stub-server.ts';

const channel: PosChannel = { id: parseChannelId('pos'), platform: 'pos' };
const credentials = { signingSecrets: [`whsec_${Buffer.alloc(32, 7).toString('base64')}`] };
let door: StubServer;

afterEach(() => door.close());

function connect() {
  return createPosConnection(channel, credentials, { webhookUrl: door.endpoint, secretName: 'stockline/pos' });
}

it('connecting a till sends a test that is signed as senders must sign, and that moves no stock', async () => {
  door = await startStubServer(() => ({}));
  expect(await connect().test()).toMatchObject({ kind: 'passed' });
  const { body, headers } = door.requests[0] ?? { body: undefined, headers: {} };
  const rawBody = Buffer.from(JSON.stringify(body));
  expect(verifySignature(rawBody, headers as Record<string, string>, credentials)).toMatchObject({ valid: true });
  const receivedAt = new Date().toISOString();
  const locations = [parseLocationId('main')];
  expect(translatePos({ rawBody, channel, locations, receivedAt })).toMatchObject({ kind: 'ignored' });
});

it('a till has nothing registered anywhere, and its sender is shown how to sign, without the secret itself', async () => {
  door = await startStubServer(() => ({ status: 401 }));
  expect(await connect().plan()).toEqual([]);
  expect(await connect().test()).toMatchObject({ kind: 'failed' });
  const left = (await connect().leftByHand()).join(' ');
  expect(left).toContain('--secret-id stockline/pos');
  expect(left).not.toContain('whsec_');
});
