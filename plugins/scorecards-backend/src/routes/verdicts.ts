import {
  type DocumentStore,
  decodeCursor,
  pageOf,
} from '@waymark/backstage-plugin-waymark-node';
import type { Router } from 'express';
import { z } from 'zod';
import type { VerdictStore } from '../database/VerdictStore';
import { invalidCursor, problem } from '../problems';
import { readJson } from '../verdicts/jsonDocuments';
import { toVerdict, toVerdictHead } from '../verdicts/wire';
import type { Access } from './Access';
import { pageShape, readQuery } from './readQuery';

/** What the routes of verdicts work with. */
export interface VerdictRoutesOptions {
  access: Access;
  documents: DocumentStore;
  verdicts: VerdictStore;
}

/** Verdicts, what they were made of, and their attestations. */
export function addVerdictRoutes(
  router: Router,
  { access, documents, verdicts }: VerdictRoutesOptions,
): void {
  router.get('/verdicts/:id', async (req, res) => {
    const row = await access.verdict(req);
    readQuery({}, req.query);
    res.json(toVerdict(row));
  });

  router.get('/verdicts/:id/evidence', async (req, res) => {
    const row = await access.verdict(req);
    const evidence = await readJson(documents, row.evidence_digest);
    if (evidence === undefined) {
      throw problem(
        404,
        'scorecards.evidence_not_found',
        'The evidence of this verdict is not kept any more.',
      );
    }
    res.json(evidence);
  });

  router.get('/verdicts/:id/attestation', async (req, res) => {
    const row = await access.verdict(req);
    res.type('application/jose').send(row.attestation);
  });

  router.get('/entities/:kind/:namespace/:name/verdicts', async (req, res) => {
    const entityRef = await access.entity(req);
    const { cursor, limit } = readQuery(pageShape, req.query);
    const after = cursor
      ? decodeCursor(cursor, z.tuple([z.int(), z.string()]), invalidCursor)
      : undefined;
    const rows = await verdicts.page(
      entityRef,
      limit + 1,
      after && { at: after[0], id: after[1] },
    );
    const page = pageOf(rows, limit, row => [Number(row.evaluated_at), row.id]);
    res.json({ ...page, items: page.items.map(toVerdictHead) });
  });
}
