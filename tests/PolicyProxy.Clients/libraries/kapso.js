// https://github.com/gokapso/whatsapp-cloud-api-js: has a setting for the platform's address.
import { WhatsAppClient } from '@kapso/whatsapp-cloud-api';

let client;
let phoneNumberId;

export function connect({ address, account, token }) {
  client = new WhatsAppClient({ accessToken: token, baseUrl: address, graphVersion: 'v24.0' });
  phoneNumberId = account;
}

export const send = ({ contact, text }) => client.messages.sendText({ phoneNumberId, to: contact, body: text });

// A GraphApiError: it sorts errors by their code, and says whether and when to try again.
export const told = (error) => ({
  message: error.message,
  status: error.httpStatus,
  category: error.category,
  retry: error.retry,
  error: { code: error.code, error_subcode: error.errorSubcode, type: error.type, details: error.details },
});
