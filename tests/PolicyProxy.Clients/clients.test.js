// Public client libraries, as they are, in front of the gateway: what is allowed is delivered, and what is refused looks to a program as
// though the platform had refused it, which the same library is asked for at a platform that refuses.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { accountOf, asPrograms, closed, newClient, temporary } from './infrastructure/conversations.js';
import { Helpdesk } from './infrastructure/helpdesk.js';
import { missing } from './infrastructure/hosts.js';
import { byAddress, byName, keep, loops, stopAll } from './infrastructure/ways.js';

const text = 'Hello, 50% off & more: "größer" + 1';
/** The libraries, and where each is told to find the platform: by its own setting, or by the name it has fixed. */
const cases = [
  { library: 'messaging-api-messenger.js', channel: 'messenger', batches: true },
  { library: 'kapso.js', channel: 'whatsapp' },
  { library: 'whatsapp.js', channel: 'whatsapp', name: 'graph.facebook.com' },
  { library: 'whatsapp-api-js.js', channel: 'whatsapp', name: 'graph.facebook.com' },
  { library: 'facebook-nodejs-business-sdk.js', channel: 'messenger', name: 'graph.facebook.com', batches: true },
  { library: 'fbgraph.js', channel: 'messenger', name: 'graph.facebook.com', batches: true },
  { library: 'fbgraph.js', channel: 'instagram-login', name: 'graph.instagram.com' },
];

after(stopAll);

function tell(ways, { library, channel, name, batches }) {
  let way;
  const helpdesks = {};

  /** The library's process that has the gateway, or the platform, for a platform. */
  const helpdesk = (target) => {
    const { address = name?.includes('instagram') ? `https://${name}` : undefined, hosts, authority } = way.to[target];
    return helpdesks[target] ??= keep(new Helpdesk(library, { account: accountOf(channel), address, hosts, authority }));
  };

  /** What the library makes of it when the platform itself answers so. */
  const asFromPlatform = async (refusal, ask) => {
    way.platform.refusal = refusal;
    try {
      return asPrograms(await ask(helpdesk('platform')));
    } finally {
      way.platform.refusal = undefined;
    }
  };

  before(async () => {
    way = await ways();
    way.platform.received.length = 0;
  });

  test('delivers while the window is open', async () => {
    const client = newClient(channel);
    await way.gateway.clientWrites(channel, client);
    way.platform.received.length = 0;
    const through = await helpdesk('gateway').send(client, text);
    const [request, ...more] = way.platform.received;

    assert.equal(more.length, 0);
    assert.ok(request.body.includes(client));
    await way.gateway.says(`contact=***${client.slice(-4)} verdict=allowed reason=window-open`);
    assert.deepEqual(through, await helpdesk('platform').send(client, text));

    // What the platform gets is what it gets without a gateway, to the byte.
    const [, straight] = way.platform.received;
    assert.deepEqual({ body: request.body, path: request.path }, { body: straight.body, path: straight.path });
    if (name) assert.deepEqual([request.host, straight.host], [name, name]);
  });

  test('fails after 24 hours as at the platform', async () => {
    const client = newClient(channel);
    await way.gateway.clientWrites(channel, client, 25);
    way.platform.received.length = 0;
    const through = await helpdesk('gateway').send(client, text);

    assert.equal(way.platform.received.length, 0);
    assert.match(JSON.stringify(through), /not delivered/i);
    assert.deepEqual(asPrograms(through), await asFromPlatform(closed[channel], (straight) => straight.send(client, text)));
  });

  test('fails for a client who never wrote as at the platform', async () => {
    const client = newClient(channel);
    way.platform.received.length = 0;
    const through = await helpdesk('gateway').send(client, text);

    assert.equal(way.platform.received.length, 0);
    assert.deepEqual(asPrograms(through), await asFromPlatform(closed[channel], (straight) => straight.send(client, text)));
  });

  test('sees that a failure is for the moment while the store is away', async () => {
    const client = newClient(channel);
    way.platform.received.length = 0;
    const through = await helpdesk('storeless').send(client, text);

    assert.equal(way.platform.received.length, 0);
    assert.deepEqual(asPrograms(through), await asFromPlatform(temporary(channel), (straight) => straight.send(client, text)));
  });

  if (batches) test('has one of a batch refused', async () => {
    const [open, never] = [newClient(channel), newClient(channel)];
    await way.gateway.clientWrites(channel, open);
    way.platform.received.length = 0;
    const through = await helpdesk('gateway').batch([open, never], 'Hello');

    assert.equal(way.platform.received.length, 1);
    assert.ok(!way.platform.received[0].body.includes(never));
    const refusal = (client) => (client === never ? closed[channel] : undefined);
    assert.deepEqual(withoutHeaders(asPrograms(through)), withoutHeaders(await asFromPlatform(refusal, (straight) => straight.batch([open, never], 'Hello'))));
  });
}

// Of an element's headers each answer has its own.
const withoutHeaders = ({ returned }) => returned.map(({ code, body }) => ({ code, body }));

describe('A library that takes an address', () => {
  let way;
  const ways = () => way ??= byAddress();
  for (const one of cases.filter(({ name }) => !name)) describe(one.library, () => tell(ways, one));
});

const problem = missing();
if (problem && process.env.POLICYPROXY_REQUIRE_HOSTS === '1') throw new Error(`POLICYPROXY_REQUIRE_HOSTS=1, but ${problem}.`);

describe('A library that has the names fixed', { skip: problem ?? false }, () => {
  let way;
  const ways = () => way ??= byName();
  for (const one of cases.filter(({ name }) => name)) describe(`${one.library}, ${one.name}`, () => tell(ways, one));
});

describe('A gateway that itself finds the gateway under the platform\'s name', { skip: problem ?? false }, () => {
  const cases = [
    { what: 'says so, instead of sending round', trusting: true, message: /leads back to this gateway/ },
    { what: 'does not connect where it does not trust itself', trusting: false, message: /could not be reached/ },
  ];
  for (const { what, trusting, message } of cases) {
    test(what, async () => {
      const { gateway, to } = await loops(trusting);
      const client = newClient('messenger');
      await gateway.clientWrites('messenger', client);
      const { thrown } = await keep(new Helpdesk('facebook-nodejs-business-sdk.js', to)).send(client, text);

      assert.deepEqual({ status: thrown.status, code: thrown.error.code, isTransient: thrown.error.is_transient }, { status: 502, code: 2, isTransient: true });
      assert.match(thrown.message, message);
    });
  }
});
