import type { Protocol } from './protocol.ts';

const TOPIC = text('chat');
const CONNECT = 0x10;
const CONNECTED = '\x20';
const PUBLISH_QOS_0 = 0x30;
const SUBSCRIBE = 0x82;
const SUBSCRIBED = '\x90\x04';
const VERSION_5 = 5;
const CLEAN_START = 0x02;
/** QoS 0, and what a client publishes itself does not come back to it. */
const NO_LOCAL = 0x04;
const NO_PROPERTIES = Buffer.of(0);
const PACKET_ID = Buffer.of(0, 1);
const KEEP_ALIVE_OFF = Buffer.of(0, 0);

/** MQTT 5, one topic that everybody is subscribed to (https://docs.oasis-open.org/mqtt/mqtt/v5.0/mqtt-v5.0.html). */
export const mqtt: Protocol = {
  handshake: [
    {
      say: packet(
        CONNECT,
        text('MQTT'),
        Buffer.of(VERSION_5, CLEAN_START),
        KEEP_ALIVE_OFF,
        NO_PROPERTIES,
        text(''),
      ),
      until: CONNECTED,
    },
    { say: packet(SUBSCRIBE, PACKET_ID, NO_PROPERTIES, TOPIC, Buffer.of(NO_LOCAL)), until: SUBSCRIBED },
  ],
  said: publish,
  deliveredSize: (message) => publish(message).length,
};

function publish(message: Buffer): Buffer {
  return packet(PUBLISH_QOS_0, TOPIC, NO_PROPERTIES, message);
}

function packet(type: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(type), variableLength(body.length), body]);
}

/** Seven bits a byte, lowest first; the eighth says that more follow. */
function variableLength(length: number): Buffer {
  const bytes: number[] = [];
  let rest = length;
  do {
    bytes.push((rest % 128) + (rest >= 128 ? 128 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return Buffer.from(bytes);
}

/** A string with its length in front. */
function text(characters: string): Buffer {
  const bytes = Buffer.from(characters);
  return Buffer.concat([Buffer.of(bytes.length >> 8, bytes.length & 0xff), bytes]);
}
