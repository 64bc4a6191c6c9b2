import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { type BomGraph, ROOT } from './adjacency';
import { VarintReader, VarintWriter } from './varint';

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
