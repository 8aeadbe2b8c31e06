/** Sends the Selling Partner library's calls to a sandbox. */

import { Agent } from 'node:https';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * Leads every connection to one endpoint over plain TCP. amazon-sp-api 1.2.1 has its hosts built in
 * (`sellingpartnerapi-na.amazon.com`, `api.amazon.com`) and always speaks HTTPS; its agent is the one thing of the
 * connection that can be given. Only for sandboxes and tests: nothing is encrypted.
 */
export class EndpointAgent extends Agent {
  readonly #host: string;
  readonly #port: number;

  constructor(endpoint: string) {
    super({ keepAlive: true });
    const { hostname, port } = new URL(endpoint);
    this.#host = hostname;
    this.#port = Number(port || 80);
  }

  override createConnection(): Duplex {
    return connect({ host: this.#host, port: this.#port });
  }
}
