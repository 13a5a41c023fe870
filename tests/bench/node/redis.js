// As much of a Redis client as the proxy needs: one connection, commands one behind the other, replies in order.
'use strict'
const net = require('node:net')

class Redis {
  #socket
  #waiting = []
  #rest = Buffer.alloc(0)
  #commands = ''

  static connect(port) {
    return new Promise((resolve, reject) => {
      const redis = new Redis()
      redis.#socket = net.connect(port, '127.0.0.1', () => resolve(redis)).setNoDelay()
      redis.#socket.on('data', bytes => redis.#read(bytes))
      redis.#socket.on('error', error => {
        reject(error)
        for (const waiting of redis.#waiting.splice(0)) waiting.reject(error)
      })
    })
  }

  ask(...words) {
    // What one turn of the event loop asks goes out in one write.
    if (this.#commands === '') setImmediate(() => this.#flush())
    this.#commands += `*${words.length}\r\n`
    for (const word of words) this.#commands += `$${Buffer.byteLength(String(word))}\r\n${word}\r\n`
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }))
  }

  #flush() {
    this.#socket.write(this.#commands)
    this.#commands = ''
  }

  #read(bytes) {
    const all = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes])
    let at = 0
    for (;;) {
      const end = all.indexOf('\r\n', at)
      if (end < 0) break
      const kind = all[at], head = all.latin1Slice(at + 1, end)
      let next = end + 2, value = head
      if (kind === 0x24) { // $: so many bytes; -1: nothing
        const length = Number(head)
        if (length >= 0) {
          if (all.length < next + length + 2) break
          value = all.utf8Slice(next, next + length)
          next += length + 2
        } else value = null
      }
      const { resolve, reject } = this.#waiting.shift()
      if (kind === 0x2d) reject(new Error(head)) // -: an error
      else resolve(value)
      at = next
    }
    this.#rest = all.subarray(at)
  }
}

module.exports = Redis
