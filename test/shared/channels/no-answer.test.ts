import { describe, expect, it } from '@jest/globals';
import { answerOrError, askAgain } from '../../../shared/channels/no-answer.ts';
import { CredentialsGoneError } from '../../../shared/ports/channel/credentials-gone.ts';

function asking(...errors: readonly Error[]) {
  let asked = 0;
  const waits: number[] = [];
  const ask = async () => {
    const error = errors[asked];
    asked += 1;
    if (error !== undefined) {
      throw error;
    }
    return 'answered';
  };
  const wait = async (milliseconds: number) => waits.push(milliseconds);
  return { waits, answer: () => askAgain(ask, wait), asked: () => asked };
}

describe('asking again', () => {
  it('asks a second time after a short wait, and no third time', async () => {
    const once = asking(new Error('lost'));
    expect(await once.answer()).toBe('answered');
    expect([once.asked(), once.waits]).toEqual([2, [500]]);
    const twice = asking(new Error('lost'), new Error('lost again'));
    await expect(twice.answer()).rejects.toThrow('lost again');
  });

  it('does not repeat what was answered, or what only a person can repair', async () => {
    const answered = asking();
    await answered.answer();
    const gone = asking(new CredentialsGoneError('the app is gone'));
    await expect(gone.answer()).rejects.toThrow('the app is gone');
    expect([answered.asked(), gone.asked()]).toEqual([1, 1]);
  });
});

describe('what is asked for so that a reading can go on without it', () => {
  const gone = new CredentialsGoneError('the app is gone');
  const failing = (error: Error) => async () => {
    throw error;
  };

  it('is the answer, or why there is none where that may be', async () => {
    expect(await answerOrError(async () => 'answered', { mayFail: false })).toEqual({ answer: 'answered' });
    const lost = new Error('lost');
    expect(await answerOrError(failing(lost), { mayFail: true })).toEqual({ error: lost });
    await expect(answerOrError(failing(lost), { mayFail: false })).rejects.toThrow('lost');
  });

  it('rejects in any case where only a person can repair the fault', async () => {
    await expect(answerOrError(failing(gone), { mayFail: true })).rejects.toThrow('the app is gone');
  });
});
