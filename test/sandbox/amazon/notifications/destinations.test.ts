import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { busDestination, queueDestination } from '../../../../sandbox/amazon/notifications/destinations.ts';
import { closing } from '../../kernel/running.ts';

type Received = { target: string | undefined; body: Record<string, unknown> };

/** An endpoint that speaks AWS's JSON protocol and answers what `answer` makes of a request. */
async function startAws(answer: (body: Record<string, unknown>) => { status: number; body: object }) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>;
      received.push({ target: request.headers['x-amz-target']?.toString(), body });
      const { status, body: answered } = answer(body);
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answered));
    });
  });
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1' }, resolve));
  const { port } = server.address() as AddressInfo;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return {
    received,
    access: { endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', credentials },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const md5 = (text: string) => createHash('md5').update(text).digest('hex');
const QUEUE_URL = 'http://127.0.0.1/000000000000/amazon';
const NOTIFICATION = JSON.stringify({
  NotificationType: 'LISTINGS_ITEM_MFN_QUANTITY_CHANGE',
  Payload: { Quantity: 4 },
});

describe('the destinations of Amazon notifications', () => {
  it('put the notification into the queue as it is', async () => {
    const { access, received } = await closing(
      startAws((body) => ({
        status: 200,
        body: { MessageId: '1', MD5OfMessageBody: md5(String(body['MessageBody'])) },
      })),
    );
    const queue = queueDestination(QUEUE_URL, access);
    await queue.send(NOTIFICATION);
    queue.close?.();
    expect(received).toEqual([
      { target: 'AmazonSQS.SendMessage', body: { QueueUrl: QUEUE_URL, MessageBody: NOTIFICATION } },
    ]);
  });

  it('fail when the queue refuses, after one try: the sandbox counts its own', async () => {
    const { access, received } = await closing(startAws(() => ({ status: 500, body: { message: 'no' } })));
    const queue = queueDestination(QUEUE_URL, access);
    await expect(queue.send(NOTIFICATION)).rejects.toThrow();
    queue.close?.();
    expect(received).toHaveLength(1);
  });

  it('put an event with the notification type as its detail type on the bus', async () => {
    const { access, received } = await closing(
      startAws(() => ({ status: 200, body: { FailedEntryCount: 0, Entries: [{ EventId: '1' }] } })),
    );
    const bus = busDestination({ name: 'default', source: 'sandbox.amazon' }, access);
    await bus.send(NOTIFICATION);
    bus.close?.();
    expect(received).toMatchObject([
      {
        target: 'AWSEvents.PutEvents',
        body: {
          Entries: [
            {
              EventBusName: 'default',
              Source: 'sandbox.amazon',
              DetailType: 'LISTINGS_ITEM_MFN_QUANTITY_CHANGE',
              Detail: NOTIFICATION,
            },
          ],
        },
      },
    ]);
  });

  it('fail when the bus answers 200 but did not take the event', async () => {
    const body = { FailedEntryCount: 1, Entries: [{ ErrorCode: 'ThrottlingException', ErrorMessage: 'slow' }] };
    const { access } = await closing(startAws(() => ({ status: 200, body })));
    const bus = busDestination({ name: 'default', source: 'sandbox.amazon' }, access);
    await expect(bus.send(NOTIFICATION)).rejects.toThrow('ThrottlingException');
    bus.close?.();
  });
});
