import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import { readRoleGroups, RolePolicy } from '../permissions/policy';

/** Installs the shipped policy by role group into the permission backend. */
export default createBackendModule({
  pluginId: 'permission',
  moduleId: 'waymark-roles',
  register(reg) {
    reg.registerInit({
      deps: {
        config: coreServices.rootConfig,
        policy: policyExtensionPoint,
        userInfo: coreServices.userInfo,
      },
      async init({ config, policy, userInfo }) {
        policy.setPolicy(new RolePolicy(readRoleGroups(config), userInfo));
      },
    });
  },
});
