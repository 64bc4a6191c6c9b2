/**
 * Something a person can put right: its message is one sentence that says what
 * to do. Anything else that is thrown is a defect and keeps its stack.
 */
export class Failure extends Error {
  name = 'Failure';
}

/** Runs a script's main function and turns what it throws into exit code 1. */
export async function main(run) {
  try {
    process.exitCode = (await run(process.argv.slice(2))) ?? 0;
  } catch (error) {
    process.exitCode = 1;
    process.stderr.write(`\n${describe(error)}\n`);
  }
}

function describe(error) {
  if (error instanceof Failure) {
    return error.message;
  }
  return (
    (error.syscall && knownCause(error.message, error.path ?? 'this folder')) ||
    error.stack
  );
}

const causes = [
  {
    pattern: /ENOSPC|EDQUOT|no space left/i,
    sentence: ({ where }) =>
      `There is no disk space left under ${where}: free about 3 GB, then run the same command again.`,
  },
  {
    pattern: /EACCES|EROFS|EPERM/,
    sentence: ({ where }) =>
      `${where} cannot be written to: give this user write access to it, then run the same command again.`,
  },
  {
    pattern: /EINTEGRITY|checksum|YN0018/i,
    sentence: () =>
      'A package from the registry is not the one that this project pins by its hash: check which registry npm is set to use (npm config get registry), then run the same command again.',
  },
  {
    pattern: /YN0028|lockfile would have been/i,
    sentence: () =>
      'yarn.lock does not match the package.json files: run "yarn install" and commit the yarn.lock that it writes.',
  },
  {
    pattern:
      /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|SOCKET_TIMEOUT|RequestError|CERT_|SELF_SIGNED/,
    sentence: () =>
      'The package registry cannot be reached: check the network, or point npm at a registry or proxy that you can reach (npm config set registry …), then run the same command again.',
  },
  {
    pattern: /E40[134]|YN0035|YN0041|Bad response|Response Code: 40\d/,
    sentence: () =>
      'The package registry does not hand out a package that is needed: check which registry npm is set to use (npm config get registry) and whether you are signed in to it, then run the same command again.',
  },
];

/** What npm's or Yarn's output says went wrong, as one sentence; undefined when it is none of the known causes. */
export function knownCause(output, where) {
  return causes.find(cause => cause.pattern.test(output))?.sentence({ where });
}
