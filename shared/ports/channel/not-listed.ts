/** How a reading of a channel says that it has no such listing to push to, where a push is refused. */

/**
 * Thrown by a reading when the channel shows no figure of the listing that we could push to, and will not before a person
 * acts there: it is gone, not stocked, not counted. The message is a sentence.
 */
export class NotListedError extends Error {}
