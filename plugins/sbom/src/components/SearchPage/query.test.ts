import { usageQuery } from './query';

const read = { name: null, packageKey: null, version: null, range: null };

it('asks for a version before the qualifiers', () => {
  const query = usageQuery({}, 'pkg:deb/debian/openssl?arch=amd64', {
    ...read,
    version: '3.0.1~1+b2',
  });
  expect(query.purl).toBe('pkg:deb/debian/openssl@3.0.1~1%2Bb2?arch=amd64');
});

it('asks for a range beside the package', () => {
  const query = usageQuery({ where: 'main' }, 'pkg:npm/ws', {
    ...read,
    range: '<8',
  });
  expect(query).toMatchObject({
    purl: 'pkg:npm/ws',
    range: '<8',
    channels: 'main',
  });
});
