import { ConfigReader } from '@backstage/config';
import { isAbsolute } from 'node:path';
import { readConfig } from './config';

const read = (sbom?: object) =>
  readConfig(
    new ConfigReader(
      sbom ? ({ sbom } as ConstructorParameters<typeof ConfigReader>[0]) : {},
    ),
  );

describe('readConfig', () => {
  it('has a default for every key', () => {
    const config = read();
    expect(config).toMatchObject({
      maxBytes: 268_435_456,
      maxRatio: 200,
      freshFor: 604_800_000,
      coverageTypes: ['service', 'website'],
      retention: { documents: 34_560_000_000, refusals: 7_776_000_000 },
    });
    expect(isAbsolute(config.documentDirectory)).toBe(true);
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('reads durations in every form, and forever', () => {
    expect(read({ freshFor: 'P1D' }).freshFor).toBe(86_400_000);
    expect(read({ freshFor: '36 hours' }).freshFor).toBe(129_600_000);
    expect(read({ freshFor: { days: 2 } }).freshFor).toBe(172_800_000);
    expect(
      read({ retention: { documents: 'forever' } }).retention.documents,
    ).toBe(Infinity);
  });

  it.each([
    [{ maxBytes: 10 }, 'sbom.maxBytes'],
    [{ maxRatio: 1.5 }, 'sbom.maxRatio'],
    [{ freshFor: { hours: 0 } }, 'sbom.freshFor'],
    [{ coverage: { types: [] } }, 'sbom.coverage.types'],
    [{ analysis: { processes: 0 } }, 'sbom.analysis.processes'],
    [{ retention: { refusals: { hours: 1 } } }, 'sbom.retention.refusals'],
  ])('refuses %j by its key', (sbom, key) => {
    expect(() => read(sbom)).toThrow(key);
  });
});
