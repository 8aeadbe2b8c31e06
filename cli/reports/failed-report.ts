/** Says of a dead letter what it is, of which SKU or order, and why it was set aside. */

import * as v from 'valibot';
import { contentsOf, type DeadLetterContents } from '../../shared/aws/messaging/dead-letter-queues.ts';
import type { DeadLetter } from '../../shared/aws/messaging/dead-letters.ts';
import { parseMessage } from '../../shared/aws/messaging/read-messages.ts';
import {
  checkQueueMessage,
  holdTimerMessage,
  noticeMessage,
  observationMessage,
  orderToReadMessage,
  stockChangedMessage,
} from '../../shared/aws/shapes/messages.ts';
import type { Shape } from '../../shared/aws/shapes/shape.ts';
import { messageOf } from '../../shared/message-of.ts';
import type { ChannelMessage } from '../channels/channel-messages.ts';
import { printable } from '../terminal/printable.ts';

/** A dead letter as an operator sees it. */
export type FailedMessage = {
  readonly id: string;
  /** The queue that it came from. */
  readonly queue: string;
  readonly what: string;
  readonly sku?: string;
  readonly order?: string;
  readonly why: string;
  /** When it was sent for the first time; ISO 8601. */
  readonly since: string;
};

/** How many dead letters of a queue were not listed. */
export type Unseen = { readonly queue: string; readonly messages: number };

const SHAPES: Readonly<Partial<Record<DeadLetterContents, Shape<object>>>> = {
  'observations to post': observationMessage,
  'an order to read back': orderToReadMessage,
  'a notice of a changed quantity': noticeMessage,
  'the end of a hold': holdTimerMessage,
  'a listing to check': checkQueueMessage,
  'a SKU to reconcile': stockChangedMessage,
};

/** `ofChannel`: what the message says of itself, where only its channel's own code can read it. */
export function failedMessage(
  { source, id, body, sentAt, reason }: Pick<DeadLetter, 'source' | 'id' | 'body' | 'sentAt' | 'reason'>,
  ofChannel: ChannelMessage = {},
): FailedMessage {
  const what = contentsOf(source.name);
  const tried =
    source.url === undefined
      ? 'There is no queue any more that it could go back to.'
      : `It failed on every attempt: the log of its function says why (${source.name}).`;
  return {
    id,
    queue: source.name,
    what,
    ...namesIn(body),
    why: unreadableBecause(SHAPES[what], body) ?? reason ?? tried,
    since: sentAt,
    ...ofChannel,
  };
}

function unreadableBecause(shape: Shape<object> | undefined, body: string): string | undefined {
  if (shape === undefined) {
    return undefined;
  }
  try {
    parseMessage(body, shape, 'dead letter');
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

const text = v.optional(v.string());
const named = v.object({ sku: text, order: text, id: text });
const anyMessage = v.object({
  ...named.entries,
  detail: v.optional(named),
  check: v.optional(named),
  observations: v.optional(v.array(v.object({ source: v.optional(named) }))),
});

/** The SKU and the order that a message names, wherever it does. */
function namesIn(body: string): Pick<FailedMessage, 'sku' | 'order'> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return {};
  }
  const read = v.safeParse(anyMessage, parsed);
  if (!read.success) {
    return {};
  }
  const { sku, order, detail, check, observations } = read.output;
  const skuOf = sku ?? detail?.sku ?? check?.sku;
  const orderOf = order ?? observations?.[0]?.source?.order;
  return { ...(skuOf !== undefined && { sku: skuOf }), ...(orderOf !== undefined && { order: orderOf }) };
}

export function failedLines({ id, queue, what, sku, order, why, since }: FailedMessage): readonly string[] {
  const about = [sku, order === undefined ? undefined : `order ${order}`].filter((each) => each !== undefined);
  return [
    `${since}  ${about.length === 0 ? '-' : about.join(', ')}  ${what}: ${why}`,
    `    id        ${id} (${queue})`,
  ].map(printable);
}

/** Of a SKU with more dead letters than SQS gives at once, and of a queue with more than are listed. */
export function unseenLine({ queue, messages }: Unseen): string {
  return `${messages} more in ${queue}, behind these: they are listed once these are redriven or discarded. \`npx stockline redrive --all\` takes them too.`;
}
