import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeCertificate } from './certificates.js';
import { sent } from './conversations.js';
import { Gateway } from './gateway.js';
import { hostsFile, loopback } from './hosts.js';
import { Platform } from './platform.js';

const away = {
  'Messaging:Store:Provider': 'Redis',
  'Messaging:Store:ConnectionString': '127.0.0.1:1',
  'Messaging:Store:OperationTimeoutMs': '400',
};

const directory = mkdtempSync(path.join(tmpdir(), 'policyproxy-clients-'));
const running = [];

/** Remembers to stop what has been started. */
export function keep(one) {
  running.push(one);
  return one;
}

/** Stops everything, and leaves nothing behind. */
export async function stopAll() {
  await Promise.all(running.map((one) => one.stop()));
  rmSync(directory, { recursive: true });
}

/** The gateway between helpdesks that have a setting and a platform; and the platform that they can have without it. */
export async function byAddress() {
  const platform = keep(await Platform.start(sent));
  const start = async (name, settings) => {
    mkdirSync(path.join(directory, name));
    return keep(await Gateway.start('config/policyproxy.json', ['whatsapp', 'messenger', 'instagram'], {
      directory: path.join(directory, name),
      'Kestrel:Endpoints:Proxy:Url': 'http://127.0.0.1:0',
      'ReverseProxy:Clusters:graph:Destinations:1:Address': platform.address,
      'ReverseProxy:Clusters:helpdesk:Destinations:1:Address': platform.address,
      ...settings,
    }));
  };
  const [gateway, storeless] = [await start('address', {}), await start('storeless', away)];
  return {
    platform,
    gateway,
    to: { gateway: { address: gateway.address }, storeless: { address: storeless.address }, platform: { address: platform.address } },
  };
}

/**
 * The same for helpdesks that have none: two authorities and two hosts files, so that the names lead the helpdesk to the gateway and the
 * gateway to the platform, each by HTTPS on port 443, and neither trusts the other's.
 */
export async function byName() {
  const [here, elsewhere, there] = ['name', 'name-storeless', 'platform'].map(place);
  const platform = keep(await Platform.start(sent, there.certificate, there.host));
  const gateway = await startBehindName(here, there);
  await startBehindName(elsewhere, there, away);
  return { platform, gateway, to: { gateway: here, storeless: elsewhere, platform: there } };
}

/** A gateway that the names lead to itself. */
export async function loops(isTrusting) {
  const here = place(isTrusting ? 'loop' : 'loop-untrusted');
  return { gateway: await startBehindName(here, isTrusting ? here : { hosts: here.hosts }), to: here };
}

/** An address for the names, with a hosts file that leads there and a certificate. */
function place(name) {
  const at = path.join(directory, name);
  const certificate = makeCertificate(at);
  const host = loopback();
  return { at, certificate, host, hosts: hostsFile(at, 'hosts', host), authority: certificate.authority };
}

async function startBehindName(here, { hosts, authority }, settings = {}) {
  const helpdesk = keep(await Platform.start(sent));
  return keep(await Gateway.start('config/examples/dns-override.json', ['whatsapp', 'messenger', 'instagram', 'instagram-login'], {
    directory: here.at,
    hosts,
    authority,
    'Kestrel:Endpoints:Webhooks:Url': 'http://127.0.0.1:0',
    'Kestrel:Endpoints:Helpdesk:Url': `https://${here.host}:443`,
    'ReverseProxy:Clusters:helpdesk:Destinations:1:Address': helpdesk.address,
    ...settings,
  }));
}
