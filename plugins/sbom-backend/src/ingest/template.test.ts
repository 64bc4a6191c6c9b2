import fc from 'fast-check';
import { bom } from '../__testUtils__/documents';
import { DocumentAnalyser } from './analyse';
import { defaultLimits } from './limits';
import { readStamps } from './template';

const analyser = new DocumentAnalyser(defaultLimits);

async function analysisOf(text: string | Buffer) {
  return (await analyser.analyse(Buffer.from(text))).bom;
}

/** What the analysis of a document says of another one that fits it. */
async function stampsOf(first: string | Buffer, second: string | Buffer) {
  const { template } = await analysisOf(first);
  return template && readStamps(Buffer.from(second), template);
}

const serials = fc.uuid().map(uuid => `urn:uuid:${uuid}`);
const times = fc
  .date({
    min: new Date('1990-01-01'),
    max: new Date('2090-01-01'),
    noInvalidDate: true,
  })
  .map(date => date.toISOString());
const stamps = fc.record({ serialNumber: serials, timestamp: times });

const [one, other] = [
  {
    serialNumber: 'urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79',
    timestamp: '2026-01-31T10:00:00.000Z',
  },
  {
    serialNumber: 'urn:uuid:11111111-395b-41f5-a30f-a58921a69b79',
    timestamp: '2026-02-28T23:59:59.999Z',
  },
];
const components = ['a@1.0.0', 'b@2.0.0'];

describe('templates', () => {
  it('stand for the whole analysis of documents that fit', async () => {
    await fc.assert(
      fc.asyncProperty(stamps, stamps, async (first, second) => {
        const before = await analysisOf(bom({ components, ...first }));
        const text = bom({ components, ...second });
        const found = readStamps(Buffer.from(text), before.template!);
        expect({ ...before, ...found }).toEqual(await analysisOf(text));
        expect(found).toEqual({
          serialNumber: second.serialNumber,
          generatedAt: Date.parse(second.timestamp),
        });
      }),
      { numRuns: 30 },
    );
  });

  it('fit nothing in which any other byte differs', async () => {
    const text = bom({ components, ...one });
    const { template } = await analysisOf(text);
    const open = [template!.serialNumber!, template!.timestamp!];
    for (let at = 0; at < text.length; at += 1) {
      const changed = Buffer.from(text);
      changed[at] = changed[at] === 0x58 ? 0x59 : 0x58;
      // An X is no part of a stamp either.
      expect(readStamps(changed, template!)).toBeNull();
    }
    expect(open.map(([start, end]) => text.slice(start, end))).toEqual([
      `"${one.serialNumber}"`,
      `"${one.timestamp}"`,
    ]);
    const { length } = text;
    expect(readStamps(Buffer.from(`${text} `), template!)).toBeNull();
    expect(
      readStamps(Buffer.from(text.slice(0, length - 1)), template!),
    ).toBeNull();
  });

  it('leave open what there is', async () => {
    const { serialNumber, timestamp } = other;
    expect(
      await stampsOf(
        bom({ components, serialNumber: one.serialNumber }),
        bom({ components, serialNumber }),
      ),
    ).toEqual({ serialNumber });
    expect(
      await stampsOf(
        bom({ components, timestamp: one.timestamp }),
        bom({ components, timestamp }),
      ),
    ).toEqual({ generatedAt: Date.parse(timestamp) });
    expect((await analysisOf(bom({ components }))).template).toBeNull();
  });

  it.each([
    ['a serial number that is none', { ...one, serialNumber: 'urn:uuid:1' }],
    ['a day that there is not', { ...one, timestamp: '2026-02-30T10:00:00Z' }],
    [
      'an hour that there is not',
      { ...one, timestamp: '2026-02-01T24:00:00Z' },
    ],
    ['a time without a zone', { ...one, timestamp: '2026-02-01T10:00:00.000' }],
  ])('close up over %s', async (_, wrong) => {
    const right = { ...one };
    const first = bom({ components, ...wrong });
    const { template } = await analysisOf(first);
    expect(
      template!.serialNumber === null || template!.timestamp === null,
    ).toBe(true);
    const before = bom({ components, ...right });
    expect(await stampsOf(before, first)).toBeNull();
  });

  it('mean the members that count', async () => {
    const nested = bom({ components, ...one }).replace(
      '"component":',
      '"properties":[{"name":"timestamp","value":"2020-01-01T00:00:00.000Z"}],"component":',
    );
    const swapped = nested.replace('2020-01-01', '2021-01-01');
    expect(await stampsOf(nested, swapped)).toBeNull();
    const repeated = bom({ components, ...one }).replace(
      '"bomFormat"',
      `"serialNumber":"${other.serialNumber}","bomFormat"`,
    );
    const changed = repeated.replace(other.serialNumber, one.serialNumber);
    expect(await stampsOf(repeated, changed)).toBeNull();
  });

  it('are of bytes as they were sent', async () => {
    const text = bom({ components, ...one });
    const marked = Buffer.from(`\ufeff${text}`);
    expect((await analysisOf(marked)).template).toBeNull();
    const wide = Buffer.from(`\ufeff${text}`, 'utf16le');
    expect((await analysisOf(wide)).template).toBeNull();
  });
});
