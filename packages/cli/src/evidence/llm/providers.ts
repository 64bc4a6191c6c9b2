/** A model provider, and the hosts that its API is under. */
export interface Provider {
  name: string;
  /** The host that rules name. */
  host: string;
  /** Matches the host, regional ones included. */
  pattern: RegExp;
}

function provider(name: string, host: string, pattern?: string): Provider {
  const plain = host.replace(/\./g, '\\.');
  return { name, host, pattern: new RegExp(`(^|\\.)${pattern ?? plain}$`) };
}

/**
 * Hosts of model providers. Those with a region in the middle of their name are
 * told under the name without one, so that one rule holds for all regions.
 */
export const providers: readonly Provider[] = [
  provider('openai', 'api.openai.com'),
  provider('anthropic', 'api.anthropic.com'),
  provider('google', 'generativelanguage.googleapis.com'),
  provider(
    'google',
    'aiplatform.googleapis.com',
    '([a-z0-9-]+-)?aiplatform\\.googleapis\\.com',
  ),
  provider(
    'amazon',
    'bedrock-runtime.amazonaws.com',
    'bedrock-runtime(-fips)?(\\.[a-z0-9-]+)?\\.amazonaws\\.com',
  ),
  provider('azure', 'openai.azure.com'),
  provider('mistral', 'api.mistral.ai'),
  provider('cohere', 'api.cohere.com'),
  provider('cohere', 'api.cohere.ai'),
  provider('groq', 'api.groq.com'),
  provider('deepseek', 'api.deepseek.com'),
  provider('xai', 'api.x.ai'),
  provider('openrouter', 'openrouter.ai'),
  provider('together', 'api.together.xyz'),
  provider('fireworks', 'api.fireworks.ai'),
  provider('perplexity', 'api.perplexity.ai'),
];

/** Variables that SDKs of model providers read their base URL from. */
export const baseUrlVariables =
  /\b(?:OPENAI_BASE_URL|OPENAI_API_BASE|ANTHROPIC_BASE_URL|AZURE_OPENAI_ENDPOINT|MISTRAL_BASE_URL|COHERE_BASE_URL|GROQ_BASE_URL|GOOGLE_GEMINI_BASE_URL|LITELLM_API_BASE)\b/;

/** SDKs whose base URL decides where prompts go. */
export const sdks =
  /(?:from|import|require\()\s*\(?["'](?:openai|@anthropic-ai\/sdk|@mistralai\/mistralai|cohere-ai|groq-sdk|@ai-sdk\/[\w-]+|@langchain\/(?:openai|anthropic|mistralai)|@google\/(?:genai|generative-ai)|together-ai)["']|^\s*(?:from|import)\s+(?:openai|anthropic|mistralai|cohere|groq|langchain_(?:openai|anthropic)|google\.genai|litellm)\b|"github\.com\/(?:openai\/openai-go|sashabaranov\/go-openai|anthropics\/anthropic-sdk-go)/m;
