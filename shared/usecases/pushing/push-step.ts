/** What one step of a push comes to. */
import type { PushIntent } from '../../domain/listing/push-intent.ts';
import type { Answer, Unread } from './channel-calls.ts';

/** The push ended, or goes on with this intent, which is written down before the next step is taken. */
export type PushStep =
  | { readonly kind: 'ended'; readonly ending: PushEnding }
  | { readonly kind: 'next'; readonly intent: PushIntent };

export type PushEnding =
  | Exclude<Answer, { kind: 'stale' | 'spent' }>
  /** Concluded from what the channel shows: nobody knows whether the call was made. */
  | { readonly kind: 'applied'; readonly nowShows: number; readonly isGuess: true }
  /** Right before the channel took the figure it showed so much more than we believe, which the figure replaces. */
  | { readonly kind: 'applied'; readonly replaced: number }
  | Unread
  /** The channel shows what was not reported to us: no call was made. */
  | { readonly kind: 'unexplained'; readonly shows: number }
  /** Its call cannot be repeated any more, and may have been made: it is planned anew. */
  | { readonly kind: 'keyForgotten' }
  /** It shows more than we believe, so that the push would leave it too high: nothing was applied. */
  | { readonly kind: 'showsMore'; readonly shows: number };

export function ended(ending: PushEnding): PushStep {
  return { kind: 'ended', ending };
}
