import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  type BomHead,
  type BomUpload,
  sbomBomReadPermission,
} from '@waymark/backstage-plugin-sbom-common';
import {
  Card,
  Loaded,
  Note,
  SkeletonRows,
  useData,
  useUrlFilters,
} from '@waymark/backstage-plugin-waymark-react';
import { sbomApiRef } from '../../api';
import { sbomTranslationRef } from '../../translation';
import { DiffView } from './DiffView';
import { UploadPicker } from './UploadPicker';

/** How many uploads can be picked from. */
const CHOICES = 100;

const names = ['from', 'to'] as const;

/** What changed between two uploads of one head: by default the last change. */
export function ChangesPanel(props: { entityRef: string; head: BomHead }) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const client = useApi(sbomApiRef);
  const { slot, channel } = props.head;
  const query = { entityRef: props.entityRef, slot, channel, limit: CHOICES };
  const uploads = useData(JSON.stringify(query), signal =>
    client.listUploads(query, { signal }),
  );
  return (
    <Card title={t('changes.summary')}>
      <Loaded
        state={uploads}
        skeleton={<SkeletonRows rows={10} />}
        permission={sbomBomReadPermission.name}
      >
        {page =>
          page.items.length < 2 ? (
            <Note state="none">{t('changes.one')}</Note>
          ) : (
            <Comparison head={props.head} uploads={page.items} />
          )
        }
      </Loaded>
    </Card>
  );
}

function Comparison(props: { head: BomHead; uploads: BomUpload[] }) {
  const { head, uploads } = props;
  const [url, setUrl] = useUrlFilters(names);
  const client = useApi(sbomApiRef);
  const known = (id: string | undefined) =>
    uploads.find(upload => upload.uploadId === id)?.uploadId;
  const to = known(url.to) ?? known(head.uploadId) ?? uploads[0].uploadId;
  const from = known(url.from) ?? before(uploads, to);
  const answer = useData(JSON.stringify([from, to]), signal =>
    client.diff({ from, to }, { signal }),
  );
  return (
    <>
      <UploadPicker
        uploads={uploads}
        from={from}
        to={to}
        counts={answer.data?.counts}
        onChange={setUrl}
      />
      <Loaded
        state={answer}
        skeleton={<SkeletonRows rows={8} />}
        permission={sbomBomReadPermission.name}
      >
        {diff => <DiffView key={`${from} ${to}`} diff={diff} />}
      </Loaded>
    </>
  );
}

/**
 * The newest upload before another whose content differs, since CI sends the
 * same content time and again; else the one before; the oldest has itself.
 */
function before(uploads: BomUpload[], uploadId: string): string {
  const index = uploads.findIndex(upload => upload.uploadId === uploadId);
  const upload = uploads[index];
  const older = uploads.slice(index + 1);
  const other = older.find(
    ({ contentDigest }) => contentDigest !== upload.contentDigest,
  );
  return (other ?? older[0] ?? upload).uploadId;
}
