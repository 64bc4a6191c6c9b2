import type { BomCollector } from './collect';
import type { ComponentRecord } from './component';
import { type BomGraph, ROOT } from './adjacency';
import { shorten } from './text';

/** Components in canonical order, and how they hang together. */
export interface Relations {
  /** In canonical order: the index is the ordinal. */
  records: ComponentRecord[];
  /** The canonical text of each. */
  lines: string[];
  /** Null when the document has no graph. */
  graph: BomGraph | null;
  /** True when the root has an entry in the graph, be it an empty one. */
  rooted: boolean;
  /**
   * True when the graph leads from the root to a component, so that "direct"
   * has a meaning; or when there is none that it could lead to.
   */
  leads: boolean;
  /** By ordinal: steps from the root; -1 where nothing leads. */
  distance: Int32Array;
  /** By ordinal: the step before it on a shortest path, {@link ROOT} if direct. */
  before: Int32Array;
}

/**
 * Puts the components into an order that only depends on their content, and
 * resolves the graph to it.
 */
export function relate(collected: BomCollector): Relations {
  const { records, lines } = inCanonicalOrder(collected.records);
  const hasGraph = collected.graphEntries.size > 0;
  const graph = hasGraph ? resolveGraph(collected, records) : null;
  const { rootRef } = collected;
  const rooted = rootRef !== null && collected.graphEntries.has(rootRef);
  const { distance, before } = walk(graph, rooted, records.length);
  const leads = rooted && (records.length === 0 || distance.includes(1));
  return { records, lines, graph, rooted, leads, distance, before };
}

/** Everything that is stored of a component by itself. */
function canonicalLine(record: ComponentRecord): string {
  return JSON.stringify([
    record.packageKey,
    record.version,
    record.purl,
    record.type,
    record.group,
    record.name,
    record.scope,
    record.licences,
  ]);
}

function inCanonicalOrder(found: ComponentRecord[]) {
  const texts = found.map(canonicalLine);
  const order = Array.from(found.keys());
  order.sort((a, b) => {
    if (texts[a] === texts[b]) {
      return a - b;
    }
    return texts[a] < texts[b] ? -1 : 1;
  });
  return {
    records: order.map(index => found[index]),
    lines: order.map(index => texts[index]),
  };
}

const UNKNOWN = -2;

/**
 * Edges between references become edges between ordinals. Components that
 * share a reference share one vertex, so that no edge is multiplied; edges
 * from or to references that nothing declares lead nowhere and are dropped.
 */
function resolveGraph(
  collected: BomCollector,
  records: ComponentRecord[],
): BomGraph {
  const vertexOf = new Int32Array(collected.refs.size).fill(UNKNOWN);
  if (collected.rootRef !== null) {
    vertexOf[collected.rootRef] = ROOT;
  }
  const vertex = new Int32Array(records.length);
  records.forEach(({ ref }, ordinal) => {
    if (ref !== null && vertexOf[ref] === UNKNOWN) {
      vertexOf[ref] = ordinal;
    }
    vertex[ordinal] = ref === null ? ordinal : vertexOf[ref];
  });
  reportRefs(collected, records, vertexOf);
  const width = records.length + 1;
  const keys = new Float64Array(collected.edgesFrom.length);
  let used = 0;
  for (let i = 0; i < keys.length; i += 1) {
    const from = vertexOf[collected.edgesFrom.at(i)];
    const to = vertexOf[collected.edgesTo.at(i)];
    if (from !== UNKNOWN && to !== UNKNOWN && from !== to) {
      // The root sorts first. Exact: width is at most 2^20.
      keys[used] = (from + 1) * width + (to + 1);
      used += 1;
    }
  }
  return fromEdges(keys.subarray(0, used).sort(), vertex);
}

/** Compressed rows from sorted edge keys; repeats are dropped. */
function fromEdges(keys: Float64Array, vertex: Int32Array): BomGraph {
  const width = vertex.length + 1;
  const offsets = new Uint32Array(width + 1);
  const targets = new Int32Array(keys.length);
  let count = 0;
  for (let i = 0; i < keys.length; i += 1) {
    if (i > 0 && keys[i] === keys[i - 1]) {
      continue;
    }
    const from = Math.floor(keys[i] / width);
    targets[count] = (keys[i] % width) - 1;
    count += 1;
    offsets[from + 1] = count;
  }
  for (let row = 1; row <= width; row += 1) {
    offsets[row] = Math.max(offsets[row], offsets[row - 1]);
  }
  return { vertex, offsets, targets: targets.slice(0, count) };
}

function reportRefs(
  collected: BomCollector,
  records: ComponentRecord[],
  vertexOf: Int32Array,
): void {
  const { issues, refs, rootRef, serviceRefs } = collected;
  const declared = new Uint8Array(refs.size);
  const repeated = new Set<number>();
  for (const { ref } of records) {
    if (ref !== null) {
      if (declared[ref]) {
        repeated.add(ref);
      }
      declared[ref] = 1;
    }
  }
  if (repeated.size === 0 && !vertexOf.includes(UNKNOWN)) {
    return;
  }
  for (const [text, ref] of refs) {
    const value = shorten(text);
    if (repeated.has(ref)) {
      issues.add(() => ({
        code: 'graph.duplicate_ref',
        message: 'Several components have the same bom-ref.',
        value,
        hint: 'The graph cannot tell them apart; give each a bom-ref of its own.',
      }));
    }
    if (!declared[ref] && ref !== rootRef && !serviceRefs.has(ref)) {
      issues.add(() => ({
        code: 'graph.unknown_ref',
        message: 'The dependency graph names a bom-ref that nothing has.',
        value,
      }));
    }
  }
}

function walk(graph: BomGraph | null, rooted: boolean, count: number) {
  const distance = new Int32Array(count).fill(-1);
  const before = new Int32Array(count).fill(ROOT);
  if (!graph || !rooted) {
    return { distance, before };
  }
  const queue = new Int32Array(count + 1);
  let tail = 1;
  queue[0] = ROOT;
  for (let head = 0; head < tail; head += 1) {
    const from = queue[head];
    const step = from === ROOT ? 1 : distance[from] + 1;
    for (let i = graph.offsets[from + 1]; i < graph.offsets[from + 2]; i += 1) {
      const to = graph.targets[i];
      if (to !== ROOT && distance[to] === -1) {
        distance[to] = step;
        before[to] = from;
        queue[tail] = to;
        tail += 1;
      }
    }
  }
  for (let ordinal = 0; ordinal < count; ordinal += 1) {
    const vertex = graph.vertex[ordinal];
    if (vertex !== ordinal && vertex !== ROOT) {
      distance[ordinal] = distance[vertex];
      before[ordinal] = before[vertex];
    }
  }
  return { distance, before };
}
