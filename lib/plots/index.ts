export { counted, duration, number, percent, points, probability, typography } from '../locale';
export { type ComparedModel, modelComparison, type ProbabilityBarsOptions, probabilityBars } from './bars';
export { calibrationPlot } from './calibration-plot';
export { type ClassCurvesOptions, precisionRecallCurves, rocCurves } from './class-curves';
export { type ComparisonPanelsOptions, comparisonPanels, type TwiceMeasured } from './comparison-panels';
export { type ConfusionHeatmapOptions, confusionHeatmap } from './confusion-heatmap';
export { type Line, learningCurves, learningRateCurve, lines, type NamedHistory } from './curves';
export { decisionRegions } from './decision-regions';
export { colors, compose, type Figure, type Layout, type Trace } from './figure';
export { type BarSeries, type GroupedBarsOptions, groupedBars } from './grouped-bars';
export { heatOverlay } from './heat-overlay';
export {
  type PredictionGridOptions,
  predictionGrid,
  type ReconstructionOptions,
  reconstructionPairs,
  type SampleGridOptions,
  sampleGrid,
} from './image-grids';
export { pngUri } from './picture';
export { type PointGroup, type ScatterOptions, scatter } from './scatter';
export { frameCurves, type SpectrogramFigureOptions, spectrogramHeatmap, waveform } from './sound';
export { type SurfaceOptions, type SurfacePath, surface } from './surface';
export { trainingPanels } from './training-panels';
