import { mockServices } from '@backstage/backend-test-utils';
import * as sbom from '@waymark/backstage-plugin-sbom-common';
import type { Response } from 'supertest';
import type { z } from 'zod';
import { createRouter } from './router';
import { bom } from './__testUtils__/documents';
import {
  canonicalOf,
  OpenApi,
  type Operation,
  routesOf,
} from './__testUtils__/openapi';
import { type Started, start } from './__testUtils__/testBackend';

const file = new OpenApi();
const operations = file.operations();

/** Failures of the server, which no request can bring about. */
const OURS = ['500', '503'];

const schemas: Record<string, z.ZodType> = {
  Component: sbom.componentSchema,
  ComponentPage: sbom.componentPageSchema,
  ComponentPaths: sbom.componentPathsSchema,
  Coverage: sbom.coverageSchema,
  CoverageServices: sbom.coverageServicesSchema,
  Diff: sbom.diffSchema,
  Issue: sbom.bomIssueSchema,
  PackagePage: sbom.packagePageSchema,
  RefusalPage: sbom.refusalPageSchema,
  Summaries: sbom.summariesResponseSchema,
  Upload: sbom.uploadSchema,
  UploadPage: sbom.uploadPageSchema,
  UsagePage: sbom.usagePageSchema,
  Validation: sbom.validationSchema,
};

const queries: Record<string, z.ZodObject> = {
  uploadBom: sbom.uploadQuerySchema,
  listComponents: sbom.componentQuerySchema,
  searchPackages: sbom.packageQuerySchema,
  listUsages: sbom.usageQuerySchema,
  getCoverage: sbom.coverageQuerySchema,
  listCoverageServices: sbom.coverageServicesQuerySchema,
};

describe('openapi.yaml', () => {
  it('has every route, and no other', () => {
    const router = createRouter({} as Parameters<typeof createRouter>[0], {
      logger: mockServices.logger.mock(),
    });
    const inFile = operations.map(
      ({ method, path }) => `${method.toUpperCase()} ${path}`,
    );
    expect(routesOf(router).sort()).toEqual(inFile.sort());
  });

  it('names its operations as the client does', () => {
    const methods = Object.getOwnPropertyNames(sbom.SbomClient.prototype);
    expect(operations.map(({ id }) => id).sort()).toEqual(
      methods.filter(name => name !== 'constructor').sort(),
    );
  });

  it.each(Object.keys(schemas))('describes %s as the client reads it', name => {
    expect(file.schema(name)).toEqual(canonicalOf(schemas[name]));
  });

  it('describes the request for summaries as the route reads it', () => {
    expect(file.schema('SummariesRequest')).toEqual(
      canonicalOf(sbom.summariesRequestSchema, 'input'),
    );
  });

  it('describes problems as the client reads them, with every code', () => {
    const problem = file.schema('Problem');
    expect(problem.properties.code.enum).toEqual([...sbom.sbomProblemCodes]);
    delete problem.properties.code.enum;
    expect(problem).toEqual(canonicalOf(sbom.problemSchema));
  });

  it('explains in an answer every code but that of no route', () => {
    const explained = operations.flatMap(({ responses }) =>
      Object.values(responses).flatMap(({ content }) =>
        Object.values(content ?? {}).flatMap(
          ({ schema }) => schema?.allOf?.[1].properties.code.enum ?? [],
        ),
      ),
    );
    expect([...new Set(explained), 'sbom.route_not_found'].sort()).toEqual([
      ...sbom.sbomProblemCodes,
    ]);
  });

  it('does not take an answer with a field that it does not know', () => {
    const operation = operations.find(({ id }) => id === 'getSummaries')!;
    const wrong = (summary: object) =>
      file.wrong(operation, {
        status: 200,
        type: 'application/json',
        body: { items: [summary] },
      });
    const summary = {
      entityRef: 'component:default/checkout',
      state: 'none',
      main: null,
      heads: [],
      lastRefusal: null,
    };
    expect(wrong(summary)).toBeUndefined();
    expect(wrong({ ...summary, odd: 1 })).toContain('unevaluated');
  });

  it.each(Object.keys(queries))('has the parameters of %s', id => {
    const { parameters } = operations.find(item => item.id === id)!;
    const inQuery = parameters.filter(item => item.in === 'query');
    expect({
      properties: Object.fromEntries(
        inQuery.map(item => [item.name, file.canonical(item.schema)]),
      ),
      required: inQuery.filter(item => item.required).map(item => item.name),
    }).toEqual({
      properties: canonicalOf(queries[id], 'input').properties,
      required: canonicalOf(queries[id], 'input').required,
    });
  });
});

