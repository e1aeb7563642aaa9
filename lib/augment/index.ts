export { type Affine, type Fill, transformImages } from './affine';
export * from './balance';
export { chain } from './chain';
export { mixExamples, smoothTargets } from './mix-examples';
export { drawAffine, type MoveOptions, moveImages } from './move-images';
export { type RelightOptions, relightImages } from './relight-images';
export { type SyntheticImage, syntheticImages } from './synthetic-images';
