/**
 * Configuration of gitleaks by the platform: the rules that gitleaks brings,
 * and keys of model providers, which those know in part only.
 */
export const gitleaksConfig = `title = "waymark"

[extend]
useDefault = true

[[rules]]
id = "waymark-anthropic-key"
description = "Key of Anthropic"
regex = '''\\b(sk-ant-[A-Za-z0-9_-]{24,})\\b'''
keywords = ["sk-ant-"]

[[rules]]
id = "waymark-openai-key"
description = "Key of OpenAI"
regex = '''\\b(sk-(?:proj|svcacct|admin|None)-[A-Za-z0-9_-]{32,})\\b'''
keywords = ["sk-proj-", "sk-svcacct-", "sk-admin-", "sk-none-"]

[[rules]]
id = "waymark-openrouter-key"
description = "Key of OpenRouter"
regex = '''\\b(sk-or-v1-[a-f0-9]{48,})\\b'''
keywords = ["sk-or-v1-"]

[[rules]]
id = "waymark-groq-key"
description = "Key of Groq"
regex = '''\\b(gsk_[A-Za-z0-9]{40,})\\b'''
keywords = ["gsk_"]

[[rules]]
id = "waymark-xai-key"
description = "Key of xAI"
regex = '''\\b(xai-[A-Za-z0-9]{60,})\\b'''
keywords = ["xai-"]

[[rules]]
id = "waymark-hugging-face-key"
description = "Token of Hugging Face"
regex = '''\\b(hf_[A-Za-z0-9]{34,})\\b'''
keywords = ["hf_"]

[[rules]]
id = "waymark-named-provider-key"
description = "Key of a model provider, known by the name it is given"
regex = '''(?i)\\b(?:mistral|cohere|deepseek|azure_openai|together|fireworks)_?api_?key["']?\\s*[:=]\\s*["']?([A-Za-z0-9_-]{28,})\\b'''
entropy = 3.5
secretGroup = 1
keywords = ["mistral", "cohere", "deepseek", "azure_openai", "together", "fireworks"]
`;
