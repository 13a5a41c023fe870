// https://github.com/criso/fbgraph: the client of erxes. The platform's address is fixed, but for whole addresses in a call.
import graph from 'fbgraph';

const message = (contact, text) => ({ recipient: { id: contact }, messaging_type: 'RESPONSE', message: { text } });
const post = (path, data) => new Promise((resolve, reject) => graph.post(path, data, (error, answer) => (error ? reject(error) : resolve(answer))));
let path = '/me/messages';

export function connect({ token, address }) {
  graph.setAccessToken(token);
  graph.setVersion('24.0');
  if (address) path = `${address}/v24.0/me/messages`;
}

export const send = ({ contact, text }) => post(path, message(contact, text));

export const batch = ({ contacts, text }) => new Promise((resolve, reject) => {
  const body = (contact) => Object.entries(message(contact, text))
    .map(([name, value]) => `${name}=${encodeURIComponent(typeof value === 'string' ? value : JSON.stringify(value))}`).join('&');
  graph.batch(
    contacts.map((contact) => ({ method: 'POST', relative_url: 'me/messages', body: body(contact) })),
    (error, answers) => (error ? reject(error) : resolve(answers.map((answer) => ({ code: answer.code, body: JSON.parse(answer.body) })))));
});

// What the platform's answer has under "error", as it is.
export const told = (error) => ({ message: error.message, error });
