import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { projectCopy } from '../guards/project-copy.ts';

const PROJECT = join(import.meta.dirname, '..', '..');

const TILL = { locations: ['main'], channels: [{ id: 'pos', platform: 'pos' }] };

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stockline-app-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Runs the CDK app as the CDK CLI does; returns the template's text, or throws with what the app printed. */
function synthesised(context: Readonly<Record<string, unknown>>, project = PROJECT): string {
  execFileSync(process.execPath, ['infra/app.ts'], {
    cwd: project,
    encoding: 'utf8',
    stdio: 'pipe',
    env: {
      PATH: process.env['PATH'],
      CDK_OUTDIR: folder,
      CDK_CONTEXT_JSON: JSON.stringify({ 'aws:cdk:bundling-stacks': [], ...context }),
      CDK_VALIDATION: 'false',
    },
  });
  return readFileSync(join(folder, 'Stockline.template.json'), 'utf8');
}

function configuration(name: string, config: unknown): string {
  const file = join(folder, name);
  writeFileSync(file, `export default ${JSON.stringify(config)};`);
  return file;
}

describe('the CDK app', () => {
  it('deploys stockline.config.ts unless said otherwise, and says how it is made where there is none', () => {
    const project = projectCopy(PROJECT, ['functions', 'infra', 'page', 'shared', 'package.json'], 'app');
    try {
      expect(() => synthesised({}, project)).toThrow(
        /There is no stockline\.config\.ts: `npx stockline init` makes it, or name it with --context config=FILE\./,
      );
      writeFileSync(join(project, 'stockline.config.ts'), `export default ${JSON.stringify(TILL)};`);
      expect(synthesised({}, project)).toContain('"stockline-receive-pos"');
    } finally {
      rmSync(project, { recursive: true });
    }
  });

  it('deploys the configuration that context names', () => {
    const config = configuration('one.mjs', {
      locations: ['main'],
      channels: [{ id: 'outlet', platform: 'square', locations: { L1: ['main'] } }],
    });
    const template = synthesised({ config, local: 'true' });
    expect(template).toContain('"stockline-push-outlet"');
    expect(template).not.toContain('"stockline-push-shopify"');
    expect(template).not.toContain('Retain');
  });

  it('names each wrong field of a configuration', () => {
    const config = configuration('wrong.mjs', {
      locations: ['main'],
      channels: [{ id: 'Outlet', platform: 'square' }],
    });
    expect(() => synthesised({ config })).toThrow(/channels\.0\.id: “Outlet” is not a channel id/);
  });
});
