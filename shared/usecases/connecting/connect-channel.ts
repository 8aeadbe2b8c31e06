// Connects a channel to its platform account: proves credentials, registers subscriptions, stores the secret.
import { messageOf } from '../../message-of.ts';
import {
  type ChannelConnection,
  type ConnectionStep,
  type ConnectionTest,
  isPending,
  type MissingGrant,
  type PlannedStep,
  type SecretFields,
  type SecretStore,
} from '../../ports/connecting/connection.ts';

/** What connecting an account needs to know about its platform. */
export type Connector = {
  /** The stored fields, overridden by the given ones. Throws a sentence for a field that the secret does not have. */
  merge(stored: SecretFields, given: SecretFields): SecretFields;
  /** Whether the fields are all that the functions need. */
  isComplete(fields: SecretFields): boolean;
  /** The account. Throws a sentence when a field that is needed to connect is missing. */
  open(fields: SecretFields): ChannelConnection;
};

/** What connecting would do, before anything is done. */
export type Proposal = {
  readonly account: string;
  /** Rights that the credentials lack and that most functions do not need. */
  readonly missing: readonly MissingGrant[];
  readonly steps: readonly ConnectionStep[];
  readonly secret: 'new' | 'unchanged';
};

export type ConnectPorts = {
  readonly connector: Connector;
  readonly secret: SecretStore;
  /** Shows the proposal. False: the operator declines. Not called when there is nothing to do. */
  agree(proposal: Proposal): Promise<boolean>;
};

export type Connected =
  /** The platform does not accept the credentials. Nothing was written. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** The platform accepts them, but they lack a required right. Nothing was written. */
  | { readonly kind: 'lacking'; readonly account: string; readonly missing: readonly MissingGrant[] }
  | ({ readonly kind: 'declined' } & Proposal)
  | ({
      readonly kind: 'connected';
      /** Why the platform refused steps, one sentence each: it took the others. */
      readonly refusals: readonly string[];
      /** What is still not as it should be, read again from the platform. */
      readonly left: readonly ConnectionStep[];
      readonly test: ConnectionTest;
      readonly byHand: readonly string[];
    } & Proposal)
  /** The platform gave no answer. What was done until then stays, and the next run continues from there. */
  | ({ readonly kind: 'brokenOff'; readonly reason: string } & DoneUntilThen);

/** What a run has done when a platform no longer answers. */
export type DoneUntilThen = {
  /** The steps that the platform took. */
  readonly taken: readonly ConnectionStep[];
  readonly isSecretStored: boolean;
};

/** What only the platform can say was not answered. */
class UnansweredError extends Error {
  override readonly name = 'UnansweredError';
}

/**
 * Connects a channel: proves the credentials, compares what is registered at the platform with what should be, and, once
 * the operator agrees, stores the secret and registers what is missing. Running it again changes nothing. A step that the
 * platform refuses keeps no other from being taken: one topic that is refused would else end every run before the rest.
 * Rejects when the secret cannot be read or written, and where a field is missing.
 */
export async function connectChannel(ports: ConnectPorts, given: SecretFields): Promise<Connected> {
  const done = { taken: [] as ConnectionStep[], isSecretStored: false };
  const keep: SecretStore['write'] = async (text) => {
    await ports.secret.write(text);
    done.isSecretStored = true;
  };
  const secret = { ...ports.secret, write: keep };
  try {
    return await connect({ ...ports, secret }, given, (step) => done.taken.push(step));
  } catch (error) {
    if (error instanceof UnansweredError) {
      return { kind: 'brokenOff', reason: error.message, ...done };
    }
    throw error;
  }
}

async function connect(
  ports: ConnectPorts,
  given: SecretFields,
  took: (step: ConnectionStep) => void,
): Promise<Connected> {
  const { connector, secret } = ports;
  const stored = secretFieldsOf(await secret.read());
  const fields = connector.merge(stored, given);
  const connection = connector.open(fields);
  const access = await answered(connection.access());
  if (access.kind === 'refused') {
    return access;
  }
  const { account, missing } = access;
  if (missing.some(({ isRequired }) => isRequired)) {
    return { kind: 'lacking', account, missing };
  }
  const plan = await answered(connection.plan());
  const steps = plan.map(({ step }) => step);
  const proposal: Proposal = { account, missing, steps, secret: isSame(stored, fields) ? 'unchanged' : 'new' };
  const isUnchanged = proposal.secret === 'unchanged' && !steps.some(isPending);
  if (!isUnchanged && !(await ports.agree(proposal))) {
    return { kind: 'declined', ...proposal };
  }
  // Stored before anything is registered: the platform's messages from then on are verified with it.
  const isStored = proposal.secret === 'new' && connector.isComplete(fields);
  if (isStored) {
    await secret.write(JSON.stringify(fields));
  }
  const refusals = await carryOutAll(plan, took);
  const issued = connector.merge(fields, await answered(connection.issued()));
  const before = isStored ? fields : stored;
  if (!isSame(before, issued)) {
    await secret.write(JSON.stringify(issued));
  }
  return {
    kind: 'connected',
    ...proposal,
    refusals,
    secret: isSame(stored, issued) ? 'unchanged' : 'new',
    left: (await answered(connection.plan())).map(({ step }) => step).filter(isPending),
    test: await answered(connection.test()),
    byHand: await answered(connection.leftByHand()),
  };
}

/** Takes every step, and answers why the platform refused those that it refused. */
async function carryOutAll(
  plan: readonly PlannedStep[],
  took: (step: ConnectionStep) => void,
): Promise<readonly string[]> {
  const refusals: string[] = [];
  for (const { step, carryOut } of plan) {
    if (carryOut === undefined) {
      continue;
    }
    const refusal = await answered(carryOut());
    if (refusal === undefined) {
      took(step);
    } else {
      refusals.push(refusal);
    }
  }
  return refusals;
}

/** What the platform answers. Rejects with UnansweredError where it does not. */
async function answered<Value>(asked: Promise<Value>): Promise<Value> {
  try {
    return await asked;
  } catch (error) {
    throw new UnansweredError(messageOf(error), { cause: error });
  }
}

/** The fields in a secret's text; none when it is no JSON object. The deployment's placeholder is not a field. */
export function secretFieldsOf(text: string): SecretFields {
  let stored: unknown;
  try {
    stored = JSON.parse(text);
  } catch {
    return {};
  }
  if (typeof stored !== 'object' || stored === null) {
    return {};
  }
  return Object.fromEntries(Object.entries(stored).filter(([name]) => name !== 'placeholder'));
}

function isSame(one: SecretFields, other: SecretFields): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function sorted(fields: SecretFields): readonly (readonly [string, unknown])[] {
  return Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1));
}
