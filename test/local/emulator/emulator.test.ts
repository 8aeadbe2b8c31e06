import { dirname } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { emulatorEnv } from '../../../local/emulator/emulator.ts';

describe("the emulator's environment", () => {
  const env = emulatorEnv({
    port: 4566,
    runFolder: '/tmp/run',
    hostEnv: {
      PATH: '/usr/bin:/bin',
      HOME: '/home/me',
      AWS_PROFILE: 'production',
      AWS_ENDPOINT_URL: 'https://elsewhere.example',
      NODE_OPTIONS: '--inspect',
      HTTPS_PROXY: 'http://proxy.example',
    },
  });

  it('carries nothing of the caller over but PATH', () => {
    expect(env).not.toHaveProperty('AWS_PROFILE');
    expect(env).not.toHaveProperty('AWS_ENDPOINT_URL');
    expect(env).not.toHaveProperty('NODE_OPTIONS');
    expect(env).not.toHaveProperty('HTTPS_PROXY');
    expect(env['HOME']).toBe('/tmp/run/tmp');
  });

  it("puts this process's Node before the host's", () => {
    expect(env['PATH']).toBe(`${dirname(process.execPath)}:/usr/bin:/bin`);
  });

  it('keeps all it writes inside the folder of the run', () => {
    for (const name of ['TMPDIR', 'STATE_DIR', 'S3_DATA_DIR']) {
      expect(env[name]).toMatch(/^\/tmp\/run\//);
    }
  });
});
