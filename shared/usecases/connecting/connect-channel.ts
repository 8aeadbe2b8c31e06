import {
  type ChannelConnection,
  type ConnectionStep,
  type ConnectionTest,
  isPending,
  type MissingGrant,
  type SecretFields,
  type SecretStore,
} from '../../ports/connection.ts';

/** One platform, seen from whoever connects an account of it. */
export type Connector = {
  /** What is stored with what is given put over it. Throws a sentence for a field that the secret does not have. */
  merge(stored: SecretFields, given: SecretFields): SecretFields;
  /** Whether the functions can work with these fields. */
  isComplete(fields: SecretFields): boolean;
  /** Throws a sentence when a field that is needed to connect is missing. */
  open(fields: SecretFields): ChannelConnection;
};

/** What would be done, before anything is. */
export type Proposal = {
  readonly account: string;
  /** Rights that are not needed for the most of it. */
  readonly missing: readonly MissingGrant[];
  readonly steps: readonly ConnectionStep[];
  readonly secret: 'new' | 'unchanged';
};

export type ConnectPorts = {
  readonly connector: Connector;
  readonly secret: SecretStore;
  /** Shows what would be done. False: nothing is to be done. Not asked when there is nothing to do. */
  agree(proposal: Proposal): Promise<boolean>;
};

export type Connected =
  /** The platform does not know the credentials. Nothing was written. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** The platform knows them, but the channel cannot work with their rights. Nothing was written. */
  | { readonly kind: 'lacking'; readonly account: string; readonly missing: readonly MissingGrant[] }
  | ({ readonly kind: 'declined' } & Proposal)
  | ({
      readonly kind: 'connected';
      /** What is still not as it should be, read again at the platform. */
      readonly left: readonly ConnectionStep[];
      readonly test: ConnectionTest;
      readonly byHand: readonly string[];
    } & Proposal);

/**
 * Connects a channel: proves the credentials, compares what is registered at the platform with what should be, and,
 * once that is agreed to, stores the secret and makes up the difference. Doing it again changes nothing. Rejects when
 * the platform gives no answer or refuses a step: what was done till then stays, and the next run goes on from there.
 */
export async function connectChannel(ports: ConnectPorts, given: SecretFields): Promise<Connected> {
  const { connector, secret } = ports;
  const stored = fieldsOf(await secret.read());
  const fields = connector.merge(stored, given);
  const connection = connector.open(fields);
  const access = await connection.access();
  if (access.kind === 'refused') {
    return access;
  }
  const { account, missing } = access;
  if (missing.some(({ isRequired }) => isRequired)) {
    return { kind: 'lacking', account, missing };
  }
  const plan = await connection.plan();
  const steps = plan.map(({ step }) => step);
  const proposal: Proposal = { account, missing, steps, secret: isSame(stored, fields) ? 'unchanged' : 'new' };
  const isIdle = proposal.secret === 'unchanged' && !steps.some(isPending);
  if (!isIdle && !(await ports.agree(proposal))) {
    return { kind: 'declined', ...proposal };
  }
  // Stored before anything is registered: what the platform tells from then on is proven with it.
  const isStored = proposal.secret === 'new' && connector.isComplete(fields);
  if (isStored) {
    await secret.write(JSON.stringify(fields));
  }
  for (const { carryOut } of plan) {
    await carryOut?.();
  }
  const issued = connector.merge(fields, await connection.issued());
  const before = isStored ? fields : stored;
  if (!isSame(before, issued)) {
    await secret.write(JSON.stringify(issued));
  }
  return {
    kind: 'connected',
    ...proposal,
    secret: isSame(stored, issued) ? 'unchanged' : 'new',
    left: (await connection.plan()).map(({ step }) => step).filter(isPending),
    test: await connection.test(),
    byHand: await connection.leftByHand(),
  };
}

/** What the deployment put there before anybody connected is no field of a secret, and what is no JSON holds none. */
function fieldsOf(text: string): SecretFields {
  try {
    const { placeholder: _, ...fields } = JSON.parse(text) as Record<string, unknown>;
    return fields;
  } catch {
    return {};
  }
}

function isSame(one: SecretFields, other: SecretFields): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function sorted(fields: SecretFields): readonly (readonly [string, unknown])[] {
  return Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1));
}
