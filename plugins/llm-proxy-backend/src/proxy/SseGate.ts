const LF = 0x0a;
/** An event that grows beyond this is passed on as it comes. */
const MAX_EVENT_BYTES = 4 * 1024 * 1024;

/**
 * Lets whole events through and keeps the part of one back, so that a stream
 * that breaks off can still end with an event of ours.
 */
export class SseGate {
  private part: Buffer | null = null;

  /** What may go on, or null. */
  push(chunk: Uint8Array): Uint8Array | null {
    const { length } = chunk;
    if (
      this.part === null &&
      length > 1 &&
      chunk[length - 1] === LF &&
      chunk[length - 2] === LF
    ) {
      return chunk;
    }
    const piece = Buffer.from(chunk.buffer, chunk.byteOffset, length);
    const bytes = this.part ? Buffer.concat([this.part, piece]) : piece;
    const end = Math.max(
      endOfEvent(bytes, '\n\n'),
      endOfEvent(bytes, '\n\r\n'),
    );
    const cut = bytes.length - end > MAX_EVENT_BYTES ? bytes.length : end;
    this.part = cut === bytes.length ? null : bytes.subarray(cut);
    return cut === 0 ? null : bytes.subarray(0, cut);
  }

  /** The rest of a stream that ended as it should. */
  flush(): Uint8Array | null {
    return this.part;
  }
}

function endOfEvent(bytes: Buffer, boundary: string): number {
  const at = bytes.lastIndexOf(boundary);
  return at === -1 ? 0 : at + boundary.length;
}
