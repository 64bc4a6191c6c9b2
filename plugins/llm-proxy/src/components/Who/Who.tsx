import {
  MiddleCut,
  NoValue,
  OwnerLink,
} from '@waymark/backstage-plugin-waymark-react';
import { isEntityRef } from '../../lib/names';

/** Someone by name, linked when the catalog may know them. */
export function Who(props: { name: string | null }) {
  const { name } = props;
  if (name === null) {
    return <NoValue />;
  }
  return isEntityRef(name) ? (
    <OwnerLink entityRef={name} />
  ) : (
    <MiddleCut text={name} max={32} />
  );
}
