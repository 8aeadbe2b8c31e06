/** How a reading of a channel says that it has no such listing, where a push is refused. */

/** Thrown by a reading when the channel has no such listing, so that it shows nothing. The message is a sentence. */
export class NotListedError extends Error {}
