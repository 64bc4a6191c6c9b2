import fc from 'fast-check';
import {
  type BomGraph,
  decodeGraph,
  encodeGraph,
  ROOT,
  shortestPaths,
} from './graph';

/** Rows of targets; row 0 is the root's. */
function graphOf(rows: number[][]): BomGraph {
  const offsets = [0];
  for (const row of rows) {
    offsets.push((offsets.at(-1) ?? 0) + row.length);
  }
  return {
    vertex: Int32Array.from(rows.slice(1).keys()),
    offsets: Uint32Array.from(offsets),
    targets: Int32Array.from(rows.flat()),
  };
}

const anyRows = fc.integer({ min: 1, max: 7 }).chain(count =>
  fc.array(
    fc
      .uniqueArray(fc.integer({ min: 0, max: count - 1 }), { maxLength: 4 })
      .map(row => row.sort((a, b) => a - b)),
    { minLength: count + 1, maxLength: count + 1 },
  ),
);

/** Every chain without repetition, shortest first. */
function allPaths(rows: number[][], target: number): number[][] {
  const found: number[][] = [];
  const todo: number[][] = [[ROOT]];
  while (todo.length > 0) {
    const path = todo.shift() as number[];
    const last = path[path.length - 1];
    if (last === target) {
      found.push(path);
    } else {
      const next = rows[last + 1].filter(to => !path.includes(to));
      todo.push(...next.map(to => [...path, to]));
    }
  }
  return found;
}

describe('graph', () => {
  it('is the same after packing and unpacking', () => {
    fc.assert(
      fc.property(anyRows, fc.nat(), (rows, shared) => {
        const graph = graphOf(rows);
        graph.vertex[shared % graph.vertex.length] = 0;
        expect(decodeGraph(encodeGraph(graph))).toEqual(graph);
      }),
    );
  });

  it('refuses bytes of another origin', () => {
    expect(() => decodeGraph(Buffer.from('x'))).toThrow('Unknown graph format');
  });

  it('finds the shortest chains, and only real ones', () => {
    fc.assert(
      fc.property(
        anyRows,
        fc.nat(),
        fc.integer({ min: 1, max: 5 }),
        (rows, at, limit) => {
          const target = at % (rows.length - 1);
          const all = allPaths(rows, target);
          const found = shortestPaths(graphOf(rows), target, limit);
          const text = (path: number[]) => path.join('>');
          expect(found.map(path => path.length)).toEqual(
            all.slice(0, limit).map(path => path.length),
          );
          expect(all.map(text)).toEqual(
            expect.arrayContaining(found.map(text)),
          );
          expect(new Set(found.map(text)).size).toBe(found.length);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('leads components that share a reference to the same chains', () => {
    const graph = graphOf([[0], [1], [], []]);
    graph.vertex[2] = 1;
    expect(shortestPaths(graph, 2, 5)).toEqual([[ROOT, 0, 2]]);
  });

  it('copes with a long chain', () => {
    const count = 100_000;
    const rows = Array.from({ length: count + 1 }, (_, row) =>
      row < count ? [row] : [],
    );
    const [path] = shortestPaths(graphOf(rows), count - 1, 5);
    expect(path).toHaveLength(count + 1);
  });

  it('copes with 100,000 edges on one node', () => {
    const count = 100_000;
    const others = Array.from({ length: count }, (_, index) => index + 1);
    const rows = [others, [], ...others.map(() => [0])];
    expect(shortestPaths(graphOf(rows), 0, 3)).toEqual([
      [ROOT, 1, 0],
      [ROOT, 2, 0],
      [ROOT, 3, 0],
    ]);
  });

  it('settles for one chain where there are too many dead ends', () => {
    // All depend on all, the target behind a chain longer than any detour.
    const dense = Array.from({ length: 60 }, (_, index) => index);
    const rows = [[0], ...dense.map(() => dense)];
    const found = shortestPaths(graphOf(rows), 59, 5);
    expect(found[0]).toEqual([ROOT, 0, 59]);
  });
});
