// https://github.com/Secreto31126/whatsapp-api-js: the platform's address is fixed.
import { WhatsAppAPI } from 'whatsapp-api-js';
import { Text } from 'whatsapp-api-js/messages/text';

let client;
let phoneNumberId;

export function connect({ account, token }) {
  client = new WhatsAppAPI({ token, appSecret: 'secret', v: 'v24.0' });
  phoneNumberId = account;
}

// It returns what the platform answered, an error as well.
export async function send({ contact, text }) {
  const answer = await client.sendMessage(phoneNumberId, { phone: contact }, new Text(text));
  if (answer.error) throw Object.assign(new Error(answer.error.message), answer);
  return answer;
}

export const told = ({ message, error }) => ({ message, error });
