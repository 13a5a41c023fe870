// Sends signed webhooks at a fixed rate whether or not they are answered; the time of each counts from when it was due.
// Usage: node demand.js MESSAGES PORT CONNECTIONS RATE SECONDS FIRST_CONTACT UNIX_SECONDS; the secret is in APP_SECRET.
'use strict'
const { createHmac } = require('node:crypto')
const { readFileSync } = require('node:fs')
const net = require('node:net')
const path = require('node:path')

const [directory, ...numbers] = process.argv.slice(2)
const [port, connections, rate, seconds, first, at] = numbers.map(Number)
const total = rate * seconds, PATIENCE = 15e3
const template = name => readFileSync(path.join(directory, name + '.json'), 'utf8').trimEnd()

// All are made beforehand: making them is not to delay sending them.
function makeRequests() {
  const webhook = template('webhook').replace('@MESSAGES@', template('message').replace('@SECONDS@', at))
  return Array.from({ length: total }, (_, i) => {
    const body = webhook.replace('@CONTACT@', '1631' + String(first + i).padStart(7, '0'))
    const signature = createHmac('sha256', process.env.APP_SECRET).update(body).digest('hex')
    return Buffer.from(`POST /webhooks/whatsapp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n` +
      `X-Hub-Signature-256: sha256=${signature}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
  })
}

const requests = makeRequests(), took = new Float64Array(total), idle = [], due = []
let start, next = 0, answered = 0, ok = 0

function connect() {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1', () => resolve(socket)).setNoDelay()
    let got = ''
    socket.on('data', bytes => {
      got += bytes.latin1Slice()
      if (isWhole(got)) {
        finish(socket, got)
        got = ''
      }
    })
    socket.on('error', reject)
    socket.on('close', () => {
      process.stderr.write('a connection was closed\n')
      process.exit(1)
    })
  })
}

function isWhole(answer) {
  const end = answer.indexOf('\r\n\r\n')
  if (end < 0) return false
  const length = /\r\ncontent-length: *(\d+)/i.exec(answer)
  return length ? answer.length >= end + 4 + Number(length[1]) : answer.endsWith('\r\n0\r\n\r\n')
}

function finish(socket, answer) {
  took[socket.carries] = performance.now() - dueAt(socket.carries)
  answered++
  if (answer.startsWith('HTTP/1.1 200')) ok++
  if (due.length > 0) write(socket, due.shift())
  else idle.push(socket)
}

function write(socket, i) {
  socket.carries = i
  socket.write(requests[i])
}

const dueAt = i => start + i * 1000 / rate

function tick() {
  const now = performance.now()
  for (; next < total && dueAt(next) <= now; next++) {
    if (idle.length > 0) write(idle.pop(), next)
    else due.push(next)
  }
  if (answered < total && now < start + seconds * 1000 + PATIENCE) return setTimeout(tick, 1)
  const sorted = took.subarray(0, answered === total ? total : next).toSorted()
  const percentile = share => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
  process.stdout.write(JSON.stringify({
    sent: next, ok, seconds: Math.max(seconds, (now - start) / 1000), p50: percentile(0.5), p99: percentile(0.99), max: sorted.at(-1) }))
  process.exit(0)
}

async function main() {
  for (let i = 0; i < connections; i++) idle.push(await connect())
  start = performance.now() + 50
  setTimeout(tick, 1)
}

main()
