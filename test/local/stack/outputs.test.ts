import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { localOwnShop } from '../../../local/stack/asked-for.ts';
import { localAws } from '../../../local/stack/aws.ts';
import {
  localOutputs,
  outputsPath,
  readOutputs,
  removeOutputs,
  stackOutputs,
  writeOutputs,
} from '../../../local/stack/outputs.ts';
import { localPorts } from '../../../local/stack/ports.ts';

const STACK = {
  TableName: 'the-table',
  ObservationsQueueUrl: 'http://localhost:4566/000000000000/observations.fifo',
  BusName: 'the-bus',
  ApiUrl: 'https://abcd1234.execute-api.us-east-1.amazonaws.com/',
  AmazonNotificationsQueueUrl: 'http://localhost:4566/000000000000/amazon',
};

function outputsOf(apiToken: string, env: NodeJS.ProcessEnv = {}) {
  return localOutputs({
    aws: localAws('http://127.0.0.1:4566'),
    stack: stackOutputs(STACK),
    ports: localPorts(env),
    ownShop: localOwnShop(env),
    secrets: {
      shopifyClientSecret: 'client secret',
      squareSignatureKey: 'signature key',
      posSigningSecret: 'whsec_AAAA',
      apiToken,
    },
  });
}

describe('.local/outputs.json', () => {
  let project: string;
  beforeEach(() => {
    project = mkdtempSync(join(tmpdir(), 'stockline-outputs-'));
  });
  afterEach(() => rmSync(project, { recursive: true, force: true }));

  it('has the documented shape', () => {
    writeOutputs(outputsPath(project, {}), outputsOf('token'));
    expect(JSON.parse(readFileSync(join(project, '.local', 'outputs.json'), 'utf8'))).toEqual({
      version: 1,
      aws: { endpoint: 'http://127.0.0.1:4566', region: 'us-east-1', accessKeyId: 'test', secretAccessKey: 'test' },
      table: 'the-table',
      queueUrl: 'http://127.0.0.1:4566/000000000000/observations.fifo',
      bus: 'the-bus',
      api: { url: 'http://127.0.0.1:4567', token: 'token' },
      page: { url: 'http://127.0.0.1:4567/' },
      webhooks: {
        shopify: 'http://127.0.0.1:4567/webhooks/shopify',
        square: 'http://127.0.0.1:4567/webhooks/square',
        pos: 'http://127.0.0.1:4567/webhooks/pos',
        amazonQueueUrl: 'http://127.0.0.1:4566/000000000000/amazon',
      },
      shopifyShop: 'demo.myshopify.com',
      secrets: { shopify: 'client secret', square: 'signature key', pos: 'whsec_AAAA' },
      sandbox: { shopify: 'http://127.0.0.1:4571', amazon: 'http://127.0.0.1:4572', square: 'http://127.0.0.1:4573' },
    });
  });

  it('has an own shop beside all that, where the run was asked for one', () => {
    const { ownShop, ...rest } = outputsOf('token', { STOCKLINE_OWN_SHOP: 'true' });
    expect(ownShop).toMatchObject({
      url: 'http://127.0.0.1:4570',
      sandbox: 'http://127.0.0.1:4570',
      webhook: 'http://127.0.0.1:4567/webhooks/own-shop',
    });
    expect(rest).toEqual(outputsOf('token'));
    writeOutputs(outputsPath(project, {}), outputsOf('token', { STOCKLINE_OWN_SHOP: 'true' }));
    expect(readOutputs(outputsPath(project, {})).ownShop).toEqual(ownShop);
  });

  it('names no sandbox where the own shop is another program', () => {
    const url = 'http://127.0.0.1:9000/stockline';
    const { ownShop } = outputsOf('token', { STOCKLINE_OWN_SHOP: url });
    expect([ownShop?.url, ownShop?.sandbox]).toEqual([url, undefined]);
  });

  it('stands where STOCKLINE_OUTPUTS says', () => {
    expect(outputsPath(project, { STOCKLINE_OUTPUTS: '/elsewhere/outputs.json' })).toBe('/elsewhere/outputs.json');
  });

  it('appears whole and leaves no draft beside it', () => {
    writeOutputs(outputsPath(project, {}), outputsOf('token'));
    expect(readdirSync(join(project, '.local'))).toEqual(['outputs.json']);
    expect(readOutputs(outputsPath(project, {})).api.token).toBe('token');
  });

  it('of another run is left in place by the run that stops', () => {
    const path = outputsPath(project, {});
    writeOutputs(path, outputsOf('of the later run'));
    removeOutputs(path, outputsOf('of the earlier run'));
    expect(readOutputs(path).api.token).toBe('of the later run');
    removeOutputs(path, outputsOf('of the later run'));
    expect(readdirSync(join(project, '.local'))).toEqual([]);
  });

  it('is missed with a sentence that says to run npm start', () => {
    expect(() => readOutputs(outputsPath(project, {}))).toThrow('run npm start');
  });

  it('needs every output of the stack and names those missing', () => {
    const { BusName, ApiUrl, ...rest } = STACK;
    expect(() => stackOutputs(rest)).toThrow('The stack states no BusName, ApiUrl;');
  });
});
