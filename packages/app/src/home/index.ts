export { homeModule as default } from './plugin';
