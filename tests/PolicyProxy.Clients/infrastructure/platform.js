import http from 'node:http';
import https from 'node:https';

/** A platform that enforces nothing: it keeps what reaches it, and answers as a platform does or as it is told to. */
export class Platform {
  received = [];

  /** What it answers every send with; undefined: it takes them. */
  refusal;

  /** @param answerTo What it answers to a send that it takes: of the channel and the client. */
  constructor(answerTo) {
    this.answerTo = answerTo;
  }

  /** Listens on a free port, or by HTTPS on port 443 of a loopback address of its own. */
  static async start(answerTo, certificate, host = '127.0.0.1') {
    const platform = new Platform(answerTo);
    const take = (request, response) => platform.#take(request, response);
    platform.server = certificate ? https.createServer(certificate, take) : http.createServer(take);
    await new Promise((resolve, reject) => platform.server.once('error', reject).listen(certificate ? 443 : 0, host, resolve));
    platform.address = `http://127.0.0.1:${platform.server.address().port}`;
    return platform;
  }

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }

  async #take(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const url = new URL(request.url, 'http://platform');
    const parameters = read(body, request.headers['content-type']);
    this.received.push({ host: request.headers.host, method: request.method, path: url.pathname, headers: request.headers, body, parameters });
    const elements = parameters.batch && (typeof parameters.batch === 'string' ? JSON.parse(parameters.batch) : parameters.batch);
    const [status, answer] = elements ? [200, elements.map((element) => this.#element(element))] : this.#send(request.headers.host, parameters);
    response.writeHead(status, { 'Content-Type': 'application/json; charset=UTF-8', ...(status === 503 ? { 'Retry-After': '5' } : {}) });
    response.end(JSON.stringify(answer));
  }

  #element(element) {
    const [code, answer] = this.#send('', read(element.body, 'application/x-www-form-urlencoded'));
    return { code, headers: [{ name: 'Content-Type', value: 'application/json; charset=UTF-8' }], body: JSON.stringify(answer) };
  }

  #send(host, { to, recipient, 'recipient[id]': bracketed }) {
    const client = to ?? bracketed ?? (typeof recipient === 'string' ? JSON.parse(recipient) : recipient)?.id;
    const refusal = typeof this.refusal === 'function' ? this.refusal(client) : this.refusal;
    if (refusal) return [refusal.status, { error: refusal.error }];
    const channel = to ? 'whatsapp' : host.includes('instagram') ? 'instagram-login' : 'messenger';
    return [200, this.answerTo(channel, client)];
  }
}

const read = (body, type = '') => (type.includes('json') ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body)));
