import { describe, expect, it } from '@jest/globals';
import { alarmFindings } from '../../../../shared/usecases/diagnosing/diagnose-alarms.ts';

const topic = 'arn:aws:sns:eu-west-1:111111111111:alarms';
const stateOf = (route: Parameters<typeof alarmFindings>[0]) =>
  alarmFindings(route).map(({ state, says, repair = '' }) => `${state}: ${says} ${repair}`);

describe('alarms', () => {
  it('that go nowhere are a problem', () => {
    expect(stateOf({ subscribers: [] })).toEqual([
      expect.stringMatching(/^problem: No alarm reaches anybody.*npm run deploy -- --alarms/),
    ]);
  });

  it('whose mail nobody confirmed are a problem, and the finding says how to get another', () => {
    expect(stateOf({ topic, subscribers: [{ to: 'a@example.com', isConfirmed: false }] })).toEqual([
      expect.stringMatching(
        /^problem: Nobody confirmed the mail that AWS sent to a@example\.com.*aws sns subscribe .* a@example\.com$/,
      ),
    ]);
  });

  it('to which nobody is subscribed any more are a problem', () => {
    expect(stateOf({ topic, subscribers: [] })).toEqual([expect.stringMatching(/^problem: .*nobody is subscribed/)]);
  });

  it('reach who confirmed, and who did not is named beside', () => {
    const subscribers = [
      { to: 'a@example.com', isConfirmed: true },
      { to: 'b@example.com', isConfirmed: false },
    ];
    expect(stateOf({ topic, subscribers })).toEqual([
      expect.stringMatching(/^well: Alarms go to a@example\.com\./),
      expect.stringMatching(/^problem: .*b@example\.com/),
    ]);
  });
});
