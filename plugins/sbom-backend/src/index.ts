export { sbomPlugin as default } from './plugin';
