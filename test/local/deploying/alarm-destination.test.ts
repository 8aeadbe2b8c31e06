import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { alarmDestination } from '../../../infra/alarm-context.ts';
import { destinationSentence, findDestination } from '../../../local/deploying/alarm-destination.ts';

const HERE = { stack: 'Stockline', account: '111111111111', region: 'eu-west-1' };
const TOPIC = 'arn:aws:sns:eu-west-1:111111111111:on-call';
const MAIL = { kind: 'mail', to: 'a@example.com' };

describe('where alarms go', () => {
  let folder = '';
  let file = '';
  let asked = 0;
  const find = (sources: { readonly configured?: object; readonly given?: string; readonly answer?: string }) =>
    findDestination({
      ...{ configured: sources.configured ?? {}, given: sources.given, file, place: HERE },
      ...(sources.answer !== undefined && {
        ask: async () => {
          asked += 1;
          return sources.answer ?? '';
        },
      }),
    });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stockline-alarms-'));
    file = join(folder, 'cdk.context.json');
    asked = 0;
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is what the configuration says, and then nobody is asked', async () => {
    expect(await find({ configured: { alarmEmail: 'a@example.com' }, answer: 'b@example.com' })).toEqual(MAIL);
    expect(await find({ configured: { alarmTopicArn: TOPIC } })).toEqual({ kind: 'topic', to: TOPIC });
    expect(asked).toBe(0);
  });

  it('is asked of the person at the terminal once', async () => {
    expect(await find({ answer: 'a@example.com' })).toEqual(MAIL);
    expect(await find({ answer: 'b@example.com' })).toEqual(MAIL);
    expect(asked).toBe(1);
  });

  it('may be nowhere, and the person is not asked again', async () => {
    expect(await find({ answer: '' })).toEqual({ kind: 'nowhere' });
    expect(await find({ answer: 'b@example.com' })).toEqual({ kind: 'nowhere' });
    expect(asked).toBe(1);
  });

  it('is nowhere where nobody can be asked, and that is no answer', async () => {
    expect(await find({})).toEqual({ kind: 'nowhere' });
    expect(await find({ answer: 'a@example.com' })).toEqual(MAIL);
  });

  it('is changed by --alarms, and the app reads it', async () => {
    await find({ answer: 'a@example.com' });
    expect(await find({ given: TOPIC })).toEqual({ kind: 'topic', to: TOPIC });
    const context = JSON.parse(readFileSync(file, 'utf8'))['stockline:alarms'];
    expect(alarmDestination(context, 'Stockline', HERE)).toEqual({ alarmTopicArn: TOPIC });
  });

  it.each(['me', 'a@b', 'arn:aws:sqs:eu-west-1:111111111111:queue'])('is not “%s”', async (given) => {
    await expect(find({ given })).rejects.toThrow('neither an e-mail address nor the ARN of an SNS topic');
  });

  it('is not said in two places', async () => {
    await expect(find({ configured: { alarmEmail: 'a@example.com' }, given: TOPIC })).rejects.toThrow(
      'leave --alarms out',
    );
  });
});

it('a deployment says that the mail must be confirmed, and is loud where no alarm reaches anybody', () => {
  expect(destinationSentence({ kind: 'mail', to: 'a@example.com' })).toContain('click “Confirm subscription”');
  expect(destinationSentence({ kind: 'nowhere' })).toContain('NO ALARM REACHES ANYBODY');
});
