// https://github.com/Yoctol/messaging-apis: the client of Bottender. Has a setting for the platform's address.
import messaging from 'messaging-api-messenger';

const { MessengerBatch, MessengerClient } = messaging;

let client;

export function connect({ address, token }) {
  client = new MessengerClient({ accessToken: token, version: '24.0', origin: address });
}

export const send = ({ contact, text }) => client.sendText(contact, text);

export const batch = ({ contacts, text }) => client.sendBatch(contacts.map((contact) => MessengerBatch.sendText(contact, text)));

// An AxiosError; programs look at its message, and at what the platform answered.
export const told = (error) => ({ message: error.message, status: error.response?.status, error: error.response?.data?.error });
