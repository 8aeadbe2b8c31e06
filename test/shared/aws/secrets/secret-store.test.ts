import {
  GetSecretValueCommand,
  InvalidParameterException,
  PutSecretValueCommand,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from '@jest/globals';
import { secretStore } from '../../../../shared/aws/secrets/secret-store.ts';

const NAME = 'stockline/api';

/** One secret, whose versions and labels behave as the API reference of Secrets Manager says (2026-11). */
function secretsManager() {
  const texts = new Map([['v1', 'first']]);
  const labels = new Map([['AWSCURRENT', 'v1']]);
  const state = { isAnswerLost: false, isDown: false };
  const move = ({
    VersionStage = '',
    MoveToVersionId = '',
    RemoveFromVersionId,
  }: UpdateSecretVersionStageCommand['input']) => {
    const from = labels.get(VersionStage);
    if (from !== undefined && from !== MoveToVersionId && from !== RemoveFromVersionId) {
      throw new InvalidParameterException({ message: `The label is on ${from}.`, $metadata: {} });
    }
    labels.set(VersionStage, MoveToVersionId);
  };
  const send = async (command: unknown) => {
    if (command instanceof GetSecretValueCommand) {
      const VersionId = labels.get('AWSCURRENT') ?? '';
      return { VersionId, SecretString: texts.get(VersionId) };
    }
    if (command instanceof PutSecretValueCommand) {
      const VersionId = `v${texts.size + 1}`;
      texts.set(VersionId, command.input.SecretString ?? '');
      for (const label of command.input.VersionStages ?? ['AWSCURRENT']) {
        labels.set(label, VersionId);
      }
      return { VersionId };
    }
    if (command instanceof UpdateSecretVersionStageCommand) {
      if (state.isDown) {
        throw new Error('connect ETIMEDOUT');
      }
      move(command.input);
      if (state.isAnswerLost) {
        // The SDK sends it again.
        move(command.input);
        throw new InvalidParameterException({ message: 'The label is on another version.', $metadata: {} });
      }
      return {};
    }
    throw new Error('No other call is made.');
  };
  const client = { send } as unknown as SecretsManagerClient;
  return { store: () => secretStore(client, NAME), text: () => texts.get(labels.get('AWSCURRENT') ?? ''), state };
}

describe('the secret of a channel or of the API', () => {
  it('is replaced, and again by the same command', async () => {
    const { store, text } = secretsManager();
    const own = store();
    expect(await own.read()).toBe('first');
    await own.write('second');
    await own.write('third');
    expect(text()).toBe('third');
  });

  it('that nobody read is replaced as it is', async () => {
    const { store, text } = secretsManager();
    await store().write('second');
    expect(text()).toBe('second');
  });

  it('that somebody else replaced since it was read is left, so that of two changes at once none is lost', async () => {
    const { store, text } = secretsManager();
    const [one, other] = [store(), store()];
    await Promise.all([one.read(), other.read()]);
    await one.write('without the leaked token');
    await expect(other.write('with the leaked token, and another')).rejects.toThrow(
      /^Somebody else changed the secret stockline\/api at the same time: nothing was written\. Run it again\.$/,
    );
    expect(text()).toBe('without the leaked token');
    expect(await other.read()).toBe('without the leaked token');
    await other.write('without it, and another');
    expect(text()).toBe('without it, and another');
  });

  it('is replaced once where the answer was lost', async () => {
    const { store, text, state } = secretsManager();
    state.isAnswerLost = true;
    await store().write('second');
    expect(text()).toBe('second');
  });

  it('stays as it is where Secrets Manager does not answer, and that is what is said', async () => {
    const { store, text, state } = secretsManager();
    state.isDown = true;
    await expect(store().write('second')).rejects.toThrow('connect ETIMEDOUT');
    expect(text()).toBe('first');
  });
});
