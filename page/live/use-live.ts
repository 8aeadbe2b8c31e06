/** Keeps an answer of the API up to date while somebody sees it. */
import { useEffect, useState } from 'preact/hooks';
import { type Asked, ask } from './api.ts';
import { endOfSession } from './session.ts';

export type Live<Answer> = {
  /** The last answer; undefined before the first. */
  readonly answer: Answer | undefined;
  /** Why there is none, where it will not come by itself. */
  readonly unknown?: string;
  /** Since when the API does not answer, in milliseconds since 1970; absent while it does. */
  readonly silentSince?: number;
};

/** A change is seen within two seconds: one second until the next request, and the request itself. */
const PAUSE_MS = 1_000;
/** While the API does not answer it is asked less and less. */
const PAUSE_MS_MAX = 10_000;

/** Asks `path` again and again, as long as the page is on screen. Another path begins anew. Undefined asks nothing. */
export function useLive<Answer>(path: string | undefined, pauseMs = PAUSE_MS): Live<Answer> {
  const [live, setLive] = useState<Live<Answer> & { readonly path?: string | undefined }>({ answer: undefined });
  useEffect(() => {
    if (path === undefined) {
      return;
    }
    const stopping = new AbortController();
    void keepAsking<Answer>(path, pauseMs, stopping.signal, (change) =>
      setLive((before) => ({ ...change(before.path === path ? before : { answer: undefined }), path })),
    );
    return () => stopping.abort();
  }, [path, pauseMs]);
  return live.path === path ? live : { answer: undefined };
}

type Change<Answer> = (before: Live<Answer>) => Live<Answer>;

async function keepAsking<Answer>(
  path: string,
  pauseMs: number,
  signal: AbortSignal,
  set: (change: Change<Answer>) => void,
): Promise<void> {
  let etag: string | undefined;
  let failures = 0;
  while (!signal.aborted) {
    const asked = await ask<Answer>(path, etag, signal);
    if (signal.aborted) {
      return;
    }
    etag = asked.kind === 'answer' ? asked.etag : etag;
    failures = asked.kind === 'failed' ? failures + 1 : 0;
    if (asked.kind === 'signedOut') {
      endOfSession();
      return;
    }
    set(changeBy(asked));
    await untilNext(Math.min(PAUSE_MS_MAX, pauseMs * 2 ** failures), signal);
  }
}

function changeBy<Answer>(asked: Exclude<Asked<Answer>, { kind: 'signedOut' }>): Change<Answer> {
  switch (asked.kind) {
    case 'answer':
      return () => ({ answer: asked.answer });
    case 'unchanged':
      return ({ answer }) => ({ answer });
    case 'unknown':
      return () => ({ answer: undefined, unknown: asked.message });
    case 'failed':
      return ({ answer, silentSince = Date.now() }) => ({ answer, silentSince });
    default:
      return asked satisfies never;
  }
}

/** So long, and until the page is on screen. */
async function untilNext(milliseconds: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
  if (document.visibilityState === 'hidden' && !signal.aborted) {
    await new Promise<void>((resolve) => {
      const stop = new AbortController();
      const go = () => {
        if (signal.aborted || document.visibilityState === 'visible') {
          stop.abort();
          resolve();
        }
      };
      document.addEventListener('visibilitychange', go, { signal: stop.signal });
      signal.addEventListener('abort', go, { signal: stop.signal });
    });
  }
}
