import { mockServices } from '@backstage/backend-test-utils';
import { metricsServiceMock } from '@backstage/backend-test-utils/alpha';
import { bom } from '../__testUtils__/documents';
import { type Started, start } from '../__testUtils__/testBackend';

jest.setTimeout(60_000);

describe('the traces of an upload', () => {
  const success = jest.fn(async () => {});
  const fail = jest.fn(async () => {});
  const auditor = mockServices.auditor.mock({
    createEvent: jest.fn(async () => ({ success, fail })),
  });
  const add = jest.fn();
  const record = jest.fn();
  const metrics = metricsServiceMock.mock({
    createCounter: () => ({ add }),
    createUpDownCounter: () => ({ add: jest.fn() }),
    createHistogram: () => ({ record }),
  });
  let started: Started;

  beforeAll(async () => {
    started = await start({ factories: [auditor.factory, metrics.factory] });
  });
  afterAll(() => started.stop());
  beforeEach(() => jest.clearAllMocks());

  it('are an audit event and a count by outcome', async () => {
    const content = bom({ components: ['a@1.0.0'] });
    const { body } = await started.upload(content, { commit: 'abcdef1' });
    expect(auditor.createEvent).toHaveBeenCalledWith(
      expect.objectContaining({
        eventId: 'bom-upload',
        severityLevel: 'low',
        meta: {
          entityRef: 'component:default/checkout',
          slot: 'source',
          channel: 'main',
          commit: 'abcdef1',
          imported: false,
        },
      }),
    );
    expect(success).toHaveBeenCalledWith({
      meta: {
        uploadId: body.uploadId,
        blobDigest: body.blobDigest,
        repeated: false,
      },
    });
    expect(add).toHaveBeenCalledWith(1, { outcome: 'created' });
    expect(record).toHaveBeenCalledWith(expect.any(Number), {
      outcome: 'created',
    });
    await started.upload(content, { commit: 'abcdef1' });
    expect(add).toHaveBeenCalledWith(1, { outcome: 'repeated' });
  });

  it('tell a refusal by its code, and history by its weight', async () => {
    await started.upload('{').expect(400);
    expect(fail).toHaveBeenCalledWith(
      expect.objectContaining({ meta: { code: 'sbom.syntax' } }),
    );
    expect(add).toHaveBeenCalledWith(1, { outcome: 'sbom.syntax' });
    await started.upload(bom({ components: ['a@1.0.0'] }), {
      effectiveAt: '2026-01-01T00:00:00Z',
    });
    expect(auditor.createEvent).toHaveBeenLastCalledWith(
      expect.objectContaining({ severityLevel: 'medium' }),
    );
  });

  it('are none where the caller may not send', async () => {
    await started.upload('{', {}, 'nobody').expect(403);
    expect(auditor.createEvent).not.toHaveBeenCalled();
    const { body } = await started.get('/refusals?entityRef=component:ledger');
    expect(body.items).toEqual([]);
  });
});
