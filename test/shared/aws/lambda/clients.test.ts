import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { documentClient, documentsOf, OF_A_FUNCTION, OF_A_RECEIVER } from '../../../../shared/aws/lambda/clients.ts';

/** An AWS that takes calls and never answers. */
let silent: Server;
let calls = 0;
/** One that begins each answer and never ends it. */
let broken: Server;
let brokenCalls = 0;

beforeAll(async () => {
  silent = createServer(() => {
    calls += 1;
  });
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  broken = createServer((_, answer) => {
    brokenCalls += 1;
    answer.writeHead(200, { 'content-type': 'application/x-amz-json-1.0', 'content-length': '1000' });
    answer.write('{"Item":');
  });
  await new Promise<void>((resolve) => broken.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  process.env['AWS_ENDPOINT_URL'] = `http://127.0.0.1:${port}`;
  process.env['AWS_REGION'] = 'us-east-1';
  process.env['AWS_ACCESS_KEY_ID'] = 'test';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'test';
});

afterAll(() => {
  for (const server of [silent, broken]) {
    server.closeAllConnections();
    server.close();
  }
});

describe('a call of a function', () => {
  it('that AWS never answers is cut off and sent again once, then it fails', async () => {
    const limits = {
      ...OF_A_FUNCTION,
      requestHandler: { ...OF_A_FUNCTION.requestHandler, requestTimeout: 100 },
    };
    const get = documentClient(limits).send(new GetCommand({ TableName: 'table', Key: { pk: 'a', sk: 'b' } }));
    await expect(get).rejects.toThrow(/timeout/i);
    expect(calls).toBe(2);
  });

  it('whose answer breaks off is cut off and sent again once, then it fails', async () => {
    const { port } = broken.address() as AddressInfo;
    const requestHandler = { ...OF_A_FUNCTION.requestHandler, socketTimeout: 100 };
    const client = documentsOf(
      new DynamoDBClient({ ...OF_A_FUNCTION, requestHandler, endpoint: `http://127.0.0.1:${port}` }),
    );
    const get = client.send(new GetCommand({ TableName: 'table', Key: { pk: 'a', sk: 'b' } }));
    await expect(get).rejects.toThrow();
    expect(brokenCalls).toBe(2);
  });

  it('and the call that gives its messages back take no longer than posting may run, however often both hang', () => {
    const { maxAttempts, requestHandler } = OF_A_FUNCTION;
    const pausesMs = 100 * maxAttempts;
    expect(2 * (maxAttempts * requestHandler.requestTimeout + pausesMs)).toBeLessThan(5_000);
    expect(requestHandler.throwOnRequestTimeout).toBe(true);
  });

  it('of a receiver and two repeats fit into the 5 s for which Shopify waits: it sends a webhook again after minutes', () => {
    const { maxAttempts, requestHandler } = OF_A_RECEIVER;
    const pausesMs = 100 * 2 ** maxAttempts;
    expect(maxAttempts * requestHandler.requestTimeout + pausesMs).toBeLessThan(5_000);
    expect(maxAttempts).toBeGreaterThan(OF_A_FUNCTION.maxAttempts);
  });
});
