import {
  isRecord,
  type JsonRecord,
  PER_MESSAGE,
  UnboundedError,
  type Weight,
} from './weight';

/** What a part of a message is, by its `type`. */
type Part = 'text' | 'image' | 'sealed' | 'json' | 'result';

/** Chat of the OpenAI dialect. */
export const CHAT_PARTS: Readonly<Record<string, Part>> = {
  text: 'text',
  refusal: 'text',
  image_url: 'image',
};

/** Parts of messages and of outputs of functions in Responses. */
export const RESPONSE_PARTS: Readonly<Record<string, Part>> = {
  input_text: 'text',
  output_text: 'text',
  text: 'text',
  summary_text: 'text',
  reasoning_text: 'text',
  refusal: 'text',
  input_image: 'image',
};

/** Messages of the Anthropic dialect. Thinking is a summary; what it stands for is in its signature. */
export const MESSAGE_PARTS: Readonly<Record<string, Part>> = {
  text: 'text',
  image: 'image',
  tool_use: 'json',
  tool_result: 'result',
  thinking: 'sealed',
  redacted_thinking: 'sealed',
};

/** Text, or a list of parts of known types; whatever else is there is refused by its name. */
export function weighContent(
  weight: Weight,
  content: unknown,
  parts: Readonly<Record<string, Part>>,
  where: string,
): void {
  if (!Array.isArray(content)) {
    if (isRecord(content)) {
      throw new UnboundedError(where);
    }
    weight.texts(content);
    return;
  }
  for (const part of content) {
    weight.add(PER_MESSAGE);
    if (typeof part === 'string') {
      weight.text(part);
      continue;
    }
    const type = isRecord(part) ? String(part.type) : '';
    if (!isRecord(part) || !Object.hasOwn(parts, type)) {
      throw new UnboundedError(`${where}[].type ${type || typeof part}`);
    }
    weighPart(weight, part, parts, `${where}[]`);
  }
}

function weighPart(
  weight: Weight,
  part: JsonRecord,
  parts: Readonly<Record<string, Part>>,
  where: string,
): void {
  refuseCache(part, where);
  switch (parts[String(part.type)]) {
    case 'image':
      refuseFile(part, where);
      weight.image();
      break;
    case 'sealed':
      weight.texts(part);
      weight.sealed = true;
      break;
    case 'json':
      weight.json(part);
      break;
    case 'result': {
      const { content, ...rest } = part;
      weight.texts(rest);
      weighContent(weight, content ?? '', parts, `${where}.content`);
      break;
    }
    default:
      weight.texts(part);
  }
}

/** Keeping input costs more than sending it, by a factor that no price here has. */
export function refuseCache(part: JsonRecord, where: string): void {
  if (part.cache_control !== undefined && part.cache_control !== null) {
    throw new UnboundedError(`${where}.cache_control`);
  }
}

/** A file that is not in the body may be of any size, and of any tenant. */
function refuseFile(part: JsonRecord, where: string): void {
  const source = isRecord(part.source) ? part.source : {};
  if (part.file_id !== undefined && part.file_id !== null) {
    throw new UnboundedError(`${where}.file_id`);
  }
  if (source.type === 'file' || source.file_id !== undefined) {
    throw new UnboundedError(`${where}.source.file_id`);
  }
}
