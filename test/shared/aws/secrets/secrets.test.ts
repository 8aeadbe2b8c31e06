import { ResourceNotFoundException, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from '@jest/globals';
import { cachedSecrets, madeOfSecret, readSecret } from '../../../../shared/aws/secrets/secrets.ts';
import { PermanentError } from '../../../../shared/ports/permanent-error.ts';

const MINUTE_MS = 60_000;
const NO_ANSWER = new Error('connect ETIMEDOUT');
const GONE = new ResourceNotFoundException({ message: 'Secrets Manager can’t find it.', $metadata: {} });

/** Secrets Manager that answers so, one answer after the other, the last one for ever; and a clock. */
function secretsManager(...answers: readonly (string | Error | undefined)[]) {
  const time = { now: 0 };
  let asked = 0;
  const send = async () => {
    const answer = answers[Math.min(asked, answers.length - 1)];
    asked += 1;
    if (answer instanceof Error) {
      throw answer;
    }
    return { SecretString: answer };
  };
  const client = { send } as unknown as SecretsManagerClient;
  return { client, read: cachedSecrets(client, () => time.now), time, asked: () => asked };
}

describe('the secret of a channel', () => {
  it('is read once in five minutes, and a rotated one is used from then on', async () => {
    const { read, time, asked } = secretsManager('old', 'new');
    expect([await read('shop'), await read('shop')]).toEqual(['old', 'old']);
    time.now = 5 * MINUTE_MS - 1;
    expect([await read('shop'), asked()]).toEqual(['old', 1]);
    time.now = 5 * MINUTE_MS;
    expect([await read('shop'), asked()]).toEqual(['new', 2]);
  });

  it('is asked for once by many who need it at the same moment', async () => {
    const { read, asked } = secretsManager('text');
    await Promise.all([read('shop'), read('shop'), read('shop')]);
    expect(asked()).toBe(1);
  });

  it('is the last that was read while Secrets Manager does not answer, and is read again ten seconds later', async () => {
    const { read, time } = secretsManager('good', NO_ANSWER, NO_ANSWER, 'rotated');
    await read('shop');
    time.now = 6 * MINUTE_MS;
    expect(await read('shop')).toBe('good');
    time.now += 10_000;
    expect(await read('shop')).toBe('good');
    time.now += 9_999;
    expect(await read('shop')).toBe('good');
    time.now += 1;
    expect(await read('shop')).toBe('rotated');
  });

  it('that is gone, or may not be read any more, is used no longer', async () => {
    const { read, time } = secretsManager('good', GONE, NO_ANSWER);
    await read('shop');
    time.now = 6 * MINUTE_MS;
    const refusal = await read('shop').catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(PermanentError);
    expect(String(refusal)).toContain('shop cannot be read: Secrets Manager can’t find it');
  });

  it('that could never be read is asked for again by the next who needs it', async () => {
    const { read } = secretsManager(NO_ANSWER, 'good');
    await expect(read('shop')).rejects.toThrow('ETIMEDOUT');
    expect(await read('shop')).toBe('good');
  });

  it('without a text is named', async () => {
    await expect(readSecret(secretsManager(undefined).client, 'stockline/shop')).rejects.toThrow(
      'Secret stockline/shop has no text',
    );
  });
});

describe('what is made of a secret', () => {
  it('is made once, and anew when the secret is another', async () => {
    const { read, time } = secretsManager('old', 'old', 'new');
    const made: string[] = [];
    const client = madeOfSecret(read, 'shop', (text) => {
      made.push(text);
      return { text };
    });
    const first = await client.made();
    time.now = 6 * MINUTE_MS;
    expect(await client.made()).toBe(first);
    time.now = 12 * MINUTE_MS;
    expect(await client.made()).toEqual({ text: 'new' });
    expect(made).toEqual(['old', 'new']);
  });

  it('knows when the secret was replaced, which it reads now, and takes no fault for it', async () => {
    const { read } = secretsManager('old', 'old', NO_ANSWER, 'new');
    const client = madeOfSecret(read, 'shop', (text) => text);
    expect(await client.isReplaced()).toBe(false);
    await client.made();
    expect(await client.isReplaced()).toBe(false);
    await expect(client.isReplaced()).rejects.toThrow('ETIMEDOUT');
    expect(await client.isReplaced()).toBe(true);
    expect(await client.made()).toBe('new');
  });

  it('that cannot be made is tried again with the next call, and what was made before is not forgotten', async () => {
    const { read, time } = secretsManager('good', 'no JSON');
    const client = madeOfSecret(read, 'shop', (text) => {
      if (text === 'no JSON') {
        throw new Error('The secret is no JSON.');
      }
      return text;
    });
    await client.made();
    time.now = 6 * MINUTE_MS;
    await expect(client.made()).rejects.toThrow('no JSON');
    expect(await client.isReplaced()).toBe(true);
  });
});
