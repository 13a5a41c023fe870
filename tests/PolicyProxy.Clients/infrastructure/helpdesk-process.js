// A helpdesk's process: takes one order a line, and tells what the library said to it.
import { createInterface } from 'node:readline';

const [, , name, settings] = process.argv;
const library = await import(`../libraries/${name}`);
library.connect(JSON.parse(settings));

for await (const line of createInterface(process.stdin)) {
  const { call, ...order } = JSON.parse(line);
  let outcome;
  try {
    outcome = { returned: await library[call](order) };
  } catch (error) {
    outcome = { thrown: { type: error.constructor.name, ...library.told(error) } };
  }

  process.stdout.write(`${JSON.stringify(outcome)}\n`);
}
