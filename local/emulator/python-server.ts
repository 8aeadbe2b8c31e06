/** Starts a server written in Python as a process of its own, and stops it with all that it started. */
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CannotStart } from '../processes/cannot-start.ts';
import { type Exit, type ProcessGroup, startGroup } from '../processes/process-group.ts';
import { lastLines } from '../processes/program.ts';

/** A running AWS emulator. Its state lives and dies with it. */
export type Emulator = {
  readonly url: string;
  /** Resolves when it has ended, whether somebody stopped it or not. */
  readonly exited: Promise<Exit>;
  /** Ends it with its children and removes what it wrote, the log aside. */
  stop(): Promise<void>;
};

export type PythonServer = {
  /** As in "The AWS emulator". */
  readonly name: string;
  /** The Python that has installed what the script needs. */
  readonly interpreter: string;
  /** Ends when its standard input is closed. */
  readonly script: string;
  /** Its whole environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly logPath: string;
  /** Answers with success once it is up. */
  readonly healthUrl: string;
  readonly stopping: AbortSignal;
};

const HEALTHY_WITHIN_MS = 60_000;
const STOP_GRACE_MS = 3_000;
const POLL_MS = 50;

/** Starts the server and resolves when it answers. Throws {@link CannotStart} with the last line of its log if it does not. */
export async function startPythonServer(server: PythonServer): Promise<Emulator> {
  const { interpreter, script, env, cwd, logPath, healthUrl } = server;
  mkdirSync(dirname(logPath), { recursive: true });
  const log = openSync(logPath, 'w');
  const group = startGroup(interpreter, [script], { cwd, env, stdio: ['pipe', log, log] });
  closeSync(log);
  const stop = () => group.stop(STOP_GRACE_MS);
  try {
    await untilHealthy(group, server);
    return { url: new URL(healthUrl).origin, exited: group.exited, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function untilHealthy({ exited }: ProcessGroup, { name, logPath, healthUrl, stopping }: PythonServer) {
  let ended = false;
  const onEnd = () => {
    ended = true;
  };
  exited.then(onEnd, onEnd);
  const deadline = performance.now() + HEALTHY_WITHIN_MS;
  while (!(await answers(healthUrl))) {
    stopping.throwIfAborted();
    if (ended || performance.now() > deadline) {
      const words = existsSync(logPath) ? lastLines(readFileSync(logPath, 'utf8'), 1) : '';
      throw new CannotStart(
        `${name} ${ended ? 'ended at once' : `did not answer within ${HEALTHY_WITHIN_MS / 1000} s`}: ` +
          `${words} (all of it: ${logPath})`,
      );
    }
    await sleep(POLL_MS);
  }
}

/** Whether a server answers at `url`. */
export async function answers(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}
