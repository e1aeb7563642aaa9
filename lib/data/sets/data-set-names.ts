/** The names under which data sets are registered, as a config and `npm run data` say them. */
export const dataSetNames = ['mnist', 'cifar-10', 'brain-tumor', 'esc-10', 'mad', 'free-sounds', 'two-moons'] as const;

export type DataSetName = (typeof dataSetNames)[number];
