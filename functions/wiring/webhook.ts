import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { BODY_BYTES_MAX, headersOf, json, problem, rawBody } from '../../shared/aws/lambda/http.ts';
import type { ChannelConfig } from '../../shared/config.ts';
import type { Intake } from '../../shared/ports/channel.ts';
import { type ReceivePorts, receive } from '../../shared/usecases/intake/receive.ts';

/** What a platform makes of a raw request: nothing, unless it is authentic. */
export type Verified =
  | { readonly kind: 'authentic'; readonly intake: Intake }
  | { readonly kind: 'notAuthentic'; readonly reason: string };

export type Delivery = {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
  readonly receivedAt: string;
};

/**
 * The order every webhook function keeps: find the channel, bound the size, verify the raw bytes, only then parse,
 * queue, and answer 2xx only once the queue has it. Anything unexpected rejects, which API Gateway answers with a 500,
 * so that the platform sends again.
 */
export async function answerWebhook<Channel extends ChannelConfig>(
  event: APIGatewayProxyEventV2,
  channels: readonly Channel[],
  ports: ReceivePorts,
  verify: (channel: Channel, delivery: Delivery) => Promise<Verified>,
): Promise<APIGatewayProxyStructuredResultV2> {
  const id = event.rawPath.split('/').at(-1);
  const channel = channels.find((each) => each.id === id);
  if (channel === undefined) {
    return problem(404, 'unknown_channel', `No channel “${id}” is configured: see stockline.config.ts.`);
  }
  const body = rawBody(event);
  if (body.length > BODY_BYTES_MAX) {
    return problem(413, 'too_large', `The body has ${body.length} bytes, at most ${BODY_BYTES_MAX} are taken.`);
  }
  const receivedAt = new Date(event.requestContext.timeEpoch).toISOString();
  const verified = await verify(channel, { body, headers: headersOf(event), receivedAt });
  if (verified.kind === 'notAuthentic') {
    ports.journal.count('NotAuthentic', channel.id);
    ports.journal.warn(`${channel.id}: refused a webhook that is not authentic (${verified.reason})`, {
      step: 'received',
      channel: channel.id,
      reason: verified.reason,
    });
    return problem(
      401,
      'not_authentic',
      `The signature does not prove that ${channel.id} sent this (${verified.reason}).`,
    );
  }
  const received = await receive(ports, channel.id, verified.intake);
  switch (received.kind) {
    case 'malformed':
      return problem(
        400,
        'malformed',
        received.path === '' ? received.reason : `${received.path}: ${received.reason}`,
        { path: received.path },
      );
    case 'conflicting':
      return problem(409, 'conflicting', received.reason);
    default:
      return json(200, received);
  }
}
