import { isAbsolute, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Failure } from './failure.mjs';

export const startHelp = `Starts the portal with its API and its example company on one port.

  npm start -- [options]

  --port <number>  the port on 127.0.0.1; default 7007
  --data <folder>  where databases, documents, logs and dev-credentials.json
                   are kept; default data
  --empty          do not send the example company's SBOMs
  --help           this text

Each data folder serves one portal at a time; give each its own --port and
--data to run several. Ctrl-C stops the portal and keeps the data.
`;

/**
 * Reads the options of `npm start`.
 *
 * @param from the folder that a relative --data is meant from
 */
export function readStartOptions(args, from) {
  const { values } = parse(args);
  if (values.help) {
    return { help: true };
  }
  const data = values.data ?? 'data';
  return {
    help: false,
    port: readPort(values.port ?? '7007'),
    data: isAbsolute(data) ? data : resolve(from, data),
    empty: values.empty ?? false,
  };
}

function parse(args) {
  try {
    return parseArgs({
      args,
      options: {
        port: { type: 'string' },
        data: { type: 'string' },
        empty: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new Failure(
      `${
        error.message.split('. ')[0]
      }: "npm start -- --help" lists the options.`,
    );
  }
}

function readPort(text) {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1024 || port > 65535) {
    throw new Failure(
      `--port ${text} is not a port: give a number from 1024 to 65535.`,
    );
  }
  return port;
}
