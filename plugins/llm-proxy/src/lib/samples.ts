/** Languages that the samples are in. */
export const sampleLanguages = ['javascript', 'python', 'go', 'curl'] as const;

/** One of them. */
export type SampleLanguage = (typeof sampleLanguages)[number];

/**
 * A first call with the official client. Each client reads
 * `OPENAI_BASE_URL` and `OPENAI_API_KEY`.
 *
 * @param alias - of the model; letters, digits and `-._:/` alone
 */
export function sample(language: SampleLanguage, alias: string): string {
  switch (language) {
    case 'javascript':
      return [
        `import OpenAI from 'openai';`,
        `// OPENAI_BASE_URL and OPENAI_API_KEY are read.`,
        `const llm = new OpenAI();`,
        `const answer = await llm.chat.completions.create({`,
        `  model: '${alias}',`,
        `  messages: [{ role: 'user', content: 'Hello' }],`,
        `});`,
      ].join('\n');
    case 'python':
      return [
        `from openai import OpenAI`,
        `# OPENAI_BASE_URL and OPENAI_API_KEY are read.`,
        `llm = OpenAI()`,
        `answer = llm.chat.completions.create(`,
        `    model="${alias}",`,
        `    messages=[{"role": "user", "content": "Hello"}],`,
        `)`,
      ].join('\n');
    case 'go':
      return [
        `// OPENAI_BASE_URL and OPENAI_API_KEY are read.`,
        `llm := openai.NewClient()`,
        `answer, err := llm.Chat.Completions.New(ctx, openai.ChatCompletionNewParams{`,
        `  Model: "${alias}",`,
        `  Messages: []openai.ChatCompletionMessageParamUnion{`,
        `    openai.UserMessage("Hello"),`,
        `  },`,
        `})`,
      ].join('\n');
    default:
      return [
        `curl "$OPENAI_BASE_URL/chat/completions" \\`,
        `  -H "Authorization: Bearer $OPENAI_API_KEY" \\`,
        `  -H "Content-Type: application/json" \\`,
        `  -d '{`,
        `    "model": "${alias}",`,
        `    "messages": [{ "role": "user", "content": "Hello" }]`,
        `  }'`,
      ].join('\n');
  }
}

/** What declares a model in the catalog. */
export function modelEntity(): string {
  return [
    'apiVersion: backstage.io/v1alpha1',
    'kind: Resource',
    'metadata:',
    '  name: llm-standard',
    'spec:',
    '  type: llm-model',
    '  owner: team-platform',
    '  llm:',
    '    alias: standard',
    '    provider: builtin',
    '    model: builtin-standard',
    '    operations: [chat, responses]',
    '    price:',
    "      version: '2026-09-01'",
    "      inputPerMillion: '2.00'",
    "      cachedInputPerMillion: '0.50'",
    "      outputPerMillion: '8.00'",
    '    dataClass: internal',
    '    regions: [eu]',
    '    retentionDays: 0',
    '    contextTokens: 200000',
    '    maxOutputTokens: 8192',
  ].join('\n');
}

/** What sets a first limit. */
export function budgetConfig(): string {
  return [
    'llmProxy:',
    '  quota:',
    '    # US dollars a month, until somebody sets others in the portal.',
    '    budgets:',
    '      - { scope: group:default/team-payments, limit: 1500 }',
  ].join('\n');
}
