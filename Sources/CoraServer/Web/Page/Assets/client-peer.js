// One connection between this page and the agent: made, offered, and watched until it is lost.

/** How long a connection may be disconnected before it is lost, in milliseconds: a short one mends itself. */
const PATIENCE = 3000;
/** How long the other side's end may wait for the server's goodbye, in milliseconds: then it was no hang-up. */
const PARTING = 1000;

/** An offer that the server did not take; `status` is HTTP's. */
export class OfferRefused extends Error {
  constructor(status) {
    super(`the offer was answered with ${status}`);
    this.status = status;
  }
}

export class Peer {
  /** `told` is called with `connected`, then `lost`; or with `failed` if it never was connected. */
  constructor(number, told) {
    this.number = number;
    this.told = told;
    this.wasConnected = false;
    this.isOver = false;
    /** The agent's sound, once there is an answer; `heard` is called then. */
    this.stream = null;
    this.heard = () => {};
    const connection = (this.connection = new RTCPeerConnection());
    // The microphone comes when the connection is used; until then nothing is sent.
    this.sender = connection.addTransceiver('audio', { direction: 'sendrecv', streams: [new MediaStream()] }).sender;
    // The agent's side wants this channel to be there. What comes on it is not for this page: the server tells it all. Browsers
    // notice an end of the other side's here long before the connection changes its state.
    this.channel = connection.createDataChannel('oai-events');
    this.channel.onclose = () => { this.patience = setTimeout(() => this.fail(), PARTING); };
    connection.ontrack = ({ track, streams }) => {
      this.stream = streams[0] ?? new MediaStream([track]);
      this.heard(this.stream);
    };
    connection.onconnectionstatechange = () => this.changed(connection.connectionState);
  }

  /** Posts the offer, without waiting for addresses: the other side finds ours when we ask it. */
  async offer(url, key) {
    await this.connection.setLocalDescription();
    const response = await fetch(url, {
      method: 'POST', cache: 'no-store', body: this.connection.localDescription.sdp,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/sdp' },
    });
    if (!response.ok) throw new OfferRefused(response.status);
    const sdp = await response.text();
    if (!this.isOver) await this.connection.setRemoteDescription({ type: 'answer', sdp });
  }

  changed(state) {
    clearTimeout(this.patience);
    if (this.isOver) return;
    if (state === 'connected') {
      if (this.wasConnected) return;
      this.wasConnected = true;
      this.told('connected');
    } else if (state === 'disconnected') {
      this.patience = setTimeout(() => this.fail(), PATIENCE);
    } else if (state === 'failed' || state === 'closed') {
      this.fail();
    }
  }

  /** The connection is no good any more, or never was. */
  fail() {
    if (this.isOver) return;
    this.close();
    this.told(this.wasConnected ? 'lost' : 'failed');
  }

  close() {
    this.isOver = true;
    clearTimeout(this.patience);
    this.connection.close();
  }
}
