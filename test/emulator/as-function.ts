/** Calls AWS with the role of a function, to test what its policies allow and deny. */
import {
  type AttributeValue,
  DeleteItemCommand,
  DeleteTableCommand,
  DynamoDBClient,
  GetItemCommand,
} from '@aws-sdk/client-dynamodb';
import { GetFunctionConfigurationCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ListQueuesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { sha256 } from '../fakes/facts.ts';
import { emulatorClientConfig } from './emulator.ts';
import type { RunningStack } from './running-stack.ts';

type Verdict = 'allowed' | 'denied';
type Item = Record<string, AttributeValue>;

/** One call each; `allowed` is whatever the policies let pass, `denied` an answer of AccessDenied. */
export async function asFunction(stack: RunningStack, name: string) {
  const root = emulatorClientConfig(stack.outputs.aws.endpoint);
  const config = { ...root, credentials: await credentialsOf(root, name) };
  const dynamo = new DynamoDBClient(config);
  const secrets = new SecretsManagerClient(config);
  const queues = new SQSClient(config);
  return {
    getItem: (table: string, Key: Item) => verdict(dynamo.send(new GetItemCommand({ TableName: table, Key }))),
    deleteItem: (table: string, Key: Item) => verdict(dynamo.send(new DeleteItemCommand({ TableName: table, Key }))),
    deleteTable: (table: string) => verdict(dynamo.send(new DeleteTableCommand({ TableName: table }))),
    readSecret: (secret: string) => verdict(secrets.send(new GetSecretValueCommand({ SecretId: secret }))),
    /** To the queue of this construct; its name has a hash after that of the construct. */
    async sendMessage(construct: string) {
      const { QueueUrls = [] } = await new SQSClient(root).send(new ListQueuesCommand({}));
      const named = QueueUrls.filter((url) => new RegExp(`-${construct}[0-9A-F]{8}(?:-|\\.|$)`).test(url));
      const [QueueUrl] = named;
      if (QueueUrl === undefined || named.length > 1) {
        throw new Error(`${named.length} queues are called ${construct}: ${QueueUrls.join(', ')}`);
      }
      return await verdict(queues.send(new SendMessageCommand({ QueueUrl, MessageBody: '{}' })));
    },
  };
}

/** Runs the function once, as its schedule does; what it answered where it failed. */
export async function invoked(stack: RunningStack, name: string): Promise<string> {
  const lambda = new LambdaClient(emulatorClientConfig(stack.outputs.aws.endpoint));
  const { FunctionError, Payload } = await lambda.send(new InvokeCommand({ FunctionName: name, Payload: '{}' }));
  return FunctionError === undefined ? 'succeeded' : `${FunctionError}: ${Payload?.transformToString()}`;
}

async function verdict(call: Promise<unknown>): Promise<Verdict> {
  try {
    await call;
    return 'allowed';
  } catch (error) {
    if (error instanceof Error && /AccessDenied|not authorized/i.test(`${error.name} ${error.message}`)) {
      return 'denied';
    }
    throw error;
  }
}

/** As MiniStack 1.5.33 makes them once the function has run (ministack/core/lambda_runtime.py, `execution_credentials`). */
async function credentialsOf(root: ReturnType<typeof emulatorClientConfig>, name: string) {
  const read = new GetFunctionConfigurationCommand({ FunctionName: name });
  const { FunctionArn, Role } = await new LambdaClient(root).send(read);
  const digest = sha256(`${FunctionArn}:${Role}`);
  return {
    accessKeyId: `ASIA${digest.slice(0, 16).toUpperCase()}`,
    secretAccessKey: sha256(`secret:${digest}`),
    sessionToken: sha256(`token:${digest}`),
  };
}
