import { CloudFormationClient, CreateStackCommand, waitUntilStackCreateComplete } from '@aws-sdk/client-cloudformation';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, it } from '@jest/globals';
import { emulatorClientConfig } from '../emulator.ts';

const NAME = 'counts-its-calls';
const SOURCE = `
  let calls = 0;
  exports.handler = async ({ fails }) => {
    calls += 1;
    if (fails) throw new Error('call ' + calls);
    return calls;
  };
`;
const TEMPLATE = {
  Resources: {
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: NAME,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Role: 'arn:aws:iam::000000000000:role/any',
        Code: { ZipFile: SOURCE },
      },
    },
  },
};

describe('the process of a function on the emulator', () => {
  it('goes on after an error that the function answered, as on AWS', async () => {
    const stacks = new CloudFormationClient(emulatorClientConfig());
    await stacks.send(new CreateStackCommand({ StackName: NAME, TemplateBody: JSON.stringify(TEMPLATE) }));
    await waitUntilStackCreateComplete({ client: stacks, maxWaitTime: 60, minDelay: 1 }, { StackName: NAME });
    const lambda = new LambdaClient(emulatorClientConfig());
    const call = async (event: { readonly fails: boolean }) => {
      const { FunctionError, Payload } = await lambda.send(
        new InvokeCommand({ FunctionName: NAME, Payload: JSON.stringify(event) }),
      );
      return { error: FunctionError, answer: JSON.parse(Payload?.transformToString() ?? 'null') };
    };
    expect(await call({ fails: true })).toEqual({
      error: 'Unhandled',
      answer: expect.objectContaining({ errorMessage: 'call 1' }),
    });
    expect(await call({ fails: false })).toEqual({ error: undefined, answer: 2 });
  }, 120_000);
});