describe('answers', () => {
  let started: Started;
  let first: sbom.BomUpload;
  let second: sbom.BomUpload;

  const before = bom({ components: ['undici@6.19.8', 'left-pad@1.3.0'] });
  const after = bom({
    components: ['undici@6.21.1', 'odd@not-a-version'],
    dependsOn: {
      root: ['undici@6.21.1'],
      'undici@6.21.1': ['odd@not-a-version'],
    },
  });

  const get = (path: string) => started.get(path);
  const post = (path: string, content: string | object, headers = {}) =>
    started.post(path, content).set(headers);
  const upload = (content: string, query: string, headers = {}) =>
    post(`/boms?entityRef=checkout${query}`, content, headers);

  beforeAll(async () => {
    started = await start({ config: { maxBytes: 65_536 } });
    first = (await upload(before, '')).body;
    second = (await upload(after, '')).body;
    await upload(after, '&channel=deployed:production&deploymentId=1');
    await upload('{', '&slot=image');
  });

  afterAll(() => started?.stop());

  const ask = (body: object) => post('/summaries/by-query', body);
  const wrongBodies = (path: string) => [
    post(path, '{'),
    post(path, '<!DOCTYPE bom><bom/>'),
    post(path, 'no gzip', { 'content-encoding': 'gzip' }),
    post(path, before, { 'content-encoding': 'br' }),
    post(path, '{"spdxVersion":"SPDX-2.3"}'),
    post(path, '[]'),
    post(path, ' '.repeat(70_000)),
    post(path, '['.repeat(1_000)),
  ];

  /** The success of each operation and what can go wrong with it. */
  const cases: Record<string, () => Array<PromiseLike<Response>>> = {
    uploadBom: () => [
      upload(before, '&slot=image:alpine&channel=release:1.x&commit=0123abc'),
      upload(before, ''),
      upload(before, '&runUrl=nowhere'),
      upload(before, '&channel=deployed:production'),
      post('/boms?entityRef=checkoutt', before),
      upload(before.replace('"library"', '"thing"'), '&mode=strict'),
      upload(before.replace('"library"', '"thing"'), '&mode=tolerant'),
      ...wrongBodies('/boms?entityRef=checkout'),
    ],
    validateBom: () => [
      post('/validate', before),
      post('/validate', before.replace('"library"', '"thing"')),
      post('/validate?mode=strict', before),
      ...wrongBodies('/validate'),
    ],
    getBom: () => [get(`/boms/${first.blobDigest}`), get('/boms/nothing')],
    listUploads: () => [
      get('/uploads?entityRef=checkout&slot=source&channel=main&limit=500'),
      get('/uploads?entityRef=checkout&limit=1'),
      get('/uploads?entityRef=checkout&limit=501'),
      get('/uploads?entityRef=checkout&cursor=x'),
      get('/uploads?entityRef=nobody'),
    ],
    getUpload: () => [get(`/uploads/${first.uploadId}`), get('/uploads/none')],
    listComponents: () => [
      get(`/uploads/${first.uploadId}/components`),
      get(
        `/uploads/${first.uploadId}/components?q=u&relation=direct&licence=MIT&limit=1`,
      ),
      get(`/uploads/${first.uploadId}/components?relation=odd`),
      get('/uploads/none/components'),
    ],
    getComponentPaths: () => [
      get(`/uploads/${second.uploadId}/components/0/paths`),
      get(`/uploads/${second.uploadId}/components/x/paths`),
    ],
    diff: () => [
      get(`/diff?from=${first.uploadId}&to=${second.uploadId}`),
      get(`/diff?from=${first.uploadId}`),
      get(`/diff?from=${first.uploadId}&to=none`),
    ],
    listRefusals: () => [
      get('/refusals?entityRef=checkout&limit=1'),
      get('/refusals?entityRef=checkout&slot=source'),
      get('/refusals?entityRef=nobody'),
    ],
    getSummaries: () => [
      ask({ entityRefs: ['checkout', 'ledger', 'nobody'] }),
      ask({ entityRefs: [''] }),
      ask({ entityRefs: ['x'.repeat(1_000_000)] }),
    ],
    searchPackages: () => [
      get('/packages?q=undici'),
      get('/packages?q=undici@<7&ecosystem=npm&channels=main&limit=1'),
      get('/packages?q=pkg:npm/odd@>1'),
      get('/packages'),
    ],
    listUsages: () => [
      get('/components?purl=pkg:npm/undici&range=<7&channels=main'),
      get('/components?purl=pkg:npm/odd&range=vers:npm/>1'),
      get('/components?purl=pkg:npm/undici&range=<<'),
    ],
    getCoverage: () => [
      get('/coverage?owner=group:default/payments'),
      get('/coverage?slot=none'),
    ],
    listCoverageServices: () => [
      get('/coverage/services?slot=image&limit=1'),
      get('/coverage/services?state=odd'),
    ],
  };

  /** Without a token, and without the permission. */
  const unwelcome = ({ method, path }: Operation) => {
    const url = path.slice('/v1'.length).replace(/\{\w+\}/g, 'none');
    const by = (caller: string) =>
      method === 'get'
        ? started.get(url, caller)
        : started.post(url, undefined, caller);
    return [by('stranger'), by('nobody')];
  };

  it.each(operations.map(item => [item.id, item] as const))(
    '%s as the file says',
    async (id, operation) => {
      const statuses = new Set<string>();
      for (const sent of [...cases[id](), ...unwelcome(operation)]) {
        const answer = await sent;
        statuses.add(String(answer.status));
        const { status, type, body } = answer;
        expect({
          status,
          body: status < 300 ? undefined : body,
          wrong: file.wrong(operation, { status, type, body }),
        }).toEqual(expect.objectContaining({ wrong: undefined }));
      }
      const described = Object.keys(operation.responses);
      expect([...statuses].sort()).toEqual(
        described.filter(status => !OURS.includes(status)).sort(),
      );
    },
  );

  it.each(
    operations
      .filter(({ parameters }) => parameters.some(item => item.in === 'query'))
      .map(item => [item.id, item] as const),
  )('%s refuses a parameter that is not in the file', async (_, operation) => {
    const { method, parameters } = operation;
    const query = new URLSearchParams({ odd: '1' });
    const given: Record<string, string> = {
      entityRef: 'checkout',
      from: first.uploadId,
      to: second.uploadId,
      q: 'undici',
      purl: 'pkg:npm/undici',
    };
    for (const { name, required } of parameters) {
      if (required && given[name]) {
        query.set(name, given[name]);
      }
    }
    const path = operation.path
      .slice('/v1'.length)
      .replace('{uploadId}', first.uploadId);
    const answer = await started[method](`${path}?${query}`);
    expect(answer.body).toMatchObject({
      code: 'sbom.query',
      detail: expect.stringContaining('odd'),
    });
  });

  it('tells of no route as a problem', async () => {
    const answer = await get('/nothing');
    expect(answer.status).toBe(404);
    expect(answer.body.code).toBe('sbom.route_not_found');
  });
});
