import { ResponseError } from '@backstage/errors';
import { z } from 'zod';
import {
  type BomRefusalPage,
  type BomUpload,
  type BomUploadPage,
  type BomUploadQuery,
  type BomValidation,
  refusalPageSchema,
  uploadPageSchema,
  uploadSchema,
  validationSchema,
} from './bom';
import {
  type BomComponentPage,
  type BomComponentPaths,
  type BomComponentQuery,
  type BomDiff,
  type ComponentUsagePage,
  type PackagePage,
  type PackageQuery,
  type UsageQuery,
  componentPageSchema,
  componentPathsSchema,
  diffSchema,
  packagePageSchema,
  usagePageSchema,
} from './component';
import {
  type BomCoverage,
  type CoverageQuery,
  type CoverageServices,
  type CoverageServicesQuery,
  coverageSchema,
  coverageServicesSchema,
} from './coverage';
import { type Problem, problemSchema } from './problem';
import { type BomSummaries, summariesResponseSchema } from './summary';

/**
 * The transport of {@link SbomClient}: the smallest part of Backstage's
 * discovery and fetch services, so that frontends, backends, the CLI and
 * scripts can all supply it.
 *
 * @public
 */
export interface SbomClientOptions {
  discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
  fetchApi: { fetch: typeof fetch };
}

/**
 * Per request: a token for callers whose `fetch` adds none, and a signal to
 * give up.
 *
 * @public
 */
export interface SbomRequestOptions {
  token?: string;
  signal?: AbortSignal;
}

/**
 * What the SBOM API refused, with its problem details.
 *
 * @public
 */
export class SbomApiError extends Error {
  readonly name = 'SbomApiError';
  constructor(readonly problem: Problem) {
    super(`${problem.detail} (${problem.code})`);
  }
  /** HTTP status. */
  get status(): number {
    return this.problem.status;
  }
  /** Stable code, one of `sbomProblemCodes`. */
  get code(): string {
    return this.problem.code;
  }
}

/**
 * The SBOM API by HTTP. Every method rejects with {@link SbomApiError} for
 * problem details, and with `ResponseError` for answers that are none.
 *
 * @public
 */
export class SbomClient {
  readonly #options: SbomClientOptions;

  constructor(options: SbomClientOptions) {
    this.#options = options;
  }

