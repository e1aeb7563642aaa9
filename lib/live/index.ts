export { type LiveOptions, type LivePage, live } from './live';
