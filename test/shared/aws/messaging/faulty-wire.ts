/** The wire between the SDK's own clients and SQS or EventBridge, in memory, which fails as AWS may fail. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { OF_A_FUNCTION } from '../../../../shared/aws/lambda/call-limits.ts';

/** What AWS may do with one call. Those from `answerLost` on did all of it, `takesSome` did a part, the others nothing. */
export const WIRE_FAULTS = [
  'throttled',
  'serverError',
  'unavailable',
  'cut',
  'hanging',
  'takesSome',
  'answerLost',
  'answerHanging',
] as const;
type WireFault = (typeof WIRE_FAULTS)[number];

const request = v.object({ headers: v.record(v.string(), v.string()), body: v.instance(Uint8Array) });
const entry = v.looseObject({
  Id: v.optional(v.string()),
  MessageBody: v.optional(v.string()),
  Detail: v.optional(v.string()),
});
const call = v.looseObject({
  MessageBody: v.optional(v.string()),
  ReceiptHandle: v.optional(v.string()),
  Entries: v.optional(v.array(entry)),
});
type Entry = v.InferOutput<typeof entry>;

/**
 * Answers as AWS does in JSON: SQS by its API reference 2012-11-05, EventBridge by that of 2015-10-07. The SDK's clients are
 * real, with the limits that functions have: they repeat, and give up, as they do in production.
 */
export class FaultyWire {
  /** What was taken, in order: bodies of messages, details of events, handles of messages given back. */
  readonly taken: string[] = [];
  #fault: WireFault | undefined;
  #times = 0;

  /** The next so many calls meet the fault. */
  arm(fault: WireFault, times: number): void {
    [this.#fault, this.#times] = [fault, times];
  }

  sqs(): SQSClient {
    return new SQSClient({ ...this.#config(), useQueueUrlAsEndpoint: false });
  }

  eventBridge(): EventBridgeClient {
    return new EventBridgeClient(this.#config());
  }

  #config() {
    const { maxAttempts, retryStrategy } = OF_A_FUNCTION;
    return {
      ...{ maxAttempts, ...(retryStrategy !== undefined && { retryStrategy }) },
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      requestHandler: { handle: async (sent: object) => ({ response: await this.#answer(v.parse(request, sent)) }) },
    };
  }

  async #answer({ headers, body }: v.InferOutput<typeof request>): Promise<object> {
    const operation = String(headers['x-amz-target']).replace(/^.*\./, '');
    const parsed = v.parse(call, JSON.parse(new TextDecoder().decode(body)));
    const fault = this.#times > 0 ? this.#fault : undefined;
    this.#times -= 1;
    switch (fault) {
      case 'throttled':
        return response(400, { __type: 'com.amazonaws.sqs#RequestThrottled', message: 'Request is throttled.' });
      case 'serverError':
        return response(500, { __type: 'InternalFailure', message: 'no' });
      case 'unavailable':
        return response(503, { __type: 'ServiceUnavailable', message: 'no' });
      case 'cut':
        throw named('ECONNRESET');
      case 'hanging':
        throw named('TimeoutError');
      case 'answerLost':
        this.#take(operation, parsed, () => true);
        throw named('ECONNRESET');
      case 'answerHanging':
        this.#take(operation, parsed, () => true);
        throw named('TimeoutError');
      case 'takesSome':
        // Every other one. A call of a single message cannot be taken in part: it fails.
        return parsed.Entries === undefined
          ? response(500, { __type: 'InternalFailure', message: 'no' })
          : this.#take(operation, parsed, (index) => index % 2 === 1);
      case undefined:
        return this.#take(operation, parsed, () => true);
      default:
        return fault satisfies never;
    }
  }

  #take(
    operation: string,
    { MessageBody, ReceiptHandle, Entries = [] }: v.InferOutput<typeof call>,
    takes: (index: number) => boolean,
  ): object {
    switch (operation) {
      case 'SendMessage':
        this.taken.push(MessageBody ?? '');
        return response(200, sent({ MessageBody }));
      case 'ChangeMessageVisibility':
        this.taken.push(ReceiptHandle ?? '');
        return response(200, {});
      case 'SendMessageBatch':
        this.taken.push(...Entries.filter((_, index) => takes(index)).map(textOf));
        return response(200, {
          Successful: Entries.filter((_, index) => takes(index)).map(sent),
          Failed: Entries.filter((_, index) => !takes(index)).map(({ Id }) => ({
            ...{ Id, Code: 'InternalError', SenderFault: false },
          })),
        });
      case 'PutEvents':
        this.taken.push(...Entries.filter((_, index) => takes(index)).map(textOf));
        return response(200, {
          FailedEntryCount: Entries.filter((_, index) => !takes(index)).length,
          Entries: Entries.map((_, index) => (takes(index) ? { EventId: 'e' } : { ErrorCode: 'InternalFailure' })),
        });
      default:
        throw new Error(`The wire answers no ${operation}: add it to faulty-wire.ts.`);
    }
  }
}

function textOf({ MessageBody, Detail }: Entry): string {
  return MessageBody ?? Detail ?? '';
}

/** The SDK compares the digest with that of what it sent. */
function sent({ Id, MessageBody = '' }: Entry): object {
  return { Id, MessageId: 'm', MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex') };
}

function response(statusCode: number, body: object): object {
  const headers = { 'content-type': 'application/x-amz-json-1.0' };
  return { statusCode, headers, body: Readable.from([Buffer.from(JSON.stringify(body))]) };
}

/** As Node names a connection that was cut, and the SDK one that it cut off itself. */
function named(name: string): Error {
  return Object.assign(new Error(name), { name, code: name });
}
