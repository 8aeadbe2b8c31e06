/** Prints how far a long command is: as bars in a terminal, as lines in a log. */

/** The progress of one command. */
export type Progress = {
  /** `of` is how much there is to do, where that is known. */
  readonly report: (what: string, done: number, of?: number) => void;
  readonly end: () => void;
};

const BAR_WIDTH = 24;
/** A log gets a line for each tenth of the work, or for each so many items where nobody knows how many there are. */
const LOG_EVERY = 1_000;
const REDRAW_MS = 100;

type Sink = { readonly isTTY?: boolean; write(text: string): unknown };

/** The progress of a command that a person reads; for a machine there is none. */
export function progressFor({ json }: { readonly json: boolean }): Progress {
  return progressOn(json ? { write: () => undefined } : process.stderr);
}

/** Who waits longer than this wants to know how far it is. */
const PATIENT_MS = 2_000;

/** Says nothing for the first two seconds. */
export function patient({ report, end }: Progress, now: () => number = Date.now): Progress {
  const since = now();
  return {
    report: (what, done, of) => {
      if (now() - since >= PATIENT_MS) {
        report(what, done, of);
      }
    },
    end,
  };
}

/** The items as they come; once they take longer than two seconds, the progress says how many came. */
export async function* counted<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  what: string,
  progress: Progress,
  now: () => number = Date.now,
): AsyncGenerator<Item> {
  const since = now();
  let done = 0;
  for await (const item of items) {
    done += 1;
    if (now() - since >= PATIENT_MS) {
      progress.report(what, done);
    }
    yield item;
  }
  progress.end();
}

/** In a terminal, a bar that is drawn over itself; elsewhere plain lines. */
export function progressOn(sink: Sink, now: () => number = Date.now): Progress {
  return sink.isTTY === true ? bars(sink, now) : lines(sink);
}

function bars(sink: Sink, now: () => number): Progress {
  const drawnLines = new Map<string, string>();
  let drawn = 0;
  let drawnAt = Number.NEGATIVE_INFINITY;
  const draw = () => {
    const back = drawn > 0 ? `\u001b[${drawn}A` : '';
    sink.write(`${back}${[...drawnLines.values()].map((line) => `\u001b[2K${line}\n`).join('')}`);
    drawn = drawnLines.size;
    drawnAt = now();
  };
  return {
    report(what, done, of) {
      drawnLines.set(what, of === undefined ? `${what}: ${done}` : `${bar(done, of)} ${what}: ${done} of ${of}`);
      if (now() - drawnAt >= REDRAW_MS || done === of) {
        draw();
      }
    },
    end() {
      if (drawnLines.size > 0) {
        draw();
      }
      drawnLines.clear();
      drawn = 0;
    },
  };
}

function bar(done: number, of: number): string {
  const filled = of === 0 ? BAR_WIDTH : Math.round((Math.min(done, of) / of) * BAR_WIDTH);
  return `[${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}]`;
}

function lines(sink: Sink): Progress {
  const tenths = new Map<string, number>();
  const latest = new Map<string, string>();
  const print = (what: string) => {
    const line = latest.get(what);
    if (line !== undefined) {
      sink.write(`${line}\n`);
      latest.delete(what);
    }
  };
  return {
    report(what, done, of) {
      const every = of === undefined ? LOG_EVERY : Math.max(1, Math.ceil(of / 10));
      const tenth = Math.floor(done / every);
      latest.set(what, of === undefined ? `${what}: ${done}` : `${what}: ${done} of ${of}`);
      if (tenth > (tenths.get(what) ?? 0) || done === of) {
        tenths.set(what, tenth);
        print(what);
      }
    },
    end() {
      for (const what of [...latest.keys()]) {
        print(what);
      }
      tenths.clear();
    },
  };
}
