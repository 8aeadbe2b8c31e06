/** Starts a program with all its children in one process group, which never outlives this process. */
import { type SpawnOptions, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

export type Exit = {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
};

/** A program and all it has started, in a process group of its own. When the leader ends, the rest is ended too. */
export type ProcessGroup = {
  /** The leader's process id, which is the group's id too. */
  readonly pid: number;
  /** Resolves when the leader has ended and what it printed has been read. Rejects if it could not be run at all. */
  readonly exited: Promise<Exit>;
  /** Ends the whole group, SIGTERM first and SIGKILL after `graceMs`; resolves when no member lives. */
  stop(graceMs?: number): Promise<void>;
};

export type GroupOptions = {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** What the child gets as standard input, output and error (node:child_process `stdio`). */
  readonly stdio: SpawnOptions['stdio'];
  /** Called with what the program prints, where its output is piped. */
  readonly onOutput?: (text: string) => void;
};

const GRACE_MS = 3_000;
const KILL_WAIT_MS = 1_000;
const POLL_MS = 25;

const livingGroups = new Set<number>();

/**
 * Starts a program as the leader of a new process group. A Ctrl-C in the terminal does not reach it: its starter stops
 * it in order. However this process ends, short of SIGKILL, the group does not outlive it.
 */
export function startGroup(program: string, args: readonly string[], options: GroupOptions): ProcessGroup {
  const child = spawn(program, args, {
    detached: true,
    stdio: options.stdio,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined ? {} : { env: options.env }),
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => options.onOutput?.(text));
  }
  const exited = new Promise<Exit>((resolve, reject) => {
    child.once('error', (error) => reject(new Error(`Cannot run ${program}: ${error.message}`, { cause: error })));
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  // A caller that needs the exit awaits it; a group that is only ever stopped must not raise an unhandled rejection.
  exited.catch(() => undefined);

  const { pid } = child;
  if (pid === undefined) {
    return { pid: 0, exited, stop: async () => undefined };
  }
  // Members that outlive the leader would keep its pipes, ports and this process open.
  child.once('exit', () => signalGroup(pid, 'SIGKILL'));
  if (livingGroups.size === 0) {
    process.once('exit', killLivingGroups);
  }
  livingGroups.add(pid);
  return {
    pid,
    exited,
    async stop(graceMs = GRACE_MS) {
      signalGroup(pid, 'SIGTERM');
      if (!(await isGone(pid, graceMs))) {
        signalGroup(pid, 'SIGKILL');
        await isGone(pid, KILL_WAIT_MS);
      }
      livingGroups.delete(pid);
      if (livingGroups.size === 0) {
        process.off('exit', killLivingGroups);
      }
    },
  };
}

async function isGone(pid: number, waitMs: number): Promise<boolean> {
  const deadline = performance.now() + waitMs;
  while (signalGroup(pid, 0)) {
    if (performance.now() >= deadline) {
      return false;
    }
    await sleep(POLL_MS);
  }
  return true;
}

/** False when the group has no member left. Only ESRCH says so: macOS answers EPERM for a group of zombies. */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

function killLivingGroups(): void {
  for (const pid of livingGroups) {
    signalGroup(pid, 'SIGKILL');
  }
}
