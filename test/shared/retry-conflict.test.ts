import { describe, expect, it } from '@jest/globals';
import { retryConflict } from '../../shared/retry-conflict.ts';

const retry = (attempts: number, pauses: number[] = []) => ({
  attempts,
  pause: async (attempt: number) => void pauses.push(attempt),
  givenUp: (made: number) => `MUG: ${made} writes in a row met another writer.`,
});

describe('retrying a conflict', () => {
  it('resolves with the first answer that is no conflict, and pauses before each further attempt', async () => {
    const answers = ['conflict', 'conflict', 'written', 'never asked'] as const;
    const pauses: number[] = [];
    let asked = 0;
    expect(await retryConflict(retry(5, pauses), async () => answers[asked++])).toBe('written');
    expect(asked).toBe(3);
    expect(pauses).toEqual([1, 2]);
  });

  it('resolves with undefined where the attempt found nothing to write', async () => {
    expect(await retryConflict(retry(1), async () => undefined)).toBeUndefined();
  });

  it('says what was given up when every attempt met another writer', async () => {
    let asked = 0;
    const attempt = async () => {
      asked += 1;
      return 'conflict' as const;
    };
    await expect(retryConflict(retry(3), attempt)).rejects.toThrow('MUG: 3 writes in a row met another writer.');
    expect(asked).toBe(3);
  });

  it('does not hide a failure', async () => {
    const attempt = async (): Promise<'conflict'> => Promise.reject(new Error('no answer'));
    await expect(retryConflict(retry(3), attempt)).rejects.toThrow('no answer');
  });
});
