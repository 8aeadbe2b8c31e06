/** Sends a shop's messages, signed as Standard Webhooks; while the shop is offline they wait. */
import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { SandboxKernel } from '../kernel/server.ts';

const TIMEOUT_MS = 10_000;

export class Outbox {
  /** Where messages go; undefined until `connect` says so. */
  sendsTo: string | undefined;
  readonly #kernel: SandboxKernel;
  readonly #signingSecret: string;
  readonly #waiting: string[] = [];
  #isOnline = true;

  constructor(kernel: SandboxKernel, signingSecret: string, sendsTo: string | undefined) {
    this.#kernel = kernel;
    this.#signingSecret = signingSecret;
    this.sendsTo = sendsTo;
  }

  get isOnline(): boolean {
    return this.#isOnline;
  }

  /** What waited is sent in its order once the shop is back. */
  setOnline(isOnline: boolean): void {
    this.#isOnline = isOnline;
    if (isOnline) for (const body of this.#waiting.splice(0)) this.#notify(body);
  }

  send(message: object): void {
    const body = JSON.stringify(message);
    if (this.#isOnline) this.#notify(body);
    else this.#waiting.push(body);
  }

  /** Sends a message that moves no stock, once; resolves with the status that it was answered with. */
  async test(timestamp: string): Promise<number | undefined> {
    if (this.sendsTo === undefined) return undefined;
    const body = JSON.stringify({ type: 'stockline.test', timestamp, data: {} });
    const result = await this.#post(this.sendsTo, body, new AbortController().signal);
    if (result.accepted) return 200;
    const status = /^http_(\d{3})$/.exec(result.reason)?.[1];
    return status === undefined ? undefined : Number(status);
  }

  #notify(body: string): void {
    const url = this.sendsTo;
    if (url !== undefined) this.#kernel.notify(({ signal }) => this.#post(url, body, signal));
  }

  /** Signed anew with each attempt: a signature proves nothing five minutes later. */
  #post(url: string, body: string, signal: AbortSignal) {
    const [id, at] = [`msg_${randomUUID()}`, new Date()];
    const headers = {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
      'webhook-signature': new Webhook(this.#signingSecret).sign(id, at, body),
    };
    return this.#kernel.post({ url, headers, body, timeoutMs: TIMEOUT_MS, signal });
  }
}
