import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { withHosts } from './hosts.js';
import { webhook } from './conversations.js';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const secret = 'app-secret-0123456789abcdef';

/** The built gateway as a process, with a configuration as it is shipped: other are only addresses, secrets, and what a test says. */
export class Gateway {
  log = [];

  /**
   * @param configuration The file, from the repository's root.
   * @param settings Keys that are other than in it; `directory`, where it runs; `hosts` and `authority`, as a helpdesk has them.
   */
  static async start(configuration, channels, { directory, hosts, authority, ...settings }) {
    const gateway = new Gateway();
    const keys = {
      'Admin:Url': 'http://127.0.0.1:0',
      'Messaging:Store:OperationTimeoutMs': '5000',
      ...Object.fromEntries(channels.map((channel) => [`Messaging:Channels:${channel}:AppSecrets:0`, secret])),
      ...settings,
    };
    const [command, ...words] = withHosts(hosts, [
      'dotnet', process.env.POLICYPROXY_GATEWAY, '--config', `${repository}${configuration}`,
      ...Object.entries(keys).flatMap(([key, value]) => [`--${key}`, value]),
    ]);
    gateway.process = spawn(command, words, {
      cwd: directory, env: { ...process.env, ...(authority ? { SSL_CERT_FILE: authority } : {}) }, stdio: ['ignore', 'pipe', 'inherit'],
    });
    const addresses = await gateway.#listening();
    gateway.address = addresses.find((address) => address.startsWith('http:'));
    return gateway;
  }

  /** Delivers the webhook of a message that the client wrote so many hours ago. */
  async clientWrites(channel, client, hoursAgo = 0) {
    const body = JSON.stringify(webhook(channel, client, Date.now() - hoursAgo * 3_600_000));
    const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
    const answer = await fetch(`${this.address}/webhooks/meta`, {
      method: 'POST', body, headers: { 'Content-Type': 'application/json', 'X-Hub-Signature-256': signature },
    });
    if (answer.status !== 200) throw new Error(`The webhook was answered ${answer.status}.\n${this.log.join('\n')}`);
  }

  /** Waits for a line of the log that holds these words. */
  async says(words) {
    for (const started = Date.now(); !this.log.some((line) => line.includes(words)); await new Promise((resolve) => setTimeout(resolve, 10))) {
      if (Date.now() - started > 5000) throw new Error(`The gateway did not say "${words}".\n${this.log.join('\n')}`);
    }
  }

  async stop() {
    if (this.process.exitCode !== null) return;
    const ended = once(this.process, 'exit');
    this.process.kill();
    await ended;
  }

  #listening() {
    return new Promise((resolve, reject) => {
      this.process.once('exit', (code) => reject(new Error(`The gateway ended with ${code}.\n${this.log.join('\n')}`)));
      createInterface(this.process.stdout).on('line', (line) => {
        this.log.push(line);
        const found = /Listening for the proxy on (.+), for the administrator on /.exec(line);
        if (found) resolve(found[1].split(', '));
      });
    });
  }
}
