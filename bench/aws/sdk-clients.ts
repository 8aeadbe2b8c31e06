/** Takes the place of AWS behind the SDK's clients in this process: each command is counted and answered from memory. */
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, TransactGetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { MemoryDynamoDb } from './dynamodb/dynamodb.ts';
import type { MemoryBus } from './event-bus.ts';
import { LATENCY_MS } from './latencies.ts';
import type { MemoryQueues } from './queues.ts';
import type { Meter } from './usage.ts';
import type { VirtualClock } from './virtual-clock.ts';

export type MemoryAws = {
  readonly database: MemoryDynamoDb;
  readonly queues: MemoryQueues;
  readonly bus: MemoryBus;
  /** The text of each secret, by its name. */
  readonly secrets: ReadonlyMap<string, string>;
  readonly meter: Meter;
  readonly clock: VirtualClock;
};

/**
 * Every client that is made of these classes, before or after, is answered by this AWS from now on: the product makes its
 * own clients, and nothing of it is replaced. Answers with how it ends.
 */
export function answerClients(aws: MemoryAws): () => void {
  const { clock } = aws;
  const ends = [
    answered(DynamoDBDocumentClient.prototype, (command) => {
      const isTransaction = command instanceof TransactWriteCommand || command instanceof TransactGetCommand;
      clock.pass(isTransaction ? LATENCY_MS.transaction : LATENCY_MS.databaseCall);
      return aws.database.answer(command);
    }),
    answered(SQSClient.prototype, (command) => {
      clock.pass(LATENCY_MS.queueCall);
      return aws.queues.answer(command);
    }),
    answered(EventBridgeClient.prototype, (command) => {
      clock.pass(LATENCY_MS.busCall);
      return aws.bus.answer(command);
    }),
    answered(SecretsManagerClient.prototype, (command) => {
      clock.pass(LATENCY_MS.secretRead);
      return secretOf(aws, command);
    }),
  ];
  return () => {
    for (const end of ends) {
      end();
    }
  };
}

function secretOf({ secrets, meter }: MemoryAws, command: object): object {
  if (!(command instanceof GetSecretValueCommand)) {
    throw new Error(`The bench answers no ${command.constructor.name}: add it to bench/aws/sdk-clients.ts.`);
  }
  meter.use({ secretReads: 1 });
  const { SecretId: name = '' } = command.input;
  const SecretString = secrets.get(name);
  if (SecretString === undefined) {
    throw new Error(`The bench has no secret ${name}.`);
  }
  return { SecretString };
}

/** `send` of the client, or of its class, which hides the one that all clients inherit. Answers with how it ends. */
export function answered(client: object, answer: (command: object) => object): () => void {
  const send = async (command: object): Promise<object> => answer(command);
  Object.defineProperty(client, 'send', { value: send, configurable: true, writable: true });
  return () => {
    Reflect.deleteProperty(client, 'send');
  };
}
