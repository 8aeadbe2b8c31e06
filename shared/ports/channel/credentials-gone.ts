/** How a reading of a channel says that our credentials are gone, where a push says it by its answer. */

/**
 * Thrown by a reading when the channel does not accept our credentials any more: trying again is of no use until a person
 * gives us others. The message is a sentence for the merchant, without anything of the credentials.
 */
export class CredentialsGoneError extends Error {}
