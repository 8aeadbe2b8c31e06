/** The types of messages and queues in the simulation. */

/** A message in a queue, with what SQS keeps about it. */
export type QueueMessage = {
  readonly id: string;
  readonly body: string;
  /** Of a FIFO queue: its group; of a standard queue: its own id. */
  readonly group: string;
  readonly sentAt: number;
  /** Until then nobody is given it: it is delayed, or somebody works on it. */
  hiddenUntil: number;
  /** How often it was given out. */
  receives: number;
  /** Why it was not done each time it was given out; empty text: for no fault that anyone injected. */
  readonly failures: string[];
};

/** A message as given to one receiver: the handle is worth nothing once it was given out again. */
export type Taken = { readonly message: QueueMessage; readonly handle: string };

/** What SQS promises of both kinds of queue, as far as a function fed by one sees it. */
export type MessageQueue = {
  readonly name: string;
  readonly deadLetters: QueueMessage[];
  /** Called when a message may be taken, now or after so many milliseconds. */
  onMessage: (inMs: number) => void;
  receive(most: number): readonly Taken[];
  delete(taken: Taken): void;
  changeVisibility(handle: string, milliseconds: number): void;
  isEmpty(): boolean;
  /** Puts every dead letter that fits back into the queue, as `StartMessageMoveTask` does. */
  redrive(fits: (message: QueueMessage) => boolean): void;
};
