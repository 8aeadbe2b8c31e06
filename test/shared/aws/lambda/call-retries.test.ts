/** How often the SDK's own client sends a call that AWS answers so. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { OF_A_FUNCTION } from '../../../../shared/aws/lambda/call-limits.ts';
import { CALL_TRIES } from '../../../../shared/aws/lambda/call-retries.ts';
import { documentsOf } from '../../../../shared/aws/lambda/document-client.ts';

type Manner = (call: IncomingMessage, answer: ServerResponse) => void;

const answering =
  (status: number, body: object): Manner =>
  (_, answer) => {
    answer.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
    answer.end(JSON.stringify(body));
  };
const error = (name: string) => ({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: name });

const FINE = answering(200, {});
const HANGS: Manner = () => undefined;
const CUT: Manner = ({ socket }) => socket.destroy();
const FAILS = answering(500, error('InternalServerError'));
const UNAVAILABLE = answering(503, error('ServiceUnavailable'));
const THROTTLED = answering(400, error('ThrottlingException'));
const REFUSED = answering(400, error('ValidationException'));

let server: Server;
let manners: readonly Manner[] = [];
let calls = 0;

beforeAll(async () => {
  server = createServer((call, answer) => {
    const manner = manners[Math.min(calls, manners.length - 1)] ?? FINE;
    calls += 1;
    manner(call, answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
beforeEach(() => {
  calls = 0;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Sends one call, of which each try meets the next manner, the last one again and again; resolves with how it ended. */
async function send(...met: readonly Manner[]): Promise<'answered' | 'failed'> {
  manners = met;
  const { port } = server.address() as AddressInfo;
  const client = documentsOf(
    new DynamoDBClient({
      ...OF_A_FUNCTION,
      ...{ region: 'us-east-1', endpoint: `http://127.0.0.1:${port}` },
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      requestHandler: { ...OF_A_FUNCTION.requestHandler, requestTimeout: 100 },
    }),
  );
  const get = client.send(new GetCommand({ TableName: 'table', Key: { pk: 'a', sk: 'b' } }));
  return get.then(
    () => 'answered',
    () => 'failed',
  );
}

describe('a call', () => {
  it.each([
    ['is answered 500', FAILS],
    ['is answered 503', UNAVAILABLE],
    ['is throttled', THROTTLED],
    ['has its connection cut', CUT],
  ])('that %s is sent again, four times', async (_, manner) => {
    expect(await send(manner, manner, manner, manner, FINE)).toBe('answered');
    calls = 0;
    expect(await send(manner)).toBe('failed');
    expect(calls).toBe(CALL_TRIES.refused);
  });

  it('that hangs is sent again once, whatever else it met', async () => {
    expect(await send(HANGS, FINE)).toBe('answered');
    calls = 0;
    expect(await send(HANGS)).toBe('failed');
    expect(calls).toBe(2);
    calls = 0;
    expect(await send(FAILS, HANGS, FAILS, HANGS, FINE)).toBe('failed');
    expect(calls).toBe(4);
  });

  it('that is refused for what it contains is not sent again', async () => {
    expect(await send(REFUSED, FINE)).toBe('failed');
    expect(calls).toBe(1);
  });

  it('is still sent again after many that failed in the same process: an outage fails them all', async () => {
    const ended = await Promise.all(Array.from({ length: 20 }, () => send(FAILS)));
    expect(ended.every((each) => each === 'failed')).toBe(true);
    calls = 0;
    expect(await send(FAILS, FINE)).toBe('answered');
  });
});
