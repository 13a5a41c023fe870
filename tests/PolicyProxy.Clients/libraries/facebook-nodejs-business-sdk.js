// https://github.com/facebook/facebook-nodejs-business-sdk: the platform's own. The platform's address is fixed.
import { createRequire } from 'node:module';

const { FacebookAdsApi, FacebookAdsApiBatch } = createRequire(import.meta.url)('facebook-nodejs-business-sdk');

const message = (contact, text) => ({ recipient: { id: contact }, messaging_type: 'RESPONSE', message: { text } });
let api;

export function connect({ token }) {
  api = FacebookAdsApi.init(token, 'en_US', false);
}

export const send = ({ contact, text }) => api.call('POST', ['me', 'messages'], message(contact, text));

// It tells of each element by itself.
export async function batch({ contacts, text }) {
  const answers = [];
  const batch = new FacebookAdsApiBatch(api);
  for (const [index, contact] of contacts.entries()) {
    const take = (answer) => {
      answers[index] = { code: answer.status, body: answer.isSuccess ? answer.body : { error: answer.error.response.error } };
    };
    batch.add('POST', ['me', 'messages'], message(contact, text), undefined, take, take);
  }
  await batch.execute();
  return answers;
}

// A FacebookRequestError.
export const told = (error) => ({ message: error.message, status: error.status, error: error.response });
