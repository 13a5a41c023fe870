import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');

/** The commands by which the README makes a certificate authority and a certificate for both names. */
const commands = readme.replaceAll('\\\n', '').split('\n').filter((line) => line.startsWith('openssl req '));

/** Follows the README in a directory; returns the authority's file, and certificate and key. */
export function makeCertificate(directory) {
  if (commands.length !== 2) throw new Error(`The README has ${commands.length} commands that make certificates, not 2.`);
  mkdirSync(path.join(directory, 'config'), { recursive: true });
  for (const command of commands) execFileSync('sh', ['-c', command], { cwd: directory, stdio: ['ignore', 'ignore', 'pipe'] });
  const file = (...names) => path.join(directory, ...names);
  return { authority: file('ca.pem'), cert: readFileSync(file('config', 'graph.pem')), key: readFileSync(file('config', 'graph.key')) };
}
