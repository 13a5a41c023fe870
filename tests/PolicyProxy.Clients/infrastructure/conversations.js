// How clients write and what the platforms answer, in the platforms' own words.

export const token = 'EAAB-token';

const ids = {
  whatsapp: { account: '106540352242922', clients: '49151123450' },
  messenger: { account: '105872921234567', clients: '253817198281409' },
  'instagram-login': { account: '17841405309211844', clients: '8362840283729' },
};

export const accountOf = (channel) => ids[channel].account;

let last = 10;

/** A client whom nobody has met. */
export const newClient = (channel) => `${ids[channel].clients}${last++}`;

/** The webhook that tells of a message of the client's. */
export function webhook(channel, client, time) {
  const { account } = ids[channel];
  if (channel === 'whatsapp') {
    const value = {
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: '15550783881', phone_number_id: account },
      contacts: [{ profile: { name: 'Jane Doe' }, wa_id: client }],
      messages: [{ from: client, id: 'wamid.A', timestamp: `${Math.floor(time / 1000)}`, type: 'text', text: { body: 'Hi' } }],
    };
    return { object: 'whatsapp_business_account', entry: [{ id: '102290129340398', changes: [{ field: 'messages', value }] }] };
  }

  const messaging = [{ sender: { id: client }, recipient: { id: account }, timestamp: time, message: { mid: 'm_A', text: 'Hi' } }];
  return { object: channel === 'messenger' ? 'page' : 'instagram', entry: [{ id: account, time, messaging }] };
}

/** What the platform answers to a send that it takes. */
export const sent = (channel, client) => channel === 'whatsapp'
  ? { messaging_product: 'whatsapp', contacts: [{ input: client, wa_id: client }], messages: [{ id: 'wamid.B' }] }
  : { recipient_id: client, message_id: 'm_B' };

/** What the platform answers once the window is closed, by its documentation and, on Instagram, as captured. */
export const closed = {
  // https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes
  whatsapp: {
    status: 400,
    error: {
      message: '(#131047) Re-engagement message',
      type: 'OAuthException',
      code: 131047,
      error_data: {
        messaging_product: 'whatsapp',
        details: 'Message failed to send because more than 24 hours have passed since the customer last replied to this number.',
      },
      fbtrace_id: 'Az8or2yhqkZfEZ-_4Qn_Bam',
    },
  },
  // https://developers.facebook.com/docs/messenger-platform/error-codes
  messenger: {
    status: 400,
    error: {
      message: '(#10) This message is sent outside of allowed window. Learn more about the new policy here: https://developers.facebook.com/docs/messenger-platform/policy-overview',
      type: 'OAuthException',
      code: 10,
      error_subcode: 2018278,
      fbtrace_id: 'AxIIVeNpuf3y2jeXdufRcEX',
    },
  },
  'instagram-login': {
    status: 403,
    error: {
      message: 'This message is sent outside of allowed window.',
      type: 'IGApiException',
      code: 10,
      error_subcode: 2534022,
      fbtrace_id: 'A9C5BFZGYCvRghcFEHTjgpC',
    },
  },
};

/** What the platform answers while it has trouble: https://developers.facebook.com/docs/graph-api/guides/error-handling */
export const temporary = (channel) => ({
  status: 503,
  error: {
    message: '(#2) Service temporarily unavailable',
    type: channel === 'instagram-login' ? 'IGApiException' : 'OAuthException',
    is_transient: true,
    code: 2,
    ...(channel === 'whatsapp' ? { error_data: { messaging_product: 'whatsapp', details: 'Please try again later.' } } : {}),
    fbtrace_id: 'EJplcsCHuLu',
  },
});

// What programs go by is the same to the letter; sentences only begin the same, or hold the same phrase.
const phrases = ['Re-engagement message', 'This message is sent outside of allowed window', 'Service temporarily unavailable'];
const forPeople = /^(fbtrace_?id|details|error_?user_?(title|msg))$/i;

/** An error as programs see it, without the sentences and what only people read. */
export function asPrograms(value, key = '') {
  if (Array.isArray(value)) return value.map((item) => asPrograms(item));
  if (value && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).filter(([name]) => !forPeople.test(name)).map(([name, item]) => [name, asPrograms(item, name)]));
  }

  return key === 'message' ? phrases.find((phrase) => value.includes(phrase)) ?? value : value;
}
