/** Starts MiniStack, the AWS emulator, as a process of its own, and stops it. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathWithThisNode } from '../processes/this-node.ts';
import { localUrl } from '../stack/ports.ts';
import { answers, type Emulator, startPythonServer } from './python-server.ts';

export type EmulatorOptions = {
  /** The Python that has the emulator installed. */
  readonly interpreter: string;
  readonly port: number;
  readonly logPath: string;
  readonly stopping: AbortSignal;
};

const HEALTH_PATH = '/_ministack/health';

/** Starts MiniStack on 127.0.0.1 and resolves when it answers. Throws `CannotStart` with the last line of its log if it does not. */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { port } = options;
  const runFolder = mkdtempSync(join(tmpdir(), 'stockline-emulator-'));
  mkdirSync(join(runFolder, 'tmp'));
  const removeRunFolder = () => rmSync(runFolder, { recursive: true, force: true });
  try {
    const emulator = await startPythonServer({
      ...options,
      name: 'The AWS emulator',
      script: join(import.meta.dirname, 'serve.py'),
      env: emulatorEnv({ port, runFolder, hostEnv: process.env }),
      cwd: runFolder,
      healthUrl: new URL(HEALTH_PATH, localUrl(port)).href,
    });
    return { ...emulator, stop: () => emulator.stop().finally(removeRunFolder) };
  } catch (error) {
    removeRunFolder();
    throw error;
  }
}

/**
 * The emulator's whole environment: nothing of the caller's AWS account, Node or proxy settings may reach it or the
 * Lambda functions that it runs, which inherit it. Names as read by MiniStack 1.5.33 (ministack/app.py, core, services).
 */
export function emulatorEnv(options: {
  port: number;
  runFolder: string;
  hostEnv: NodeJS.ProcessEnv;
}): Record<string, string> {
  const { port, runFolder, hostEnv } = options;
  const temporary = join(runFolder, 'tmp');
  return {
    // Lambda functions run under the first `node` on PATH.
    PATH: pathWithThisNode(hostEnv['PATH']),
    HOME: temporary,
    TMPDIR: temporary,
    PYTHONUNBUFFERED: '1',
    STOCKLINE_RUN_FOLDER: runFolder,
    GATEWAY_PORT: String(port),
    BIND_HOST: '127.0.0.1',
    STATE_DIR: join(runFolder, 'state'),
    S3_DATA_DIR: join(runFolder, 's3'),
    // Its other listeners: MQTT on 8883, SFTP on 2222, HTTPS on 443.
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    USE_SSL: '0',
    // Functions run as processes, and must not use a Docker engine of this machine.
    LAMBDA_EXECUTOR: 'local',
    // No throttling by a share of this machine's memory: serve.py lets invocations wait instead.
    LAMBDA_ACCOUNT_CONCURRENCY: '0',
    // Each call of a function is allowed or refused by the policies of its role, as on AWS (see serve.py). It takes as much
    // time again as the call, so that only a test asks for it.
    AUTH: String(hostEnv['STOCKLINE_ENFORCE_POLICIES'] === 'true'),
    DOCKER_HOST: `unix://${join(runFolder, 'no-docker.sock')}`,
  };
}

/** Whether MiniStack answers at `url`. */
export async function isHealthy(url: string): Promise<boolean> {
  return await answers(new URL(HEALTH_PATH, url).href);
}
