import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** An address that answers to this machine alone, so that port 443 is free on it. */
export const loopback = () => `127.${randomInt(1, 255)}.${randomInt(256)}.${randomInt(1, 255)}`;

/** Writes a hosts file by which the platforms' names lead to an address. */
export function hostsFile(directory, name, address) {
  const file = path.join(directory, name);
  writeFileSync(file, `${readFileSync('/etc/hosts')}\n${address} graph.facebook.com graph.instagram.com\n`);
  return file;
}

/** A command line that sees another hosts file, as a container does with `--add-host`; nobody else does. */
export const withHosts = (hosts, commandLine) => hosts
  ? ['unshare', '--mount', 'sh', '-c', 'mount --bind "$0" /etc/hosts && exec "$@"', hosts, ...commandLine]
  : commandLine;

/** Why that cannot be had here; null when it can. */
export function missing() {
  if (process.getuid() !== 0) return 'a hosts file of its own and port 443 take root';
  const { status, error, stderr } = spawnSync('unshare', ['--mount', 'true']);
  return status === 0 ? null : `unshare does not work here: ${error?.message ?? stderr}`;
}
