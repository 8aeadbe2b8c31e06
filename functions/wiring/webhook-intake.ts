/** What every function does that receives webhooks. */

import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { tryFor } from '../../shared/aws/lambda/back-off.ts';
import { ledgerLocations, secretName, servedChannels } from '../../shared/aws/lambda/environment.ts';
import { BODY_BYTES_MAX, bodyBytes, headersOf, json, problem, rawBody } from '../../shared/aws/lambda/http.ts';
import { secretsClient } from '../../shared/aws/lambda/secrets-client.ts';
import { cachedSecrets, madeOfSecret } from '../../shared/aws/secrets/secrets.ts';
import type { AnyChannel, Delivery, Verified, WebhookIntake } from '../../shared/channels/platform.ts';
import { type ChannelId, quoted } from '../../shared/domain/identifiers.ts';
import type { Journal } from '../../shared/ports/journal.ts';
import { type ReceivePorts, receive } from '../../shared/usecases/intake/receive.ts';
import { type OpenBooks, receivePorts } from './receive-ports.ts';

/**
 * The handler of every function that platforms post their messages to. It serves the channels that CHANNELS names. Whose
 * platform reports whole orders gives the books.
 */
export function webhookHandler<Channel extends AnyChannel>(
  intake: WebhookIntake<Channel>,
  openBooks?: OpenBooks,
): (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2> {
  const secrets = cachedSecrets(secretsClient());
  const ledger = { locations: ledgerLocations() };
  const doors = servedChannels(intake.channel).map((channel) => ({
    id: channel.id,
    opened: madeOfSecret(secrets, secretName(channel.id), (text) => intake.open(channel, text, ledger)).made,
  }));
  const ports = receivePorts(intake.brings, openBooks);
  return (event) => answerWebhook(event, doors, ports);
}

/** A refusal is reported at once; those after it are counted, and reported together after so long. */
const REFUSALS_EVERY_MS = 10_000;
type Refusals = { count: number; reportedAt: number };
const refusals = new Map<ChannelId, Refusals>();

/**
 * Counts a webhook that is not authentic, and logs it. A flood of them costs a line in ten seconds, not a line each: of
 * each function's process, whose last refusals are reported with the next one.
 */
function reportRefusal(journal: Journal, channel: ChannelId, reason: string): void {
  const { count, reportedAt } = refusals.get(channel) ?? { count: 0, reportedAt: 0 };
  const refused = count + 1;
  if (Date.now() - reportedAt < REFUSALS_EVERY_MS) {
    refusals.set(channel, { count: refused, reportedAt });
    return;
  }
  refusals.set(channel, { count: 0, reportedAt: Date.now() });
  journal.count('NotAuthentic', channel, refused);
  const webhooks = refused === 1 ? 'a webhook that is' : `${refused} webhooks that are`;
  journal.warn(`${channel}: refused ${webhooks} not authentic (the last: ${reason})`, {
    ...{ step: 'received', channel, reason, refused },
  });
}

/**
 * How long it is tried to read the secret of a webhook and to queue it, in milliseconds since it came: a platform sends
 * again one that failed, but minutes later. Shopify waits 5 s for its answer (shopify.dev, "Deliver webhooks through HTTPS",
 * 2026-11), the others for longer.
 */
export const RECEIVING_MS = 4_500;

/** Where the messages of one channel come in. */
export type ChannelDoor = {
  readonly id: ChannelId;
  readonly opened: () => Promise<(delivery: Delivery) => Verified | Promise<Verified>>;
};

/**
 * The order that every webhook function keeps: find the channel, bound the size, verify the raw bytes, only then parse,
 * queue, and answer 2xx only once the queue has it. Anything unexpected rejects, which API Gateway answers with a 500,
 * so that the platform sends again.
 */
export async function answerWebhook(
  event: APIGatewayProxyEventV2,
  doors: readonly ChannelDoor[],
  ports: ReceivePorts,
): Promise<APIGatewayProxyStructuredResultV2> {
  const id = event.rawPath.split('/').at(-1) ?? '';
  const channel = doors.find((each) => each.id === id);
  if (channel === undefined) {
    return problem(404, 'unknown_channel', `No channel ${quoted(id)} is configured: see stockline.config.ts.`);
  }
  const bytes = bodyBytes(event);
  if (bytes > BODY_BYTES_MAX) {
    return problem(413, 'too_large', `The body has ${bytes} bytes, at most ${BODY_BYTES_MAX} are taken.`);
  }
  const body = rawBody(event);
  const receivedAt = new Date(event.requestContext.timeEpoch).toISOString();
  const answeredBy = event.requestContext.timeEpoch + RECEIVING_MS;
  const verify = await tryFor(answeredBy - Date.now(), channel.opened);
  const verified = await verify({ body, headers: headersOf(event), receivedAt });
  if (verified.kind === 'notAuthentic') {
    reportRefusal(ports.journal, channel.id, verified.reason);
    return problem(
      401,
      'not_authentic',
      `The signature does not prove that ${channel.id} sent this (${verified.reason}).`,
    );
  }
  const { otherVersion } = verified;
  if (otherVersion !== undefined) {
    ports.journal.count('OtherVersion', channel.id);
    ports.journal.info(`${channel.id}: sends webhooks of API version ${otherVersion}, another than is read here`, {
      step: 'received',
      channel: channel.id,
      version: otherVersion,
    });
  }
  const { intake } = verified;
  const received = await tryFor(answeredBy - Date.now(), () => receive(ports, channel.id, intake));
  switch (received.kind) {
    case 'malformed':
      return problem(
        400,
        'malformed',
        received.path === '' ? received.reason : `${received.path}: ${received.reason}`,
        { path: received.path },
      );
    case 'tooLarge':
      return problem(413, 'too_large', received.reason);
    case 'conflicting':
      return problem(409, 'conflicting', received.reason);
    default:
      return json(200, received);
  }
}
