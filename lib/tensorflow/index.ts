export { tf } from './backend';
