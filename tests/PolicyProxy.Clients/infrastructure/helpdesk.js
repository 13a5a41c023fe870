import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { token } from './conversations.js';
import { withHosts } from './hosts.js';

const program = fileURLToPath(new URL('./helpdesk-process.js', import.meta.url));

/** A helpdesk: a process of its own with one library in it, which is told where the platform is the way an operator would tell it. */
export class Helpdesk {
  #waiting = [];
  #ended;

  /**
   * @param library The library's file.
   * @param settings `account`; `address`, for a library that takes one; `hosts` and `authority`, the hosts file and the certificate
   * authority of a helpdesk that takes none.
   */
  constructor(library, { account, address, hosts, authority }) {
    const environment = { ...process.env, NODE_NO_WARNINGS: '1', ...(authority ? { NODE_EXTRA_CA_CERTS: authority } : {}) };
    delete environment.NODE_TEST_CONTEXT;
    const [command, ...words] = withHosts(hosts, [process.execPath, program, library, JSON.stringify({ account, address, token })]);
    this.process = spawn(command, words, { env: environment, stdio: ['pipe', 'pipe', 'inherit'] });
    createInterface(this.process.stdout).on('line', (line) => this.#waiting.shift().resolve(JSON.parse(line)));
    this.process.once('exit', (code) => {
      this.#ended = new Error(`The helpdesk ended with ${code}.`);
      this.#waiting.forEach(({ reject }) => reject(this.#ended));
    });
  }

  /** Sends a text; tells what the library returned or threw. */
  send(contact, text) {
    return this.#ask({ call: 'send', contact, text });
  }

  /** Sends a text to each of several clients in one request. */
  batch(contacts, text) {
    return this.#ask({ call: 'batch', contacts, text });
  }

  async stop() {
    if (this.process.exitCode !== null) return;
    const ended = once(this.process, 'exit');
    this.process.kill();
    await ended;
  }

  #ask(order) {
    return new Promise((resolve, reject) => {
      if (this.#ended) return void reject(this.#ended);
      this.#waiting.push({ resolve, reject });
      this.process.stdin.write(`${JSON.stringify(order)}\n`);
    });
  }
}
