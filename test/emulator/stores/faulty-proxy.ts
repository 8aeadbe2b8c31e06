/** An HTTP proxy between a test and the emulator that fails as DynamoDB may fail. */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * What DynamoDB may do with one call that an emulator never does. Those before `answerLost` did nothing of the call; the
 * last two did all of it.
 */
export const AWS_FAULTS = [
  'conflict',
  'inProgress',
  'throttled',
  'overProvisioned',
  'serverError',
  'unavailable',
  'cut',
  'hanging',
  'leftUnread',
  'answerLost',
  'answerHanging',
] as const;
export type AwsFault = (typeof AWS_FAULTS)[number];

/** Calls that name the text meet the fault, from their `from`th on, so many times. */
type Armed = { readonly text: string; readonly fault: AwsFault; readonly from: number; times: number; calls: number };

/**
 * DynamoDB as AWS is, in front of an emulator: refuses calls with the errors of the API reference (2012-08-10,
 * “Common Errors”, TransactWriteItems, BatchGetItem), cuts connections, or does not answer.
 */
export class FaultyProxy {
  readonly #target: URL;
  readonly #server = createServer((call, answer) => void this.#take(call, answer));
  readonly #armed: Armed[] = [];

  constructor(target: string) {
    this.#target = new URL(target);
  }

  /** Resolves with its address. */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** The `from`th call that names the text, and the next ones, meet the fault. Returns how many have met it. */
  arm(text: string, fault: AwsFault, from: number, times: number): () => number {
    const armed = { text, fault, from, times, calls: 0 };
    this.#armed.push(armed);
    return () => times - armed.times;
  }

  async #take(call: IncomingMessage, answer: ServerResponse): Promise<void> {
    const body = Buffer.concat(await Array.fromAsync(call as AsyncIterable<Buffer>));
    const operation = String(call.headers['x-amz-target']).replace(/^.*\./, '');
    const fault = this.#faultOf(body.toString('utf8'), operation);
    if (fault === undefined) {
      this.#forward(call, body, (status, text) => send(answer, status, text));
      return;
    }
    switch (fault) {
      case 'hanging':
        return;
      case 'cut':
        call.socket.destroy();
        return;
      case 'answerHanging':
        this.#forward(call, body, () => undefined);
        return;
      case 'answerLost':
        this.#forward(call, body, () => call.socket.destroy());
        return;
      default:
        send(answer, ...refusalOf(fault, operation, body.toString('utf8')));
    }
  }

  #faultOf(body: string, operation: string): AwsFault | undefined {
    for (const armed of this.#armed.filter(({ text }) => body.includes(text))) {
      armed.calls += 1;
      if (armed.calls >= armed.from && armed.times > 0 && isPossible(armed.fault, operation)) {
        armed.times -= 1;
        return armed.fault;
      }
    }
    return undefined;
  }

  #forward(call: IncomingMessage, body: Buffer, done: (status: number, text: string) => void): void {
    const { hostname, port } = this.#target;
    const forwarded = request(
      { hostname, port, path: call.url, method: call.method, headers: call.headers },
      (reply) => {
        const parts: Buffer[] = [];
        reply.on('data', (part: Buffer) => parts.push(part));
        reply.on('end', () => done(reply.statusCode ?? 502, Buffer.concat(parts).toString('utf8')));
      },
    );
    forwarded.on('error', () => call.socket.destroy());
    forwarded.end(body);
  }
}

/** Only what meets a transaction conflicts, only a transaction is in progress, only a batch is left unread in part. */
function isPossible(fault: AwsFault, operation: string): boolean {
  switch (fault) {
    case 'conflict':
      return /^(TransactWriteItems|TransactGetItems|PutItem|UpdateItem|DeleteItem)$/.test(operation);
    case 'inProgress':
      return operation === 'TransactWriteItems';
    case 'leftUnread':
      return operation === 'BatchGetItem';
    default:
      return true;
  }
}

type Refused = Exclude<AwsFault, 'cut' | 'hanging' | 'answerLost' | 'answerHanging'>;

function refusalOf(fault: Refused, operation: string, body: string): [status: number, text: string] {
  const error = (name: string, facts: object = {}): [number, string] => [
    400,
    JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: name, ...facts }),
  ];
  switch (fault) {
    case 'conflict':
      return operation.startsWith('Transact')
        ? error('TransactionCanceledException', { CancellationReasons: reasons(body, 'TransactionConflict') })
        : error('TransactionConflictException');
    case 'throttled':
      return operation.startsWith('Transact')
        ? error('TransactionCanceledException', { CancellationReasons: reasons(body, 'ThrottlingError') })
        : error('ThrottlingException');
    case 'inProgress':
      return error('TransactionInProgressException');
    case 'overProvisioned':
      return error('ProvisionedThroughputExceededException');
    case 'serverError':
      return [500, JSON.stringify({ __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError', message: 'no' })];
    case 'unavailable':
      return [503, 'Service Unavailable'];
    case 'leftUnread':
      return [200, JSON.stringify({ Responses: {}, UnprocessedKeys: JSON.parse(body).RequestItems })];
    default:
      return fault satisfies never;
  }
}

/** A reason for each item of the transaction: the last one is in the way. */
function reasons(body: string, code: string): readonly object[] {
  const { length } = JSON.parse(body).TransactItems;
  return Array.from({ length }, (_, index) => ({ Code: index === length - 1 ? code : 'None' }));
}

function send(answer: ServerResponse, status: number, text: string): void {
  answer.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
  answer.end(text);
}
