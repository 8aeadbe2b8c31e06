/** Starts MiniStack, the AWS emulator, as a process of its own, and stops it. */
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CannotStart } from '../processes/cannot-start.ts';
import { type Exit, startGroup } from '../processes/process-group.ts';
import { lastLines } from '../processes/program.ts';
import { pathWithThisNode } from '../processes/this-node.ts';
import { localUrl } from '../stack/ports.ts';

/** A running AWS emulator. Its state lives and dies with it. */
export type Emulator = {
  readonly url: string;
  /** Resolves when it has ended, whether somebody stopped it or not. */
  readonly exited: Promise<Exit>;
  /** Ends it with its Lambda workers and removes what it wrote, the log aside. */
  stop(): Promise<void>;
};

export type EmulatorOptions = {
  /** The Python that has MiniStack installed. */
  readonly interpreter: string;
  readonly port: number;
  readonly logPath: string;
  readonly stopping: AbortSignal;
};

const SERVE = join(import.meta.dirname, 'serve.py');
const HEALTHY_WITHIN_MS = 60_000;
const STOP_GRACE_MS = 3_000;
const POLL_MS = 50;

/** Starts MiniStack on 127.0.0.1 and resolves when it answers. Throws {@link CannotStart} with the last line of its log if it does not. */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { interpreter, port, logPath, stopping } = options;
  const runFolder = mkdtempSync(join(tmpdir(), 'stockline-emulator-'));
  mkdirSync(join(runFolder, 'tmp'));
  mkdirSync(dirname(logPath), { recursive: true });
  const log = openSync(logPath, 'w');
  const group = startGroup(interpreter, [SERVE], {
    cwd: runFolder,
    env: emulatorEnv({ port, runFolder, hostEnv: process.env }),
    stdio: ['pipe', log, log],
  });
  closeSync(log);
  const emulator: Emulator = {
    url: localUrl(port),
    exited: group.exited,
    async stop() {
      await group.stop(STOP_GRACE_MS);
      rmSync(runFolder, { recursive: true, force: true });
    },
  };
  try {
    await untilHealthy(emulator, logPath, stopping);
    return emulator;
  } catch (error) {
    await emulator.stop();
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
    DOCKER_HOST: `unix://${join(runFolder, 'no-docker.sock')}`,
  };
}

async function untilHealthy(emulator: Emulator, logPath: string, stopping: AbortSignal): Promise<void> {
  let ended = false;
  const onEnd = () => {
    ended = true;
  };
  emulator.exited.then(onEnd, onEnd);
  const deadline = performance.now() + HEALTHY_WITHIN_MS;
  while (!(await isHealthy(emulator.url))) {
    stopping.throwIfAborted();
    if (ended || performance.now() > deadline) {
      const words = existsSync(logPath) ? lastLines(readFileSync(logPath, 'utf8'), 1) : '';
      throw new CannotStart(
        `The AWS emulator ${ended ? 'ended at once' : `did not answer within ${HEALTHY_WITHIN_MS / 1000} s`}: ` +
          `${words} (all of it: ${logPath})`,
      );
    }
    await sleep(POLL_MS);
  }
}

/** Whether an emulator answers at `url`. */
export async function isHealthy(url: string): Promise<boolean> {
  try {
    const answer = await fetch(new URL('/_ministack/health', url), { signal: AbortSignal.timeout(2_000) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}
