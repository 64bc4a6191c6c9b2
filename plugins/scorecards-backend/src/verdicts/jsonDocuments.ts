import {
  type DocumentDigest,
  type DocumentStore,
  isDocumentDigest,
} from '@waymark/backstage-plugin-waymark-node';
import { canonicalText } from '../canonical';

/** Keeps a JSON value by its canonical text; answers with its digest. */
export async function keepJson(
  documents: DocumentStore,
  value: unknown,
): Promise<DocumentDigest> {
  const bytes = Buffer.from(canonicalText(value));
  const staged = await documents.stage(chunks(bytes), {
    maxBytes: bytes.byteLength,
  });
  await staged.commit();
  return staged.digest;
}

/** A value that was kept; undefined when it is not there any more. */
export async function readJson(
  documents: DocumentStore,
  digest: string,
): Promise<unknown> {
  const content = isDocumentDigest(digest)
    ? await documents.open(digest)
    : undefined;
  if (!content) {
    return undefined;
  }
  const parts: Buffer[] = [];
  for await (const part of content) {
    parts.push(part as Buffer);
  }
  return JSON.parse(Buffer.concat(parts).toString('utf8'));
}

async function* chunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
