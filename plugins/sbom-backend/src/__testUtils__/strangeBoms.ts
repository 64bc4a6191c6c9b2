import {
  bom,
  edge,
  type Fields,
  lib,
  libs,
  many,
  root,
  type StrangeBom,
} from './strange';
import { strangeGraphs } from './strangeGraphs';

/** Components inside components. */
function nest(levels: number): Fields {
  let inner = lib(`level-${levels}`);
  for (let level = levels - 1; level > 0; level -= 1) {
    inner = lib(`level-${level}`, { components: [inner] });
  }
  return inner;
}

const sizes: StrangeBom[] = [
  { name: 'nothing but its format', document: () => bom({}), components: 0 },
  {
    name: 'no members that may be left out',
    document: () => ({ bomFormat: 'CycloneDX', specVersion: '1.6' }),
    components: 0,
  },
  {
    name: 'an empty list of components',
    document: () => bom({ components: [] }),
    components: 0,
  },
  {
    name: 'empty lists everywhere',
    document: () =>
      bom({
        components: [],
        services: [],
        dependencies: [],
        compositions: [],
        vulnerabilities: [],
        externalReferences: [],
        annotations: [],
      }),
    components: 0,
  },
  {
    name: 'only metadata',
    document: () =>
      bom({ metadata: { timestamp: '2026-01-01T00:00:00Z', component: root } }),
    components: 0,
  },
  {
    name: 'only services',
    document: () => bom({ services: [{ name: 'payments' }] }),
    components: 0,
  },
  {
    name: 'only vulnerabilities',
    document: () => bom({ vulnerabilities: [{ id: 'CVE-2020-0001' }] }),
    components: 0,
  },
  {
    name: 'components nested nearly to the cap',
    document: () => bom({ components: [nest(90)] }),
    components: 90,
  },
  {
    name: 'a component with 5,000 inside it',
    document: () =>
      bom({
        components: [
          lib('outer', { components: many(5_000, index => lib(`i${index}`)) }),
        ],
      }),
    components: 5_001,
  },
  {
    name: 'a component with 5,000 properties',
    document: () =>
      bom({
        components: [
          lib('a', {
            properties: many(5_000, index => ({
              name: `p${index}`,
              value: '',
            })),
          }),
        ],
      }),
    components: 1,
  },
  {
    name: 'a component with 1,000 licences',
    document: () =>
      bom({
        components: [
          lib('a', {
            licenses: many(1_000, index => ({
              license: { name: `L${index}` },
            })),
          }),
        ],
      }),
    components: 1,
  },
  {
    name: 'the text of a licence of 1 MB',
    document: () =>
      bom({
        components: [
          lib('a', {
            licenses: [
              {
                license: { name: 'Own', text: { content: 'x'.repeat(1e6) } },
              },
            ],
          }),
        ],
      }),
    components: 1,
  },
];

const MB = 'x'.repeat(1_000_000);

const texts: StrangeBom[] = [
  ['a name of 1 MB', { name: MB }],
  ['a version of 1 MB', { version: MB }],
  ['a group of 1 MB', { group: MB }],
  ['a description of 1 MB', { description: MB }],
  ['a reference of 1 MB', { 'bom-ref': MB }],
  ['a purl of 1 MB', { purl: `pkg:npm/${MB}@1` }],
  ['a name of white space', { name: '   ' }],
  ['an empty name', { name: '' }],
  ['an empty version', { version: '' }],
  ['an empty group', { group: '' }],
  ['a name with NUL', { name: 'a\0b', purl: undefined }],
  ['half a surrogate pair', { name: 'a\ud800b', purl: undefined }],
  ['a name of emoji', { name: '👩‍👩‍👧‍👦🏴‍☠️', purl: undefined }],
  ['a name from right to left', { name: '\u202eבית', purl: undefined }],
  ['combining marks', { name: `e${'\u0301'.repeat(1_000)}`, purl: undefined }],
  ['a name with quotes and SQL', { name: `'; drop table member; --"` }],
  ['a name with markup', { name: '<script>alert(1)</script>' }],
  ['a name with line breaks', { name: 'a\r\nb\tc' }],
  ['a name with wildcards', { name: '%_\\%' }],
  ['a name like a template', { name: '?? :name ? ${x} {{y}}' }],
  ['no purl', { purl: undefined }],
  ['no version', { version: undefined, purl: 'pkg:npm/a' }],
  ['no reference', { 'bom-ref': undefined }],
  ['nothing but a type and a name', { version: undefined, purl: undefined }],
  ['a purl that says another name', { purl: 'pkg:npm/other@9.9.9' }],
  ['a purl with qualifiers', { purl: 'pkg:deb/debian/a@1?arch=x&distro=d' }],
  ['a purl of an unknown type', { purl: 'pkg:unheard/of/this@1' }],
  ['a version like a number', { version: '1e400', purl: undefined }],
  [
    'a licence expression',
    { licenses: [{ expression: 'MIT OR (ISC AND 0BSD)' }] },
  ],
].map(([name, fields]) => ({
  name: name as string,
  document: () => bom({ components: [lib('a', fields as Fields)] }),
  components: 1,
  flawless: !['a version of 1 MB', 'a purl of 1 MB'].includes(name as string),
}));

const odd: StrangeBom[] = [
  {
    name: 'a purl that is none',
    document: () => bom({ components: [lib('a', { purl: 'not a purl' })] }),
    components: 1,
    flawless: false,
  },
  {
    name: 'two components of one reference',
    document: () =>
      bom({
        components: [lib('a'), lib('b', { 'bom-ref': 'a' })],
        dependencies: [edge('root', 'a')],
      }),
    components: 2,
    flawless: false,
  },
  {
    name: 'the same component twice',
    document: () => bom({ components: [lib('a'), lib('a')] }),
    components: 2,
    flawless: false,
  },
  {
    name: 'one package in 500 places',
    document: () =>
      bom({
        components: many(500, index => lib('a', { 'bom-ref': `r${index}` })),
      }),
    components: 500,
  },
  {
    name: '500 versions of one package',
    document: () =>
      bom({
        components: many(500, index =>
          lib('a', {
            'bom-ref': `v${index}`,
            version: `1.0.${index}`,
            purl: `pkg:npm/a@1.0.${index}`,
          }),
        ),
      }),
    components: 500,
  },
  {
    name: 'packages that differ in case alone',
    document: () =>
      bom({
        components: ['Foo', 'foo', 'FOO'].map(name =>
          lib(name, { purl: `pkg:maven/g/${name}@1` }),
        ),
      }),
    components: 3,
  },
  {
    name: 'a member that no schema knows',
    document: () => bom({ components: libs('a'), surprise: { deep: [1] } }),
    components: 1,
    flawless: false,
  },
  {
    name: 'a component that is none among sound ones',
    document: () => bom({ components: [lib('a'), 42, null, lib('b')] }),
    components: 2,
    flawless: false,
  },
  {
    name: 'dependencies of a wrong form',
    document: () => bom({ components: libs('a'), dependencies: 'none' }),
    components: 1,
    flawless: false,
  },
  {
    name: 'a timestamp far in the future',
    document: () =>
      bom({
        metadata: { timestamp: '9999-12-31T23:59:59Z', component: root },
        components: libs('a'),
      }),
    components: 1,
  },
  {
    name: 'the largest version number there is',
    document: () => bom({ version: Number.MAX_SAFE_INTEGER }),
    components: 0,
  },
];

/** Documents that have broken other tools, or look as if they could. */
export const strangeBoms: StrangeBom[] = [
  ...strangeGraphs,
  ...sizes,
  ...texts,
  ...odd,
];
