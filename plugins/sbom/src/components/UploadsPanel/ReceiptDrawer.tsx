import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import Link from '@mui/material/Link';
import { styled } from '@mui/material/styles';
import {
  type BomUpload,
  sbomBomReadPermission,
} from '@waymark/backstage-plugin-sbom-common';
import {
  Loaded,
  SidePanel,
  SkeletonRows,
  useData,
} from '@waymark/backstage-plugin-waymark-react';
import type { ReactNode } from 'react';
import { sbomApiRef } from '../../api';
import { formatTime } from '../../lib/time';
import { sbomTranslationRef } from '../../translation';
import { IssueList } from './IssueList';

const Facts = styled('dl')({
  display: 'grid',
  gridTemplateColumns: '140px minmax(0, 1fr)',
  gap: '8px 16px',
  '& dt': { color: 'var(--wm-muted)' },
  '& dd': { overflowWrap: 'anywhere' },
});

/** The receipt of one upload, with what its schema rejects. */
export function ReceiptDrawer(props: {
  /** Undefined while nothing is asked for. */
  uploadId: string | undefined;
  onClose: () => void;
}) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const client = useApi(sbomApiRef);
  const answer = useData(props.uploadId, signal =>
    client.getUpload(props.uploadId!, { signal }),
  );
  return (
    <SidePanel
      open={props.uploadId !== undefined}
      title={t('receipt.title')}
      closeLabel={t('receipt.close')}
      onClose={props.onClose}
    >
      <Loaded
        state={answer}
        skeleton={<SkeletonRows rows={12} height={28} />}
        permission={sbomBomReadPermission.name}
      >
        {upload => (
          <>
            <ReceiptFacts upload={upload} />
            <IssueList issues={upload.issues} count={upload.issueCount} />
          </>
        )}
      </Loaded>
    </SidePanel>
  );
}

type FactName =
  | 'uploadId'
  | 'head'
  | 'commit'
  | 'ref'
  | 'image'
  | 'blob'
  | 'content'
  | 'format'
  | 'serial'
  | 'generated'
  | 'received'
  | 'effective'
  | 'principal'
  | 'run';

function ReceiptFacts({ upload }: { upload: BomUpload }) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const code = (text: string | null) => text && <code>{text}</code>;
  const time = (iso: string | null) => iso && formatTime(iso);
  const serial = [upload.serialNumber, upload.bomVersion]
    .filter(part => part !== null)
    .join(', ');
  const facts: [FactName, ReactNode][] = [
    ['head', t('head.name', { slot: upload.slot, channel: upload.channel })],
    ['commit', code(upload.commit)],
    ['ref', upload.ref],
    ['image', code(upload.imageDigest)],
    ['effective', time(upload.effectiveAt)],
    ['received', time(upload.receivedAt)],
    ['generated', time(upload.generatedAt)],
    ['principal', upload.principal],
    ['run', upload.runUrl && <Link href={upload.runUrl}>{upload.runUrl}</Link>],
    ['format', `CycloneDX ${upload.specVersion}, ${upload.format}`],
    ['serial', code(serial || null)],
    ['uploadId', code(upload.uploadId)],
    ['blob', code(upload.blobDigest)],
    ['content', code(upload.contentDigest)],
  ];
  return (
    <Facts>
      {facts.map(
        ([name, value]) =>
          value && [
            <dt key={name}>{t(`receipt.${name}`)}</dt>,
            <dd key={`${name} value`}>{value}</dd>,
          ],
      )}
    </Facts>
  );
}
