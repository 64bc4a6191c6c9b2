import { type BomGraph, ROOT } from './adjacency';

/** Vertices that are looked at before the search settles for less. */
const MAX_WORK = 2_000_000;

/** A path under construction: from a vertex on to the target. */
interface Tail {
  vertex: number;
  next: Tail | null;
  length: number;
  /** The least distance from the root of all vertices on it. */
  nearest: number;
}

/** Best first, from the target backwards; the distances are an exact guide. */
class Search {
  readonly #distance: Int32Array;
  readonly #offsets: Uint32Array;
  readonly #sources: Int32Array;
  /** By the least length that a whole path through the tail can have. */
  readonly #buckets: Tail[][] = [];
  #work = 0;

  constructor(graph: BomGraph, distance: Int32Array) {
    const { offsets, sources } = reverse(graph, distance);
    this.#distance = distance;
    this.#offsets = offsets;
    this.#sources = sources;
  }

  run(goal: number, limit: number): Tail[] {
    const found: Tail[] = [];
    const start = this.#extend(null, goal);
    this.#put(start);
    for (let least = 0; least < this.#buckets.length; least += 1) {
      const bucket = this.#buckets[least] ?? [];
      while (bucket.length > 0 && found.length < limit) {
        const tail = bucket.pop() as Tail;
        if (tail.vertex === ROOT) {
          found.push(tail);
        } else if (!this.#expand(tail)) {
          return found.length > 0 ? found : [this.#descend(start)];
        }
      }
    }
    return found;
  }

  /** False when the work is more than is worth it. */
  #expand(tail: Tail): boolean {
    const row = tail.vertex + 1;
    // Last first, because a bucket is emptied from its end.
    for (let i = this.#offsets[row + 1] - 1; i >= this.#offsets[row]; i -= 1) {
      const source = this.#sources[i];
      if (!this.#visits(tail, source)) {
        this.#put(this.#extend(tail, source));
      }
      this.#work += 1;
      if (this.#work > MAX_WORK) {
        return false;
      }
    }
    return true;
  }

  /** One shortest path, without looking left or right. */
  #descend(start: Tail): Tail {
    let tail = start;
    while (tail.vertex !== ROOT) {
      const row = tail.vertex + 1;
      const near = this.#distance[row] - 1;
      let i = this.#offsets[row];
      while (this.#distance[this.#sources[i] + 1] !== near) {
        i += 1;
      }
      tail = this.#extend(tail, this.#sources[i]);
    }
    return tail;
  }

  #visits(tail: Tail, vertex: number): boolean {
    // Nearer to the root than all of the tail: it cannot be among them.
    if (this.#distance[vertex + 1] < tail.nearest) {
      return false;
    }
    for (let at: Tail | null = tail; at; at = at.next) {
      this.#work += 1;
      if (at.vertex === vertex) {
        return true;
      }
    }
    return false;
  }

  #extend(next: Tail | null, vertex: number): Tail {
    const distance = this.#distance[vertex + 1];
    return {
      vertex,
      next,
      length: next ? next.length + 1 : 0,
      nearest: next ? Math.min(next.nearest, distance) : distance,
    };
  }

  #put(tail: Tail): void {
    const least = this.#distance[tail.vertex + 1] + tail.length;
    (this.#buckets[least] ??= []).push(tail);
  }
}

/**
 * The shortest chains without repetition from the root to a component, at
 * most `limit`, shortest first, in an order that only depends on the graph.
 * Each begins with {@link ROOT} and ends with `target`. Empty where nothing
 * leads to it. Work is bounded: in a graph made to be hostile there may be
 * fewer chains than exist.
 */
export function shortestPaths(
  graph: BomGraph,
  target: number,
  limit: number,
): number[][] {
  const goal = graph.vertex[target];
  if (goal === undefined || goal === ROOT) {
    return [];
  }
  const distance = distances(graph);
  if (distance[goal + 1] === -1) {
    return [];
  }
  const found = new Search(graph, distance).run(goal, limit);
  return found.map(tail => toPath(tail, target));
}

function toPath(tail: Tail, target: number): number[] {
  const path: number[] = [];
  for (let at: Tail | null = tail; at; at = at.next) {
    path.push(at.vertex);
  }
  path[path.length - 1] = target;
  return path;
}

/** Steps from the root by row; -1 where nothing leads. */
function distances(graph: BomGraph): Int32Array {
  const rows = graph.offsets.length - 1;
  const distance = new Int32Array(rows).fill(-1);
  const queue = new Int32Array(rows);
  let tail = 1;
  distance[0] = 0;
  for (let head = 0; head < tail; head += 1) {
    const row = queue[head];
    for (let i = graph.offsets[row]; i < graph.offsets[row + 1]; i += 1) {
      const next = graph.targets[i] + 1;
      if (distance[next] === -1) {
        distance[next] = distance[row] + 1;
        queue[tail] = next;
        tail += 1;
      }
    }
  }
  return distance;
}

/** Who depends on each, of those that the root leads to. */
function reverse(graph: BomGraph, distance: Int32Array) {
  const rows = graph.offsets.length - 1;
  const offsets = new Uint32Array(rows + 1);
  for (let row = 0; row < rows; row += 1) {
    if (distance[row] !== -1) {
      for (let i = graph.offsets[row]; i < graph.offsets[row + 1]; i += 1) {
        offsets[graph.targets[i] + 2] += 1;
      }
    }
  }
  for (let row = 1; row <= rows; row += 1) {
    offsets[row] += offsets[row - 1];
  }
  const sources = new Int32Array(offsets[rows]);
  const next = offsets.slice();
  for (let row = 0; row < rows; row += 1) {
    if (distance[row] !== -1) {
      for (let i = graph.offsets[row]; i < graph.offsets[row + 1]; i += 1) {
        const to = graph.targets[i] + 1;
        sources[next[to]] = row - 1;
        next[to] += 1;
      }
    }
  }
  return { offsets, sources };
}
