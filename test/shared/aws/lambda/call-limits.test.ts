import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { POSTING_WORK_MS } from '../../../../functions/wiring/posting.ts';
import { RECEIVING_MS } from '../../../../functions/wiring/webhook-intake.ts';
import { OF_A_FUNCTION } from '../../../../shared/aws/lambda/call-limits.ts';
import { CALL_TRIES } from '../../../../shared/aws/lambda/call-retries.ts';
import { documentClient, documentsOf } from '../../../../shared/aws/lambda/document-client.ts';

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

  it('takes no longer than posting works on a batch, where both of its tries hang', () => {
    const { requestTimeout, throwOnRequestTimeout } = OF_A_FUNCTION.requestHandler;
    expect(CALL_TRIES.hung * requestTimeout).toBeLessThan(POSTING_WORK_MS);
    expect(throwOnRequestTimeout).toBe(true);
  });

  it('and its repeat, where both hang, end within the 5 s for which Shopify waits for the answer to a webhook', () => {
    expect(CALL_TRIES.hung * OF_A_FUNCTION.requestHandler.requestTimeout).toBeLessThan(5_000);
    expect(RECEIVING_MS).toBeLessThan(5_000);
  });
});
