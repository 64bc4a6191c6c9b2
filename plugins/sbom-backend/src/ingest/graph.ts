import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { type BomGraph, ROOT } from './adjacency';

export { type BomGraph, ROOT } from './adjacency';
export { shortestPaths } from './paths';

/** First byte of the encoded form. */
const FORMAT = 1;

/** Fast: the numbers are small already. */
const LEVEL = 3;

/** Packs a graph: a format byte, then deflated variable-length numbers. */
export function encodeGraph(graph: BomGraph): Uint8Array {
  const writer = new VarintWriter();
  const { vertex, offsets, targets } = graph;
  writer.write(vertex.length);
  writer.write(targets.length);
  for (let ordinal = 0; ordinal < vertex.length; ordinal += 1) {
    // Zero for itself, so that the usual case compresses to nothing.
    writer.write(vertex[ordinal] === ordinal ? 0 : vertex[ordinal] + 2);
  }
  for (let row = 0; row <= vertex.length; row += 1) {
    writer.write(offsets[row + 1] - offsets[row]);
    let last = ROOT;
    for (let i = offsets[row]; i < offsets[row + 1]; i += 1) {
      writer.write(targets[i] - last);
      last = targets[i];
    }
  }
  const packed = deflateRawSync(writer.bytes(), { level: LEVEL });
  return Buffer.concat([Buffer.of(FORMAT), packed]);
}

/** Undoes {@link encodeGraph}. Throws for bytes of another origin. */
export function decodeGraph(bytes: Uint8Array): BomGraph {
  if (bytes[0] !== FORMAT) {
    throw new Error(`Unknown graph format ${bytes[0]}`);
  }
  const reader = new VarintReader(inflateRawSync(bytes.subarray(1)));
  const count = reader.read();
  const targets = new Int32Array(reader.read());
  const vertex = new Int32Array(count);
  for (let ordinal = 0; ordinal < count; ordinal += 1) {
    const written = reader.read();
    vertex[ordinal] = written === 0 ? ordinal : written - 2;
  }
  const offsets = new Uint32Array(count + 2);
  let next = 0;
  for (let row = 0; row <= count; row += 1) {
    const degree = reader.read();
    let last = ROOT;
    for (let i = 0; i < degree; i += 1) {
      last += reader.read();
      targets[next] = last;
      next += 1;
    }
    offsets[row + 1] = next;
  }
  return { vertex, offsets, targets };
}

/** Unsigned LEB128 into a growing buffer. */
class VarintWriter {
  #bytes = Buffer.allocUnsafe(1 << 16);
  #length = 0;

  write(value: number): void {
    if (this.#length + 5 > this.#bytes.length) {
      this.#bytes = Buffer.concat([this.#bytes], this.#bytes.length * 2);
    }
    let rest = value;
    while (rest > 0x7f) {
      this.#bytes[this.#length] = (rest & 0x7f) | 0x80;
      this.#length += 1;
      rest >>>= 7;
    }
    this.#bytes[this.#length] = rest;
    this.#length += 1;
  }

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }
}

class VarintReader {
  readonly #bytes: Uint8Array;
  #pos = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  read(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      if (this.#pos >= this.#bytes.length) {
        throw new Error('The graph ends too early');
      }
      const byte = this.#bytes[this.#pos];
      this.#pos += 1;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        return value;
      }
    }
    throw new Error('The graph holds a number that is too long');
  }
}