  /** Sends one BOM; the body is the raw document. */
  async uploadBom(
    query: BomUploadQuery,
    body: { content: BodyInit; contentType: string; contentEncoding?: string },
    options?: SbomRequestOptions,
  ): Promise<BomUpload> {
    return this.#json(uploadSchema, `/v1/boms${search(query)}`, options, {
      method: 'POST',
      body: body.content,
      headers: bodyHeaders(body),
    });
  }

  /** Validates a BOM and keeps nothing. */
  async validateBom(
    body: { content: BodyInit; contentType: string; contentEncoding?: string },
    options?: SbomRequestOptions,
  ): Promise<BomValidation> {
    return this.#json(validationSchema, '/v1/validate', options, {
      method: 'POST',
      body: body.content,
      headers: bodyHeaders(body),
    });
  }

  /** The exact bytes of a stored document. */
  async getBom(
    blobDigest: string,
    options?: SbomRequestOptions,
  ): Promise<Response> {
    return this.#request(`/v1/boms/${encodeURIComponent(blobDigest)}`, options);
  }

  /** Receipts of one entity, newest effective time first. */
  async listUploads(
    query: {
      entityRef: string;
      slot?: string;
      channel?: string;
      cursor?: string;
      limit?: number;
    },
    options?: SbomRequestOptions,
  ): Promise<BomUploadPage> {
    return this.#json(uploadPageSchema, `/v1/uploads${search(query)}`, options);
  }

  async getUpload(
    uploadId: string,
    options?: SbomRequestOptions,
  ): Promise<BomUpload> {
    return this.#json(
      uploadSchema,
      `/v1/uploads/${encodeURIComponent(uploadId)}`,
      options,
    );
  }

  /** Refused uploads of one entity, newest first. */
  async listRefusals(
    query: { entityRef: string; cursor?: string; limit?: number },
    options?: SbomRequestOptions,
  ): Promise<BomRefusalPage> {
    return this.#json(
      refusalPageSchema,
      `/v1/refusals${search(query)}`,
      options,
    );
  }

  /** Components of one upload, by name. */
  async listComponents(
    uploadId: string,
    query: BomComponentQuery = {},
    options?: SbomRequestOptions,
  ): Promise<BomComponentPage> {
    return this.#json(
      componentPageSchema,
      `/v1/uploads/${encodeURIComponent(uploadId)}/components${search(query)}`,
      options,
    );
  }

  /** Why one component is there. */
  async getComponentPaths(
    uploadId: string,
    componentId: string,
    options?: SbomRequestOptions,
  ): Promise<BomComponentPaths> {
    const upload = encodeURIComponent(uploadId);
    const component = encodeURIComponent(componentId);
    return this.#json(
      componentPathsSchema,
      `/v1/uploads/${upload}/components/${component}/paths`,
      options,
    );
  }

  /** What changed from one upload to another. */
  async diff(
    query: { from: string; to: string },
    options?: SbomRequestOptions,
  ): Promise<BomDiff> {
    return this.#json(diffSchema, `/v1/diff${search(query)}`, options);
  }

  /** State of up to 500 entities in one call. */
  async getSummaries(
    entityRefs: string[],
    options?: SbomRequestOptions,
  ): Promise<BomSummaries> {
    return this.#json(
      summariesResponseSchema,
      '/v1/summaries/by-query',
      options,
      {
        method: 'POST',
        body: JSON.stringify({ entityRefs }),
        headers: { 'content-type': 'application/json' },
      },
    );
  }

  /** Packages that match a purl, a name, or `name@range`. */
  async searchPackages(
    query: PackageQuery,
    options?: SbomRequestOptions,
  ): Promise<PackagePage> {
    return this.#json(
      packagePageSchema,
      `/v1/packages${search(query)}`,
      options,
    );
  }

  /** Who ships a package. */
  async listUsages(
    query: UsageQuery,
    options?: SbomRequestOptions,
  ): Promise<ComponentUsagePage> {
    return this.#json(
      usagePageSchema,
      `/v1/components${search(query)}`,
      options,
    );
  }

  /** Share of services with a fresh BOM, by owner. */
  async getCoverage(
    query: CoverageQuery = {},
    options?: SbomRequestOptions,
  ): Promise<BomCoverage> {
    return this.#json(coverageSchema, `/v1/coverage${search(query)}`, options);
  }

  /** The services behind a coverage number. */
  async listCoverageServices(
    query: CoverageServicesQuery = {},
    options?: SbomRequestOptions,
  ): Promise<CoverageServices> {
    return this.#json(
      coverageServicesSchema,
      `/v1/coverage/services${search(query)}`,
      options,
    );
  }

  async #json<T>(
    schema: z.ZodType<T>,
    path: string,
    options?: SbomRequestOptions,
    init?: RequestInit,
  ): Promise<T> {
    const response = await this.#request(path, options, init);
    return schema.parse(await response.json());
  }

  async #request(
    path: string,
    options?: SbomRequestOptions,
    init: RequestInit = {},
  ): Promise<Response> {
    const baseUrl = await this.#options.discoveryApi.getBaseUrl('sbom');
    const headers = new Headers(init.headers);
    if (options?.token) {
      headers.set('authorization', `Bearer ${options.token}`);
    }
    const response = await this.#options.fetchApi.fetch(`${baseUrl}${path}`, {
      ...init,
      headers,
      signal: options?.signal,
    });
    if (response.ok) {
      return response;
    }
    const type = response.headers.get('content-type') ?? '';
    if (type.startsWith('application/problem+json')) {
      const parsed = problemSchema.safeParse(
        await response
          .clone()
          .json()
          .catch(() => undefined),
      );
      if (parsed.success) {
        throw new SbomApiError(parsed.data);
      }
    }
    throw await ResponseError.fromResponse(response);
  }
}

function bodyHeaders(body: {
  contentType: string;
  contentEncoding?: string;
}): Record<string, string> {
  return {
    'content-type': body.contentType,
    ...(body.contentEncoding && { 'content-encoding': body.contentEncoding }),
  };
}

function search(query: Record<string, string | number | undefined>): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined) {
      params.set(key, String(value));
    }
  }
  const text = params.toString();
  return text ? `?${text}` : '';
}
