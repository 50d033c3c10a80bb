// The connections of a call, one after the other: the server asks for each, and says which one is used. The old one goes on until
// the new one is used, so that a renewal has no gap.

import { OfferRefused, Peer } from './client-peer.js';

/** How long the first connection may take, in milliseconds. */
const FIRST = 8000;
/** How often the browser's statistics are read. */
const READ = 2000;

/** Whether this browser has such connections. */
export const canPeer = () => typeof RTCPeerConnection === 'function';

export class Peers {
  /** `told` has `state(number, state)` for the server, `connected()` for the first connection, `used()`, `lost()` and
      `cannot()`, if no connection can be made. */
  constructor(audio, reception, told) {
    this.audio = audio;
    this.reception = reception;
    this.told = told;
    this.peers = new Map();
    this.used = null;
    this.wasConnected = false;
    this.isOver = false;
    this.reading = setInterval(() => this.read(), READ);
  }

  /** The server wants a connection. */
  async offer({ number, key, path }) {
    if (this.isOver || this.peers.has(number)) return;
    this.expectFirst();
    let peer;
    try {
      peer = new Peer(number, (state) => this.changed(peer, state));
    } catch {
      return this.cannot();
    }
    this.peers.set(number, peer);
    peer.heard = (stream) => this.sound(peer, stream);
    const url = new URL(`..${path}`, location.href);
    url.searchParams.set('number', number);
    try {
      await peer.offer(url, key);
    } catch (error) {
      if (this.isOver || peer.isOver) return;
      peer.fail();
      // What is wrong with the offer itself will be wrong with the next one; else the server knows what to do.
      if (error instanceof OfferRefused && [400, 413, 415].includes(error.status)) this.cannot();
    }
  }

  /** The connection of this number is the call's from now on. */
  use({ number }) {
    const peer = this.peers.get(number);
    if (this.isOver || !peer || peer.isOver) return;
    this.used = peer;
    peer.sender.replaceTrack(this.audio.track).catch(() => {});
    peer.remote?.use();
    if (peer.wasConnected) this.takeOver();
  }

  /** The connection that is used stands. (The server names the first one before it stands.) */
  takeOver() {
    for (const other of [...this.peers.values()]) if (other !== this.used) this.drop(other);
    this.told.used();
  }

  /** The sound of a connection came: it is silent until the connection is used. */
  sound(peer, stream) {
    peer.remote?.close();
    peer.remote = this.audio.remote(stream);
    if (this.used === peer) peer.remote.use();
  }

  changed(peer, state) {
    if (this.isOver) return;
    if (state === 'connected') {
      clearTimeout(this.first);
      if (!this.wasConnected) this.told.connected();
      this.wasConnected = true;
      this.told.state(peer.number, state);
      if (this.used === peer) this.takeOver();
      return;
    }
    const wasUsed = this.used === peer;
    this.drop(peer);
    if (wasUsed) this.used = null;
    this.told.state(peer.number, state);
    if (wasUsed && peer.wasConnected) this.told.lost();
    // A connection that was answered and could not be made will not be made the next time either.
    if (!this.wasConnected && peer.stream) this.cannot();
  }

  expectFirst() {
    if (this.wasConnected) return;
    clearTimeout(this.first);
    this.first = setTimeout(() => this.cannot(), FIRST);
  }

  cannot() {
    if (this.isOver || this.wasConnected) return;
    for (const { number } of this.peers.values()) this.told.state(number, 'failed');
    this.told.cannot();
  }

  async read() {
    if (this.used) await this.reception.read(this.used.connection);
  }

  drop(peer) {
    this.peers.delete(peer.number);
    peer.remote?.close();
    peer.close();
  }

  close() {
    this.isOver = true;
    clearTimeout(this.first);
    clearInterval(this.reading);
    for (const peer of [...this.peers.values()]) this.drop(peer);
  }
}
