import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/**
 * Prepares the directory that a node's log goes to.
 *
 * @param clusterId 16 bytes in base64url. One in 64 begins with a dash: as an argument of its own that would be an option.
 */
export async function formatStorage(
  java: string,
  classPath: readonly string[],
  properties: string,
  clusterId: string,
): Promise<void> {
  const format = ['kafka.tools.StorageTool', 'format', `--cluster-id=${clusterId}`, '--config', properties];
  await promisify(execFile)(java, [...classPath, ...format]);
}
