import { readFileSync } from 'node:fs';
import { DocumentAnalyser, type DocumentAnalysis } from './analyse';
import { BomRefusedError } from './errors';
import type { AnalysisLimits } from './limits';
import { CHUNK, type Reply, type Request } from './protocol';
import { readStamps } from './template';

/** Holds one finished analysis at a time. */
class Server {
  readonly #analyser: DocumentAnalyser;
  #current: DocumentAnalysis | null = null;

  constructor(analyser: DocumentAnalyser) {
    this.#analyser = analyser;
  }

  async answer(request: Request): Promise<Reply> {
    switch (request.type) {
      case 'analyse': {
        const bytes = readFileSync(request.file);
        this.#current = await this.#analyser.analyse(bytes);
        return { type: 'analysed', bom: this.#current.bom };
      }
      case 'stamps': {
        const bytes = readFileSync(request.file);
        return { type: 'stamps', stamps: readStamps(bytes, request.template) };
      }
      case 'components': {
        const found = this.#current?.components(request.start, CHUNK) ?? [];
        return { type: 'components', components: found };
      }
      case 'graph':
        return { type: 'graph', graph: this.#current?.graph() ?? null };
      default:
        this.#current = null;
        return { type: 'released' };
    }
  }
}

function refusalOrFailure(error: unknown): Reply {
  if (error instanceof BomRefusedError) {
    return { type: 'refused', refusal: error.toRefusal() };
  }
  const stack = error instanceof Error ? error.stack : undefined;
  return { type: 'failed', message: stack ?? String(error) };
}

/** The entry of the child process: serves its parent until that goes. */
function serve(limits: AnalysisLimits): void {
  const analyser = new DocumentAnalyser(limits);
  const server = new Server(analyser);
  const send = (reply: Reply) => process.send?.(reply);
  process.on('message', (request: Request) => {
    server.answer(request).catch(refusalOrFailure).then(send);
  });
  process.on('disconnect', () => process.exit(0));
  analyser.warmUp();
  send({ type: 'ready' });
}

serve(JSON.parse(process.argv[2]) as AnalysisLimits);
