import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { LlmProxyClient } from '@waymark/backstage-plugin-llm-proxy-common';
import type { LlmClientOptions, LlmProxyService } from './service';

/** Milliseconds before its end that a credential is no longer given out. */
const MARGIN = 60_000;

/** Exchanges the plugin's own identity, and keeps what it got while it is good. */
export class CredentialSource implements LlmProxyService {
  readonly #auth: AuthService;
  readonly #discovery: DiscoveryService;
  readonly #client: LlmProxyClient;
  readonly #now: () => number;
  #current?: { apiKey: Promise<string>; goodUntil: number };

  constructor(options: {
    auth: AuthService;
    discovery: DiscoveryService;
    fetch: typeof fetch;
    now?: () => number;
  }) {
    this.#auth = options.auth;
    this.#discovery = options.discovery;
    this.#client = new LlmProxyClient({
      discoveryApi: options.discovery,
      fetchApi: { fetch: options.fetch },
    });
    this.#now = options.now ?? Date.now;
  }

  async getClientOptions(): Promise<LlmClientOptions> {
    const [baseUrl, apiKey] = await Promise.all([
      this.#discovery.getBaseUrl('llm-proxy'),
      this.#credential(),
    ]);
    return { baseURL: `${baseUrl}/v1`, apiKey };
  }

  #credential(): Promise<string> {
    if (!this.#current || this.#now() >= this.#current.goodUntil) {
      const current = { apiKey: this.#exchange(), goodUntil: Infinity };
      this.#current = current;
      current.apiKey.catch(() => {
        // The next call tries again.
        if (this.#current === current) {
          this.#current = undefined;
        }
      });
    }
    return this.#current.apiKey;
  }

  async #exchange(): Promise<string> {
    const askedAt = this.#now();
    const { token } = await this.#auth.getPluginRequestToken({
      onBehalfOf: await this.#auth.getOwnServiceCredentials(),
      targetPluginId: 'llm-proxy',
    });
    const answer = await this.#client.exchangeToken({ subjectToken: token });
    if (this.#current) {
      this.#current.goodUntil = askedAt + answer.expires_in * 1_000 - MARGIN;
    }
    return answer.access_token;
  }
}
