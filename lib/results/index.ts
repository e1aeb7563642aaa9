export { type Circumstances, circumstances, type Device, device } from './circumstances';
export { type NamedHistories, readHistories, writeHistories } from './history-file';
