// Checks a channel's account: its secret, its credentials, and its subscriptions at the platform.
import type { ChannelId } from '../../domain/identifiers.ts';
import { messageOf } from '../../message-of.ts';
import { OPERATOR_COMMANDS } from '../../operator-commands.ts';
import {
  type ChannelConnection,
  type ConnectionStep,
  isPending,
  type SecretFields,
} from '../../ports/connecting/connection.ts';
import { checked, type Finding, noteFinding, problemFinding, wellFinding } from './finding.ts';

/** A channel's account at its platform. */
export type AccountToDiagnose = {
  readonly channel: ChannelId;
  /** The fields of its secret. Rejects or throws with a sentence when the functions could not use them. */
  secret(): Promise<SecretFields>;
  /** Absent where nothing is registered at a platform: a till signs what it sends. */
  readonly connect?: (fields: SecretFields) => Promise<ChannelConnection>;
};

/** Checks the secret, then the credentials in it, then what is registered: each check needs the one before. */
export async function diagnoseAccount(channel: AccountToDiagnose): Promise<readonly Finding[]> {
  const { channel: id } = channel;
  const connectIt = OPERATOR_COMMANDS.connect(id);
  let fields: SecretFields;
  try {
    fields = await channel.secret();
  } catch (error) {
    return [problemFinding(id, 'secret', messageOf(error), connectIt)];
  }
  const secret = wellFinding(id, 'secret', 'The secret is there and usable.');
  const { connect } = channel;
  return connect === undefined
    ? [secret]
    : [
        secret,
        ...(await checked(id, 'credentials', async () => diagnoseConnection(await connect(fields), fields, connectIt))),
      ];
}

async function diagnoseConnection(
  connection: ChannelConnection,
  fields: SecretFields,
  connectIt: string,
): Promise<readonly Finding[]> {
  const id = connection.channel;
  const access = await connection.access();
  if (access.kind === 'refused') {
    return [problemFinding(id, 'credentials', access.reason, connectIt)];
  }
  const rights = access.missing.map(({ grant, without, isRequired }) =>
    isRequired
      ? problemFinding(id, 'rights', `Missing: ${grant}; without it ${without}.`, connectIt)
      : noteFinding(id, 'rights', `Not granted: ${grant}; without it ${without}.`),
  );
  const steps = await checked(id, 'subscriptions', async () =>
    subscriptionFindings(
      id,
      (await connection.plan()).map(({ step }) => step),
      connectIt,
    ),
  );
  const keys = await checked(id, 'keys', async () => keyFindings(id, fields, await connection.issued(), connectIt));
  return [wellFinding(id, 'credentials', `${access.account} accepts the credentials.`), ...rights, ...steps, ...keys];
}

/** A key that was renewed at the platform: since then the signatures of its messages do not match the stored one. */
function keyFindings(id: ChannelId, fields: SecretFields, issued: SecretFields, connectIt: string): readonly Finding[] {
  const renewed = Object.keys(issued).filter((name) => issued[name] !== fields[name]);
  return renewed.map((name) => problemFinding(id, 'keys', `The stored ${name} is not the platform’s.`, connectIt));
}

function subscriptionFindings(id: ChannelId, steps: readonly ConnectionStep[], connectIt: string): readonly Finding[] {
  const pending = steps.filter(isPending);
  const kept = steps.filter(({ kind }) => kind === 'keep').length;
  if (pending.length === 0) {
    const says = kept === 1 ? 'It is alive and sends' : `All ${kept} are alive and send`;
    return [wellFinding(id, 'subscriptions', `${says} to this deployment.`)];
  }
  return pending.map((step) => problemFinding(id, 'subscriptions', faultOf(step), connectIt));
}

function faultOf({ kind, topic, target, because }: ConnectionStep): string {
  switch (kind) {
    case 'create':
      return `${topic} is not registered for ${target}: never made, or removed by the platform after failed deliveries.`;
    case 'remove':
      return `${topic} is registered twice: ${because}.`;
    default:
      return `${topic} is not as it should be: ${because}.`;
  }
}
