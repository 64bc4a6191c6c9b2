import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { versionOrder } from './order';
import { RangeSyntaxError, inRange, parseRange } from './range';

const conformance =
  process.env.WAYMARK_CONFORMANCE_DIR ??
  resolve(__dirname, '../../../../../shared/conformance');
const present = existsSync(join(conformance, 'vers'));
const describeConformance = present ? describe : describe.skip;
if (!present) {
  process.stderr.write(
    'Version conformance data is absent: its tests are skipped.\n',
  );
}

/** Lines `a < b`, `a = b`, `a > b` that the order does not reproduce. */
function misses(ecosystem: string, file: string): string[] {
  const order = versionOrder(ecosystem);
  return readFileSync(join(conformance, 'version-order', file), 'utf8')
    .split('\n')
    .map(line => line.trim())
    .filter(line => line && !line.startsWith('#') && !line.startsWith('//'))
    .filter(line => {
      const [a, sign, b] = line.split(/ ([<=>]) /);
      const compared = order(a, b);
      // Null is an honest answer: such a version is shown as unordered.
      return (
        compared !== null &&
        Math.sign(compared) !== { '<': -1, '=': 0, '>': 1 }[sign]
      );
    });
}

describeConformance('conformance', () => {
  it('orders as the ecosystems do, or says that it cannot', () => {
    expect(misses('npm', 'semver-versions.txt')).toEqual([]);
    expect(misses('pypi', 'pypi-versions.txt')).toEqual([]);
    expect(misses('pypi', 'pypi-versions-generated.txt')).toEqual([]);
  });

  const cases = present
    ? readdirSync(join(conformance, 'vers')).flatMap(
        file =>
          JSON.parse(readFileSync(join(conformance, 'vers', file), 'utf8'))
            .tests,
      )
    : [];

  it('decides containment as vers-spec does', () => {
    const containment = cases.filter(c => c.test_type === 'containment');
    expect(containment.length).toBeGreaterThan(0);
    for (const { input, expected_output } of containment) {
      const range = parseRange(input.vers);
      expect([input, inRange(range, range.scheme, input.version)]).toEqual([
        input,
        expected_output,
      ]);
    }
  });

  it('reads and refuses npm and PyPI ranges as vers-spec does', () => {
    const parsed = cases.filter(
      c => c.test_type === 'parse' && c.input.startsWith('vers:npm/'),
    );
    expect(parsed.length).toBeGreaterThan(0);
    const read = (input: string) => {
      try {
        return parseRange(input).constraints;
      } catch (error) {
        return error instanceof RangeSyntaxError ? 'refused' : error;
      }
    };
    expect(parsed.map(({ input }) => [input, read(input)])).toEqual(
      parsed.map(({ input, expected_output, expected_failure }) => [
        input,
        expected_failure
          ? 'refused'
          : expected_output.version_constraints.map(
              ([comparator, version]: [string, string]) => ({
                comparator,
                version,
              }),
            ),
      ]),
    );
  });
});

describe('inRange', () => {
  const check = (range: string, ecosystem: string | null, version: string) =>
    inRange(parseRange(range), ecosystem, version);

  it('takes bare ranges, all of whose parts have to hold', () => {
    expect(check('<6.21.1', 'npm', '6.19.8')).toBe(true);
    expect(check('<6.21.1', 'npm', '6.21.1')).toBe(false);
    expect(check('>=1.0.0 <2.0.0', 'cargo', '1.5.0')).toBe(true);
    expect(check('>= 1.0.0, < 2.0.0', 'cargo', '2.5.0')).toBe(false);
    expect(check('6.19.8', 'npm', '6.19.8')).toBe(true);
    expect(check('<1.0', 'pypi', '1.0rc1')).toBe(true);
    expect(check('<v1.2.0', 'golang', 'v1.1.9')).toBe(true);
    expect(check('>=1 <2', 'npm', '1.0.0')).toBe(true);
    expect(check('>=1 <2', 'npm', '2.0.0-rc.1')).toBe(false);
    expect(check('<2.1', 'cargo', '2.0.9')).toBe(true);
  });

  it('never guesses', () => {
    expect(check('<6.21.1', 'npm', '6.18.0_p1')).toBeNull();
    expect(check('<2.17.1', 'deb', '2.17.0-1')).toBeNull();
    expect(check('2.17.0-1', 'deb', '2.17.0-1')).toBe(true);
    expect(check('<2.17.1', null, '2.17.0')).toBeNull();
    expect(check('>1', 'npm', '1.5.0')).toBeNull();
  });

  it('keeps ecosystems apart', () => {
    expect(check('vers:npm/*', 'pypi', '1.0.0')).toBe(false);
  });

  it.each(['', '   ', '<', '<<1', 'vers:npm', 'vers:npm/', '>=1|*'])(
    'refuses %p',
    text => {
      expect(() => parseRange(text)).toThrow(RangeSyntaxError);
    },
  );
});
