import type { ItemOf } from '../types';
import { imageOf, substitute } from './reference';

/** One instruction, with its continuation lines joined. */
export interface Instruction {
  name: string;
  text: string;
  line: number;
}

/** Reads the instructions of a Dockerfile, comments and here-documents aside. */
export function readInstructions(text: string): Instruction[] {
  const lines = text.split(/\r?\n/);
  const continuation = /^#\s*escape\s*=\s*`/im.test(text) ? /`\s*$/ : /\\\s*$/;
  const instructions: Instruction[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const line = index + 1;
    let joined = lines[index];
    if (/^\s*(#|$)/.test(joined)) {
      continue;
    }
    while (continuation.test(joined) && index + 1 < lines.length) {
      index += 1;
      const next = lines[index];
      joined = joined.replace(continuation, ' ');
      joined += /^\s*#/.test(next) ? '\\' : next;
    }
    const [, name, rest] = /^\s*([A-Za-z]+)\s+([^]*)$/.exec(joined) ?? [];
    if (name) {
      instructions.push({ name: name.toUpperCase(), text: rest.trim(), line });
      index = afterHeredocs(rest, lines, index);
    }
  }
  return instructions;
}

/** Index of the last line of the here-documents that an instruction opens. */
function afterHeredocs(text: string, lines: string[], index: number): number {
  let last = index;
  for (const [, , word] of text.matchAll(/<<-?(["']?)(\w+)\1/g)) {
    const from = last + 1;
    const end = lines.slice(from).findIndex(line => line.trim() === word);
    last = end === -1 ? last : from + end;
  }
  return last;
}

/** Images that a Dockerfile builds from; its own stages are none. */
export function dockerfileImages(
  file: string,
  text: string,
): ItemOf<'images'>[] {
  const globals = new Map<string, string>();
  const stages = new Set<string>();
  const images: ItemOf<'images'>[] = [...frontend(file, text)];
  let count = 0;
  const add = (ref: string, line: number, role: string) => {
    const filled = unquote(substitute(ref, globals));
    if (filled !== 'scratch' && !stages.has(filled.toLowerCase())) {
      images.push(imageOf(file, line, filled, role));
    }
  };
  for (const { name, text: rest, line } of readInstructions(text)) {
    if (name === 'ARG' && count === 0) {
      readArguments(rest, globals);
    } else if (name === 'FROM') {
      const [ref, as, alias] = rest.replace(/^(--\S+\s+)+/, '').split(/\s+/);
      add(ref, line, 'base');
      stages.add(String(count));
      count += 1;
      if (as?.toLowerCase() === 'as' && alias) {
        stages.add(alias.toLowerCase());
      }
    } else if (name === 'COPY') {
      const from = /(?:^|\s)--from=(\S+)/.exec(rest)?.[1];
      if (from) {
        add(from, line, 'copy');
      }
    } else if (name === 'RUN') {
      for (const [, from] of rest.matchAll(/--mount=\S*?\bfrom=([^,\s]+)/g)) {
        add(from, line, 'mount');
      }
    }
  }
  return images;
}

/** The builder's front end is an image too; its directive stands on top. */
function frontend(file: string, text: string): ItemOf<'images'>[] {
  const found = /^(?:#\s*escape\s*=.*\r?\n)?#\s*syntax\s*=\s*(\S+)/i.exec(text);
  return found ? [imageOf(file, 1, found[1], 'frontend')] : [];
}

function readArguments(text: string, into: Map<string, string>): void {
  for (const [, name, value] of text.matchAll(/(\w+)=("[^"]*"|'[^']*'|\S*)/g)) {
    into.set(name, substitute(unquote(value), into));
  }
}

function unquote(text: string): string {
  return text.replace(/^(["'])([^]*)\1$/, '$2');
}
