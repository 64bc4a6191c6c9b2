import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { sbomBomCreatePermission } from '@waymark/backstage-plugin-sbom-common';
import {
  CodeBlock,
  SkeletonRows,
  Small,
} from '@waymark/backstage-plugin-waymark-react';
import { useBaseUrl } from '../../hooks/useBaseUrl';
import { uploadCommand } from '../../lib/command';
import { sbomTranslationRef } from '../../translation';

/** The command that sends a BOM of one entity, ready to paste. */
export function UploadCommand(props: {
  entityRef: string;
  slot?: string;
  channel?: string;
  /** Whether to say where the token comes from; true when left out. */
  tokenHint?: boolean;
}) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const baseUrl = useBaseUrl();
  if (!baseUrl) {
    return <SkeletonRows rows={1} height={116} />;
  }
  return (
    <>
      <CodeBlock
        text={uploadCommand(baseUrl, props)}
        label={t('upload.command')}
      />
      {props.tokenHint !== false && (
        <Small sx={{ display: 'block', marginTop: '8px' }}>
          {t('upload.token', {
            permission: <code>{sbomBomCreatePermission.name}</code>,
          })}
        </Small>
      )}
    </>
  );
}
