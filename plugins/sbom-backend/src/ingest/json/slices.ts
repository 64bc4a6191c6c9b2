/** Byte ranges of values, in order; kept flat because there can be millions. */
export class Slices {
  #ends = new Uint32Array(64);
  #starts = new Uint32Array(64);
  length = 0;

  push(start: number, end: number): void {
    if (this.length === this.#starts.length) {
      this.#starts = grow(this.#starts);
      this.#ends = grow(this.#ends);
    }
    this.#starts[this.length] = start;
    this.#ends[this.length] = end;
    this.length += 1;
  }

  start(index: number): number {
    return this.#starts[index];
  }

  end(index: number): number {
    return this.#ends[index];
  }
}

function grow(array: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}
