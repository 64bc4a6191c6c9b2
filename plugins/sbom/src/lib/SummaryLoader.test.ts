import { summary } from '../__testUtils__/wire';
import { SummaryLoader } from './SummaryLoader';

function setUp() {
  const asked: string[][] = [];
  let now = 0;
  const loader = new SummaryLoader(
    {
      async getSummaries(refs) {
        asked.push(refs);
        return {
          items: refs.map(ref =>
            ref.endsWith('/hidden') ? null : summary(ref.split('/')[1]),
          ),
        };
      },
    },
    { keepMs: 1_000, now: () => now },
  );
  const pass = (ms: number) => {
    now += ms;
  };
  return { loader, asked, pass };
}

it('asks once for the same set, in any order', async () => {
  const { loader, asked } = setUp();
  const [one, two] = await Promise.all([
    loader.load(['component:default/a', 'component:default/b']),
    loader.load(['component:default/b', 'component:default/a']),
  ]);
  expect(asked).toHaveLength(1);
  expect(one).toEqual(two);
});

it('asks anew when the answer is old', async () => {
  const { loader, asked, pass } = setUp();
  await loader.load(['component:default/a']);
  pass(999);
  await loader.load(['component:default/a']);
  expect(asked).toHaveLength(1);
  pass(1);
  await loader.load(['component:default/a']);
  expect(asked).toHaveLength(2);
});

it('splits what one request may not hold', async () => {
  const { loader, asked } = setUp();
  const refs = Array.from(
    { length: 1_001 },
    (_, i) => `component:default/s${i}`,
  );
  await expect(loader.load(refs)).resolves.toHaveLength(1_001);
  expect(asked.map(batch => batch.length)).toEqual([500, 500, 1]);
});

it('leaves out what the caller may not see', async () => {
  const { loader } = setUp();
  const items = await loader.load([
    'component:default/a',
    'component:default/hidden',
  ]);
  expect(items.map(item => item.entityRef)).toEqual(['component:default/a']);
});

it('does not keep a failure', async () => {
  let calls = 0;
  const loader = new SummaryLoader({
    async getSummaries(refs) {
      calls += 1;
      if (calls === 1) {
        throw new Error('down');
      }
      return { items: refs.map(() => null) };
    },
  });
  await expect(loader.load(['component:default/a'])).rejects.toThrow('down');
  await expect(loader.load(['component:default/a'])).resolves.toEqual([]);
});
