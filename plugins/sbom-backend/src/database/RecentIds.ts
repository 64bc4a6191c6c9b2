/**
 * Remembers the ids of keys that were used last, and forgets by halves: taking
 * the oldest entry out of a map again and again makes it look past all those
 * that were taken out before.
 */
export class RecentIds {
  readonly #half: number;
  #recent = new Map<string, number>();
  #older = new Map<string, number>();

  /** @param most - keys that are remembered; at least the last half of them are */
  constructor(most: number) {
    this.#half = Math.ceil(most / 2);
  }

  get(key: string): number | undefined {
    const recent = this.#recent.get(key);
    if (recent !== undefined) {
      return recent;
    }
    const id = this.#older.get(key);
    if (id !== undefined) {
      this.set(key, id);
    }
    return id;
  }

  set(key: string, id: number): void {
    if (this.#recent.size >= this.#half && !this.#recent.has(key)) {
      this.#older = this.#recent;
      this.#recent = new Map();
    }
    this.#recent.set(key, id);
  }
}
