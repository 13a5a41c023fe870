// https://github.com/WhatsApp/WhatsApp-Nodejs-SDK: the platform's own. Its setting takes a host name, and HTTPS on port 443 is fixed.
import { createRequire } from 'node:module';

let client;

export function connect({ account, token }) {
  Object.assign(process.env, {
    NODE_ENV: 'production',
    WA_PHONE_NUMBER_ID: account,
    CLOUD_API_ACCESS_TOKEN: token,
    CLOUD_API_VERSION: 'v24.0',
  });
  const WhatsApp = createRequire(import.meta.url)('whatsapp');
  client = new WhatsApp();
}

// It hands over status and body, and leaves the rest to the program.
export async function send({ contact, text }) {
  const answer = await client.messages.text({ body: text }, contact);
  const body = await answer.responseBodyToJSON();
  if (answer.statusCode() === 200) return body;
  throw Object.assign(new Error(body.error.message), { status: answer.statusCode(), error: body.error });
}

export const told = ({ message, status, error }) => ({ message, status, error });
