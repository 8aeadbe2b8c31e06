/** Makes the Node that runs this script the `node` of the commands it starts. */
import { delimiter, dirname } from 'node:path';

/** A PATH on which `node` is the Node 24 that runs this script, whatever the host has. */
export function pathWithThisNode(hostPath: string | undefined): string {
  return [dirname(process.execPath), ...(hostPath ? [hostPath] : [])].join(delimiter);
}
