import { findProgram } from '../tools/findProgram';

/** `describe` where all tools are on the PATH; says which are absent. */
export function describeWith(...names: string[]): jest.Describe {
  const absent = names.filter(name => !findProgram(name, process.env));
  if (absent.length > 0) {
    process.stderr.write(`SKIPPED: ${absent.join(', ')} not on the PATH\n`);
  }
  return absent.length > 0 ? describe.skip : describe;
}
