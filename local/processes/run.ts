/** The life of one of our commands: what it started, and how it stops all of it in order. */
import { rmSync } from 'node:fs';

/** One run of a command. */
export type Run = {
  /** Aborted by the first SIGINT, SIGTERM or SIGHUP, or by `fail`. */
  readonly stopping: AbortSignal;
  /** Why it was aborted, once it was. */
  reason(): Stopped | undefined;
  /** Prints a line with the seconds since the start. */
  say(line: string): void;
  /** Registers how to undo something started; `close` undoes in reverse order. */
  onStop(what: string, undo: () => Promise<void> | void): void;
  /** A clean-up that happens however the process ends, short of SIGKILL; it may run twice. */
  lastly(cleanUp: () => void): void;
  /** A file or folder that must not outlive the run. */
  removeAtEnd(path: string): void;
  /** Never resolves; rejects with the reason when the run must stop. */
  stopped(): Promise<never>;
  /** Ends the run because something it depends on is gone. */
  fail(message: string): void;
  /** Undoes everything started. Each part gets a few seconds, so that one that hangs does not keep the rest alive. */
  close(): Promise<void>;
};

/** Why a run ends early: a signal asked it to, or a part of it ended by itself. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
  readonly isWanted: boolean;

  constructor(message: string, { isWanted }: { readonly isWanted: boolean }) {
    super(message);
    this.isWanted = isWanted;
  }
}

const UNDO_LIMIT_MS = 4_500;

// A Ctrl-C in a terminal arrives twice: from the terminal, and passed on by npm (npm 11, run-script/lib/signal-manager.js).
const SAME_KEYSTROKE_MS = 500;

/** Opens the run of this process: from here on signals stop it in order, and a second one ends it at once. */
export function openRun(write: (text: string) => void = (text) => process.stdout.write(text)): Run {
  const startedAt = performance.now();
  const controller = new AbortController();
  const undos: { what: string; undo: () => Promise<void> | void }[] = [];
  const lastOnes: (() => void)[] = [];
  let askedAt = 0;

  const say = (line: string) =>
    write(`[${((performance.now() - startedAt) / 1000).toFixed(1).padStart(5)} s] ${line}\n`);
  const cleanUp = () => {
    for (const last of lastOnes) {
      last();
    }
  };
  process.once('exit', cleanUp);

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (askedAt !== 0 && performance.now() - askedAt > SAME_KEYSTROKE_MS) {
        process.exit(1);
      }
      if (askedAt !== 0) {
        return;
      }
      askedAt = performance.now();
      say('Stopping (once more to end at once) ...');
      controller.abort(new Stopped(`Stopped by ${signal}.`, { isWanted: true }));
    });
  }

  return {
    stopping: controller.signal,
    reason: () => (controller.signal.reason instanceof Stopped ? controller.signal.reason : undefined),
    say,
    onStop: (what, undo) => undos.push({ what, undo }),
    lastly: (last) => lastOnes.push(last),
    removeAtEnd: (path) => lastOnes.push(() => rmSync(path, { recursive: true, force: true })),
    stopped: () =>
      new Promise((_, reject) => {
        const { signal } = controller;
        if (signal.aborted) {
          reject(signal.reason);
        } else {
          signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        }
      }),
    fail: (message) => controller.abort(new Stopped(message, { isWanted: false })),
    async close() {
      for (const { what, undo } of undos.splice(0).reverse()) {
        await withinLimit(undo).catch((error: unknown) => say(`Stopping ${what} failed: ${String(error)}`));
      }
      cleanUp();
    },
  };
}

async function withinLimit(undo: () => Promise<void> | void): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${UNDO_LIMIT_MS} ms`)), UNDO_LIMIT_MS);
  });
  try {
    await Promise.race([undo(), limit]);
  } finally {
    clearTimeout(timer);
  }
}
