import { createHash, type Hash } from 'node:crypto';
import { type BomGraph, ROOT } from './adjacency';
import type { Relations } from './relations';

/** Changes when the meaning of the digest does. */
const VERSION = 'waymark-bom-content/1';

/**
 * `sha256:` of what the document says: its components and edges in canonical
 * order. Serial number, timestamp, the root's own version, the order of
 * anything and the spelling of references do not count.
 */
export function contentDigest(relations: Relations): string {
  const hash = createHash('sha256');
  hash.update(`${VERSION}\n${relations.records.length}\n`);
  updateLines(hash, relations.lines);
  if (relations.graph) {
    hash.update(relations.rooted ? 'rooted\n' : 'graph\n');
    updateEdges(hash, relations.graph, classesOf(relations.lines));
  }
  return `sha256:${hash.digest('hex')}`;
}

/** Equal components have the same class: their place among distinct lines. */
function classesOf(lines: string[]): Uint32Array {
  const classes = new Uint32Array(lines.length);
  for (let i = 1; i < lines.length; i += 1) {
    classes[i] = classes[i - 1] + (lines[i] === lines[i - 1] ? 0 : 1);
  }
  return classes;
}

/**
 * An edge is told by what its ends are: the classes of all components that
 * share the vertex, and whether it is the root.
 */
function updateEdges(hash: Hash, graph: BomGraph, classes: Uint32Array): void {
  const names = new Map<number, string>([[ROOT, 'root']]);
  graph.vertex.forEach((vertex, ordinal) => {
    const name = names.get(vertex);
    const own = String(classes[ordinal]);
    names.set(vertex, name === undefined ? own : `${name}+${own}`);
  });
  const distinct = [...new Set(names.values())].sort();
  const rank = new Map(distinct.map((name, index) => [name, index]));
  const rankOf = new Map<number, number>();
  for (const [vertex, name] of names) {
    rankOf.set(vertex, rank.get(name) as number);
  }
  const keys = new Float64Array(graph.targets.length);
  for (let row = 0; row < graph.offsets.length - 1; row += 1) {
    const from = rankOf.get(row - 1) ?? 0;
    for (let i = graph.offsets[row]; i < graph.offsets[row + 1]; i += 1) {
      const to = rankOf.get(graph.targets[i]) ?? 0;
      keys[i] = from * distinct.length + to;
    }
  }
  updateLines(hash, distinct);
  updateLines(hash, keys.sort());
}

/** In batches: one call per line would cost more than the hashing. */
function updateLines(hash: Hash, lines: ArrayLike<string | number>): void {
  let batch = '';
  for (let i = 0; i < lines.length; i += 1) {
    batch += `${lines[i]}\n`;
    if (batch.length > 1 << 16) {
      hash.update(batch);
      batch = '';
    }
  }
  hash.update(batch);
}
