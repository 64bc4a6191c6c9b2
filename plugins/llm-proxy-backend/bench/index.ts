import { measureGateway } from './gateway/measure';
import { measureOverspend } from './overspend';

/** By the names that may be given as arguments. */
const measures: Record<
  string,
  (options: {
    quick: boolean;
    store?: string;
    schedules?: number;
  }) => Promise<number>
> = {
  gateway: measureGateway,
  overspend: measureOverspend,
};

/** `yarn bench llm-proxy [--quick] [--store=redis] [--schedules=10000] [gateway …]` */
async function main(args: string[]): Promise<void> {
  const named = args.filter(arg => !arg.startsWith('--'));
  const unknown = named.find(name => !(name in measures));
  if (unknown) {
    throw new Error(`No such benchmark: ${unknown}`);
  }
  const value = (name: string) =>
    args.find(arg => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
  const options = {
    quick: args.includes('--quick'),
    store: value('store'),
    schedules: value('schedules') ? Number(value('schedules')) : undefined,
  };
  let missed = 0;
  for (const [name, measure] of Object.entries(measures)) {
    if (!named.length || named.includes(name)) {
      missed += await measure(options);
    }
  }
  process.stderr.write(missed ? `${missed} figures miss their bars\n` : '');
}

main(process.argv.slice(2)).catch(error => {
  process.stderr.write(`${error?.stack}\n`);
  process.exitCode = 1;
});
