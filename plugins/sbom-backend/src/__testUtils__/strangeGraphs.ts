import { bom, edge, lib, libs, many, type StrangeBom } from './strange';

/** Dependency graphs that walks and counts get wrong. */
export const strangeGraphs: StrangeBom[] = [
  {
    name: 'a cycle of two',
    document: () =>
      bom({
        components: libs('a', 'b'),
        dependencies: [edge('root', 'a'), edge('a', 'b'), edge('b', 'a')],
      }),
    components: 2,
    direct: 1,
  },
  {
    name: 'a cycle through the root',
    document: () =>
      bom({
        components: libs('a'),
        dependencies: [edge('root', 'a'), edge('a', 'root')],
      }),
    components: 1,
    direct: 1,
  },
  {
    name: 'a cycle that the root does not reach',
    document: () =>
      bom({
        components: libs('a', 'b'),
        dependencies: [edge('root'), edge('a', 'b'), edge('b', 'a')],
      }),
    components: 2,
    direct: null,
  },
  {
    name: 'a component that depends on itself',
    document: () =>
      bom({
        components: libs('a'),
        dependencies: [edge('root', 'a'), edge('a', 'a')],
      }),
    components: 1,
    direct: 1,
  },
  {
    name: 'a root that depends on itself',
    document: () =>
      bom({ components: libs('a'), dependencies: [edge('root', 'root', 'a')] }),
    components: 1,
    direct: 1,
  },
  {
    name: 'edges to what is not there',
    flawless: false,
    document: () =>
      bom({
        components: libs('a'),
        dependencies: [edge('root', 'a', 'ghost'), edge('ghost', 'a')],
      }),
    components: 1,
    direct: 1,
  },
  {
    name: 'a graph without a root',
    document: () =>
      bom({
        metadata: {},
        components: libs('a', 'b'),
        dependencies: [edge('a', 'b')],
      }),
    components: 2,
  },
  {
    name: 'a graph of the root alone',
    document: () =>
      bom({ components: libs('a'), dependencies: [edge('root')] }),
    components: 1,
    direct: null,
  },
  {
    name: 'no graph',
    document: () => bom({ components: libs('a') }),
    components: 1,
    direct: null,
  },
  {
    name: 'dependencies without dependsOn',
    document: () =>
      bom({ components: libs('a'), dependencies: [{ ref: 'a' }] }),
    components: 1,
  },
  {
    name: 'a root with 100,000 edges',
    document: () =>
      bom({
        components: many(300, index => lib(`n${index}`)),
        dependencies: [
          edge('root', ...many(300, index => `n${index}`)),
          ...many(300, index =>
            edge(`n${index}`, ...many(333, to => `n${(index + to) % 300}`)),
          ).map(({ ref, dependsOn }) => edge(ref, ...new Set(dependsOn))),
        ],
      }),
    components: 300,
    direct: 300,
  },
  {
    name: 'one node with 100,000 edges',
    document: () =>
      bom({
        components: many(100_000, index => ({
          type: 'library',
          name: `m${index}`,
          'bom-ref': `m${index}`,
        })),
        dependencies: [edge('root', ...many(100_000, index => `m${index}`))],
      }),
    components: 100_000,
    direct: 100_000,
  },
  {
    name: 'a chain of 20,000',
    document: () =>
      bom({
        components: many(20_000, index => ({
          type: 'library',
          name: `c${index}`,
          'bom-ref': `c${index}`,
        })),
        dependencies: [
          edge('root', 'c0'),
          ...many(19_999, index => edge(`c${index}`, `c${index + 1}`)),
        ],
      }),
    components: 20_000,
    direct: 1,
  },
  {
    name: 'twenty layers of diamonds, a million paths',
    document: () =>
      bom({
        components: many(40, index => lib(`d${index}`)),
        dependencies: [
          edge('root', 'd0', 'd1'),
          ...many(38, index => {
            const next = 2 * Math.floor(index / 2) + 2;
            return edge(`d${index}`, `d${next}`, `d${next + 1}`);
          }),
        ],
      }),
    components: 40,
    direct: 2,
  },
  {
    name: 'references named like members of objects',
    document: () => {
      const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
      return bom({
        components: libs(...names),
        dependencies: [edge('root', ...names), edge('__proto__', 'toString')],
      });
    },
    components: 4,
    direct: 4,
  },
  {
    name: 'references with slashes, tildes and percent signs',
    document: () => {
      const names = ['a/b', 'a~1b', 'a%2Fb', '~0', '#', '?'];
      return bom({
        components: libs(...names),
        dependencies: [edge('root', ...names)],
      });
    },
    components: 6,
    direct: 6,
  },
  {
    name: 'a graph of components inside components',
    document: () =>
      bom({
        components: [lib('outer', { components: libs('inner') })],
        dependencies: [edge('root', 'outer'), edge('outer', 'inner')],
      }),
    components: 2,
    direct: 1,
  },
];
