import { removeFolders, sectionOf } from '../__testUtils__/repository';

afterEach(removeFolders);

const uses = async (files: Record<string, string>) =>
  (await sectionOf('llm', files)).items.map(
    ({ kind, host, provider, file, line }: any) => [
      kind,
      host,
      provider,
      `${file}:${line}`,
    ],
  );

it('finds hosts of providers, of every region', async () => {
  await expect(
    uses({
      'src/a.ts':
        "\nfetch('https://API.openai.com/v1/chat');\nfetch('https://api.openai.com/');\n",
      'b.go': 'const u = "https://bedrock-runtime.eu-west-1.amazonaws.com"',
      'c.py': 'u = "https://us-central1-aiplatform.googleapis.com/x"',
      '.env': 'URL=https://acme.openai.azure.com/\n',
      'README.md': 'https://api.openai.com',
      'package-lock.json': '{"packages": {"": {"x": "api.openai.com"}}}',
    }),
  ).resolves.toEqual([
    ['host', 'openai.azure.com', 'azure', '.env:1'],
    ['host', 'bedrock-runtime.amazonaws.com', 'amazon', 'b.go:1'],
    ['host', 'aiplatform.googleapis.com', 'google', 'c.py:1'],
    ['host', 'api.openai.com', 'openai', 'src/a.ts:2'],
  ]);
});

it('finds base URLs of SDKs', async () => {
  await expect(
    uses({
      Dockerfile: 'FROM x\nENV OPENAI_BASE_URL=https://other.example/v1\n',
      'a.ts':
        "import OpenAI from 'openai';\nnew OpenAI({ baseURL: 'https://llm.platform.example/v1' });\n",
      'b.py':
        'from anthropic import Anthropic\nAnthropic(base_url="http://localhost:8080")\n',
      'c.ts':
        "import axios from 'axios';\naxios.create({ baseURL: 'https://shop.example' });\n",
    }),
  ).resolves.toEqual([
    ['base_url', 'other.example', null, 'Dockerfile:2'],
    ['host', 'llm.platform.example', null, 'a.ts:2'],
    ['base_url', 'llm.platform.example', null, 'a.ts:2'],
  ]);
});
