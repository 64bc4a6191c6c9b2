import catalogPlugin from '@backstage/plugin-catalog/alpha';
import catalogGraphPlugin from '@backstage/plugin-catalog-graph/alpha';
import notificationsPlugin from '@backstage/plugin-notifications/alpha';
import orgPlugin from '@backstage/plugin-org/alpha';
import scaffolderPlugin from '@backstage/plugin-scaffolder/alpha';
import searchPlugin from '@backstage/plugin-search/alpha';
import signalsPlugin from '@backstage/plugin-signals/alpha';
import userSettingsPlugin from '@backstage/plugin-user-settings/alpha';

/** The plugins of Backstage itself. The catalog and user settings need signals. */
export const backstagePlugins = [
  catalogPlugin,
  catalogGraphPlugin,
  orgPlugin,
  scaffolderPlugin,
  searchPlugin,
  notificationsPlugin,
  signalsPlugin,
  userSettingsPlugin,
];
