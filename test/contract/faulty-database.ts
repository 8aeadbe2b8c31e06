/** DynamoDB in memory with the SDK in front of it, where calls are met by what AWS may do, at chances drawn from a seed. */
import {
  ThrottlingException,
  TransactionCanceledException,
  TransactionConflictException,
  TransactionInProgressException,
} from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DeleteCommand,
  type DynamoDBDocumentClient,
  PutCommand,
  TransactGetCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { MemoryDynamoDb } from '../../bench/aws/dynamodb/dynamodb.ts';
import { Meter } from '../../bench/aws/usage.ts';
import { type Random, seededRandom } from '../simulation/random.ts';
import { clientOver } from './memory-database.ts';

/**
 * What one call meets, of which a passing one must leave no trace. `answerLost`: all of it was done at the SDK's first try,
 * and the second one met that. `doneThenThrottled`: the same, and the second try was refused. `inProgress`: the second
 * try met the first one, which was done a moment later (TransactWriteItems, API reference 2012-08-10,
 * TransactionInProgressException).
 */
const FAULTS = ['conflict', 'throttled', 'answerLost', 'doneThenThrottled', 'inProgress', 'leftUnread'] as const;
type Fault = (typeof FAULTS)[number];

/** So many calls meet something; a call that is repeated in place is met at most this often in a row. */
const RATE = 0.25;
const IN_A_ROW_MAX = 2;
/** Of errors that end both of the SDK's tries, and of those that it does not repeat. */
const FACTS = { message: 'met', $metadata: { attempts: 2 } };
const AT_ONCE = { message: 'met', $metadata: { attempts: 1 } };

export function faultyDatabase(seed: number): {
  readonly client: DynamoDBDocumentClient;
  readonly met: Map<Fault, number>;
} {
  const database = new MemoryDynamoDb({ projected: 'all' }, new Meter());
  const random = seededRandom(seed);
  const met = new Map<Fault, number>();
  const done = new Map<string, object>();
  /** How often each call has been met in a row. */
  const inARow = new Map<string, number>();
  const answer = (command: object): object => {
    const token = tokenOf(command);
    // A transaction with the token of one that was done is answered as that was, and does nothing.
    const before = token === undefined ? undefined : done.get(token);
    if (before !== undefined) {
      return before;
    }
    const now = database.answer(command);
    if (token !== undefined) {
      done.set(token, now);
    }
    return now;
  };
  const send = async (command: object): Promise<object> => {
    const name = nameOf(command);
    const before = inARow.get(name) ?? 0;
    const isDone = done.has(tokenOf(command) ?? '');
    const fault = before < IN_A_ROW_MAX && !isDone ? drawn(random, command) : undefined;
    inARow.set(name, fault === undefined ? 0 : before + 1);
    if (fault === undefined) {
      return answer(command);
    }
    met.set(fault, (met.get(fault) ?? 0) + 1);
    return meet(fault, withToken(command), answer);
  };
  return { client: clientOver(send), met };
}

function drawn(random: Random, command: object): Fault | undefined {
  const possible = FAULTS.filter((fault) => isPossible(fault, command));
  const [first, ...others] = possible;
  return first !== undefined && random.chance(RATE) ? random.pick([first, ...others]) : undefined;
}

const isTransaction = (command: object) =>
  command instanceof TransactWriteCommand || command instanceof TransactGetCommand;
const isWrite = (command: object) =>
  [TransactWriteCommand, PutCommand, UpdateCommand, DeleteCommand].some((kind) => command instanceof kind);

function isPossible(fault: Fault, command: object): boolean {
  switch (fault) {
    case 'conflict':
      return isTransaction(command) || isWrite(command);
    case 'throttled':
      // What the SDK repeats itself, nobody sees: it repeats no cancelled transaction.
      return isTransaction(command);
    case 'answerLost':
    case 'doneThenThrottled':
    case 'inProgress':
      // A single write that met itself is known to its caller as refused, or as repeated: see push-claim.
      return command instanceof TransactWriteCommand;
    case 'leftUnread':
      return command instanceof BatchGetCommand;
    default:
      return fault satisfies never;
  }
}

function meet(fault: Fault, command: object, answer: (command: object) => object): object {
  switch (fault) {
    case 'conflict':
      throw isTransaction(command)
        ? cancelled(command, 'TransactionConflict')
        : new TransactionConflictException(AT_ONCE);
    case 'throttled':
      throw cancelled(command, 'ThrottlingError');
    case 'answerLost':
      answer(command);
      return secondTry(() => answer(command));
    case 'doneThenThrottled':
      answer(command);
      throw new ThrottlingException(FACTS);
    case 'inProgress':
      answer(command);
      throw new TransactionInProgressException({ ...FACTS, Message: FACTS.message });
    case 'leftUnread': {
      const { RequestItems = {} } = command instanceof BatchGetCommand ? command.input : {};
      return { Responses: {}, UnprocessedKeys: RequestItems };
    }
    default:
      return fault satisfies never;
  }
}

/** What the second of the SDK's tries is answered, which says that it is the second. */
function secondTry(answer: () => object): object {
  try {
    return answer();
  } catch (error) {
    throw Object.assign(Object(error), { $metadata: { attempts: 2 } });
  }
}

/** The SDK gives a transaction a token where the caller gave none, for all tries of one call. */
function withToken(command: object): object {
  if (!(command instanceof TransactWriteCommand) || command.input.ClientRequestToken !== undefined) {
    return command;
  }
  return new TransactWriteCommand({ ...command.input, ClientRequestToken: `of the SDK ${Math.random()}` });
}

/** The same for a call and its repeats. */
function nameOf(command: object): string {
  const { ClientRequestToken: _token, ...input } = 'input' in command ? Object(command.input) : {};
  return `${command.constructor.name} ${JSON.stringify(input)}`;
}

function tokenOf(command: object): string | undefined {
  return command instanceof TransactWriteCommand ? command.input.ClientRequestToken : undefined;
}

function cancelled(command: object, Code: string): TransactionCanceledException {
  const items =
    command instanceof TransactWriteCommand || command instanceof TransactGetCommand ? command.input.TransactItems : [];
  const reasons = (items ?? []).map((_, index) => ({ Code: index === 0 ? Code : 'None' }));
  return new TransactionCanceledException({ ...AT_ONCE, CancellationReasons: reasons });
}
