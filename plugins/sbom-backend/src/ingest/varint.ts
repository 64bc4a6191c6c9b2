/** Unsigned LEB128 into a growing buffer. */
export class VarintWriter {
  #bytes = Buffer.allocUnsafe(1 << 16);
  #length = 0;

  write(value: number): void {
    if (this.#length + 5 > this.#bytes.length) {
      this.#bytes = Buffer.concat([this.#bytes], this.#bytes.length * 2);
    }
    let rest = value;
    while (rest > 0x7f) {
      this.#bytes[this.#length] = (rest & 0x7f) | 0x80;
      this.#length += 1;
      rest >>>= 7;
    }
    this.#bytes[this.#length] = rest;
    this.#length += 1;
  }

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }
}

/** Reads what {@link VarintWriter} wrote. */
export class VarintReader {
  readonly #bytes: Uint8Array;
  #pos = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  read(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      if (this.#pos >= this.#bytes.length) {
        throw new Error('The graph ends too early');
      }
      const byte = this.#bytes[this.#pos];
      this.#pos += 1;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        return value;
      }
    }
    throw new Error('The graph holds a number that is too long');
  }
}
