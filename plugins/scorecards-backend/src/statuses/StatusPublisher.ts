import {
  DefaultGithubCredentialsProvider,
  getGitLabRequestOptions,
  type ScmIntegrationRegistry,
} from '@backstage/integration';
import { pathOf, type StatusRequest } from './target';

const CONTEXT = 'waymark/policy';
const TIMEOUT = 15_000;

/** Sets commit statuses where repositories live. */
export class StatusPublisher {
  readonly #integrations: ScmIntegrationRegistry;
  readonly #fetch: typeof fetch;

  constructor(options: {
    integrations: ScmIntegrationRegistry;
    fetch?: typeof fetch;
  }) {
    this.#integrations = options.integrations;
    this.#fetch = options.fetch ?? fetch;
  }

  /** The address of the status. Rejects when it was not taken. */
  async publish(request: StatusRequest): Promise<string> {
    const response =
      request.kind === 'github'
        ? await this.#github(request)
        : await this.#gitlab(request);
    if (!response.ok) {
      throw new Error(`The commit status was answered ${response.status}`);
    }
    return `${request.repositoryUrl}/commit/${request.commit}`;
  }

  async #github(request: StatusRequest): Promise<Response> {
    const { commit, repositoryUrl: url } = request;
    const config = this.#integrations.github.byUrl(url)!.config;
    const { headers } = await DefaultGithubCredentialsProvider.fromIntegrations(
      this.#integrations,
    ).getCredentials({ url });
    return this.#fetch(
      `${config.apiBaseUrl}/repos/${pathOf(url)}/statuses/${commit}`,
      {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        signal: AbortSignal.timeout(TIMEOUT),
        body: JSON.stringify({
          state: request.passed ? 'success' : 'failure',
          context: CONTEXT,
          description: request.description,
          target_url: request.targetUrl,
        }),
      },
    );
  }

  async #gitlab(request: StatusRequest): Promise<Response> {
    const { commit, repositoryUrl: url } = request;
    const { config } = this.#integrations.gitlab.byUrl(url)!;
    const project = encodeURIComponent(pathOf(url));
    return this.#fetch(
      `${config.apiBaseUrl}/projects/${project}/statuses/${commit}`,
      {
        method: 'POST',
        headers: {
          ...getGitLabRequestOptions(config).headers,
          'content-type': 'application/json',
        },
        signal: AbortSignal.timeout(TIMEOUT),
        body: JSON.stringify({
          state: request.passed ? 'success' : 'failed',
          name: CONTEXT,
          description: request.description,
          target_url: request.targetUrl,
        }),
      },
    );
  }
}
