import { DocumentAnalyser } from './analyse';
import { BomRefusedError } from './errors';
import { defaultLimits } from './limits';

const analyser = new DocumentAnalyser(defaultLimits);

const lib = (ref: string, more: Record<string, unknown> = {}) => ({
  type: 'library',
  'bom-ref': ref,
  name: ref,
  ...more,
});

function bom(more: Record<string, unknown>): Record<string, unknown> {
  return { bomFormat: 'CycloneDX', specVersion: '1.6', ...more };
}

async function refusal(bytes: Buffer | string): Promise<BomRefusedError> {
  const error = await analyser.analyse(Buffer.from(bytes)).catch(e => e);
  expect(error).toBeInstanceOf(BomRefusedError);
  return error;
}

describe('refusals', () => {
  it('say where a document is no JSON', async () => {
    const text = `{"bomFormat":"CycloneDX","specVersion":"1.6",\n"components":[{"name":"ä",}]}`;
    const error = await refusal(text);
    expect(error).toMatchObject({ code: 'sbom.syntax', status: 400 });
    expect(error.issues).toEqual([
      expect.objectContaining({ line: 2, column: 28 }),
    ]);
  });

  it.each(['', ' \r\n\t', '\ufeff'])('of %j as empty', async text => {
    expect(await refusal(text)).toMatchObject({
      code: 'sbom.syntax',
      status: 400,
      message: 'The body is empty.',
      issues: [],
    });
  });

  it.each([
    ['{"spdxVersion":"SPDX-2.3"}', 'sbom.format', 415],
    ['{"bomFormat":"CycloneDX","specVersion":"9.9"}', 'sbom.format', 415],
    ['{"bomFormat":"CycloneDX","specVersion":1.6}', 'sbom.format', 415],
    ['{"specVersion":"1.6","components":{}}', 'sbom.root_unsound', 422],
    ['[]', 'sbom.root_unsound', 422],
    ['12', 'sbom.root_unsound', 422],
    ['hello', 'sbom.syntax', 400],
    [`{"a":${'['.repeat(1000)}`, 'sbom.too_deep', 413],
    [`{"a":${'{"a":'.repeat(1000)}`, 'sbom.too_deep', 413],
  ])('of %p', async (text, code, status) => {
    expect(await refusal(text)).toMatchObject({ code, status });
  });

  it('of invalid UTF-8 and UTF-16', async () => {
    const bad = Buffer.concat([Buffer.from('{"a":"'), Buffer.of(0xff)]);
    expect((await refusal(bad)).code).toBe('sbom.syntax');
    const odd = Buffer.concat([
      Buffer.from('\ufeff{}', 'utf16le'),
      Buffer.of(0x00, 0xd8),
    ]);
    expect((await refusal(odd)).code).toBe('sbom.syntax');
  });

  it.each([
    [{ components: 2 }, { components: [lib('a'), lib('b'), lib('c')] }],
    [
      { components: 2 },
      { components: [lib('a', { components: [lib('b'), lib('c')] })] },
    ],
    [{ edges: 1 }, { dependencies: [{ ref: 'a', dependsOn: ['b', 'c'] }] }],
  ])('of more than %j', async (limits, more) => {
    const strict = new DocumentAnalyser({ ...defaultLimits, ...limits });
    const bytes = Buffer.from(JSON.stringify(bom(more)));
    await expect(strict.analyse(bytes)).rejects.toMatchObject({
      code: 'sbom.too_complex',
    });
  });
});

describe('encodings', () => {
  const text = JSON.stringify(bom({ components: [lib('ä-€-😀')] }));

  it.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16 LE', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16 LE without a mark', Buffer.from(text, 'utf16le')],
    ['UTF-16 BE', Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
    ['UTF-16 BE without a mark', Buffer.from(text, 'utf16le').swap16()],
  ])('%s', async (_, bytes) => {
    const analysis = await analyser.analyse(bytes);
    expect(analysis.components(0, 1)[0].name).toBe('ä-€-😀');
  });
});
