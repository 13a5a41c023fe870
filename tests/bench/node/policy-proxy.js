// The 24-hour policy for a plain Node proxy, with nothing but its standard library: WhatsApp text messages only, last contacts in Redis
// under the gateway's keys.
'use strict'
const { createHmac, randomUUID, timingSafeEqual } = require('node:crypto')
const http = require('node:http')
const Redis = require('./redis.js')

const { PORT, UPSTREAM_PORT, REDIS_PORT, APP_SECRET } = process.env
const WINDOW = 86400e3, KEPT = 2 * WINDOW
const RECORD = `local last = tonumber(redis.call('GET', KEYS[1]))
if not last or tonumber(ARGV[1]) > last then redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2]) end return 1`
const agent = new http.Agent({ keepAlive: true, maxSockets: 256 })
const keyOf = (account, contact) => `policyproxy:window:whatsapp:${account}:${contact}`
let redis, recordSha

function answer(response, status, code, message, details) {
  const body = JSON.stringify({ error: {
    message, type: 'OAuthException', code, error_data: { messaging_product: 'whatsapp', details }, fbtrace_id: randomUUID() } })
  response.writeHead(status, { 'Content-Type': 'application/json; charset=UTF-8', 'Content-Length': Buffer.byteLength(body) })
  response.end(body)
}

function forward(request, body, response) {
  const { connection, 'transfer-encoding': _, ...headers } = request.headers
  headers['content-length'] = body.length
  const options = { host: '127.0.0.1', port: UPSTREAM_PORT, method: request.method, path: request.url, agent, headers }
  const upstream = http.request(options, from => {
    response.writeHead(from.statusCode, from.headers)
    from.pipe(response)
  })
  upstream.on('error', () => {
    if (response.headersSent) response.destroy()
    else answer(response, 502, 2, 'Bad gateway', 'The upstream does not answer.')
  })
  upstream.end(body)
}

async function send(account, request, body, response) {
  let to
  try {
    to = JSON.parse(body).to
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  if (typeof to !== 'string' || !/^\d+$/.test(to)) return answer(response, 400, 100, '(#100) Invalid parameter', 'to')

  const last = Number(await redis.ask('GET', keyOf(account, to)))
  if (Date.now() < last + WINDOW) return forward(request, body, response)
  answer(response, 400, 131047, '(#131047) Re-engagement message',
    'Message was not delivered: more than 24 hours have passed since the customer last wrote.')
}

async function webhook(request, body, response) {
  const expected = Buffer.from('sha256=' + createHmac('sha256', APP_SECRET).update(body).digest('hex'))
  const given = Buffer.from(request.headers['x-hub-signature-256'] ?? '')
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    return answer(response, 401, 190, 'Invalid signature', 'X-Hub-Signature-256')

  const records = []
  for (const entry of JSON.parse(body).entry)
    for (const { value } of entry.changes)
      for (const { from, timestamp } of value.messages ?? [])
        records.push(redis.ask('EVALSHA', recordSha, 1, keyOf(value.metadata.phone_number_id, from), Number(timestamp) * 1000, KEPT))
  await Promise.all(records)
  forward(request, body, response)
}

function handle(request, response) {
  const chunks = []
  request.on('data', chunk => chunks.push(chunk))
  request.on('end', () => {
    const body = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)
    const account = /^\/v[0-9.]+\/([0-9]+)\/messages$/.exec(request.url)?.[1]
    const judged = account ? send(account, request, body, response)
      : request.url.startsWith('/webhooks/') ? webhook(request, body, response)
      : forward(request, body, response)
    Promise.resolve(judged).catch(error => {
      console.error(error)
      answer(response, 503, 2, 'Service temporarily unavailable', 'The store does not answer.')
    })
  })
}

async function main() {
  redis = await Redis.connect(REDIS_PORT)
  recordSha = await redis.ask('SCRIPT', 'LOAD', RECORD)
  const server = http.createServer(handle)
  server.keepAliveTimeout = 3600e3
  server.listen(PORT, '127.0.0.1', 4096)
}

main()
