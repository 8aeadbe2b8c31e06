import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { useLocalRun } from '../../../cli/deployment/local-run.ts';

let folder = '';
const outputs = () => join(folder, 'outputs.json');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stockline-'));
  const aws = { endpoint: 'http://127.0.0.1:5000', region: 'us-east-1', accessKeyId: 'test', secretAccessKey: 'test' };
  writeFileSync(outputs(), JSON.stringify({ version: 1, aws, api: { url: 'http://127.0.0.1:5001', token: 't' } }));
});

afterEach(() => rmSync(folder, { recursive: true }));

function envAfter(before: Readonly<Record<string, string>>, file = outputs()) {
  const env: NodeJS.ProcessEnv = { ...before };
  useLocalRun(env, file);
  return env;
}

describe('the running local stack', () => {
  it('is found by the outputs of the checkout, whatever its port', () => {
    expect(envAfter({})).toEqual({
      STOCKLINE_PORT: '5000',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:5000',
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    });
  });

  it('is used whatever AWS variables the shell exports', () => {
    const env = envAfter({
      AWS_REGION: 'eu-central-1',
      AWS_DEFAULT_REGION: 'eu-central-1',
      AWS_PROFILE: 'production',
      AWS_ACCESS_KEY_ID: 'AKIA',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'token',
      AWS_ENDPOINT_URL: 'https://vpce.example',
      AWS_ENDPOINT_URL_DYNAMODB: 'https://dynamodb.example',
      HOME: '/home/me',
    });
    expect(env).toEqual({ ...envAfter({}), HOME: '/home/me' });
  });

  it.each([
    [{ STOCKLINE_PORT: '6000' }, 'http://127.0.0.1:6000', '6000'],
    [{ STOCKLINE_EMULATOR_URL: 'http://127.0.0.1:9' }, 'http://127.0.0.1:9', '4566'],
    [{ STOCKLINE_EMULATOR_URL: 'http://127.0.0.1:9', STOCKLINE_PORT: '6000' }, 'http://127.0.0.1:9', '6000'],
  ])('is the one that %j names', (named, endpoint, port) => {
    expect(envAfter({ ...named })).toMatchObject({ AWS_ENDPOINT_URL: endpoint, STOCKLINE_PORT: port });
  });

  it('is asked for where none is ready', () => {
    expect(() => envAfter({}, join(folder, 'none.json'))).toThrow('No local stack is ready: run `npm start`');
  });
});
