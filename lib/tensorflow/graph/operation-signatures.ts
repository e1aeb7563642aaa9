/** Of TensorFlow 2.21.0, written by tools/tensorflow/operation_signatures.py, which says how to read it. */
export const SIGNATURES = `
!: AnonymousHashTable AnonymousMemoryCache AnonymousMutableHashTable AnonymousMutableHashTableOfTensors Barrier
  CollectiveBcastRecv ComputeDedupDataSize ComputeDedupDataSizeV2 ComputeDedupDataTupleMask
  ComputeDedupDataTupleMaskV2 ConditionalAccumulator DeviceIndex DevicePlacementOp DummyIterationCounter
  DummyMemoryCache DummySeedGenerator FIFOQueue FIFOQueueV2 FixedLengthRecordReader FixedLengthRecordReaderV2
  GlobalIterId GraphDefVersion HashTable HashTableV2 IdentityReader IdentityReaderV2 InfeedDequeue InfeedDequeueTuple
  IsTensorFloat32Enabled LMDBReader MapClear MapIncompleteSize MapSize MutableHashTable MutableHashTableOfTensors
  MutableHashTableOfTensorsV2 MutableHashTableV2 MutexV2 OrderedMapClear OrderedMapIncompleteSize OrderedMapSize
  OutfeedDequeue OutfeedDequeueTuple PaddingFIFOQueue PaddingFIFOQueueV2 PriorityQueue PriorityQueueV2
  RandomShuffleQueue RandomShuffleQueueV2 RecordInput Recv RequiresOlderGraphVersion ResourceConditionalAccumulator
  Skipgram SparseConditionalAccumulator Stack StageClear StageSize StatelessRandomGetAlg StatsAggregatorHandle
  StatsAggregatorHandleV2 StubResourceHandleOp SummaryWriter SyncDevice TFRecordReader TFRecordReaderV2
  TemporaryVariable TestAttr TextLineReader TextLineReaderV2 ThreadPoolHandle Timestamp Unstage VarHandleOp Variable
  VariableV2 WholeFileReader WholeFileReaderV2
! -: AllCandidateSampler CloseSummaryWriter ConsumeMutexLock DeleteSessionTensor DestroyResourceOp DisableCopyOnRead
  Empty FakeQueue FixedUnigramCandidateSampler FlushSummaryWriter GetSessionTensor IsResourceHandleRefCounting
  LearnedUnigramCandidateSampler LogUniformCandidateSampler LookupTableExportV2 LookupTableSizeV2
  MakeWeakResourceHandle MapUnstageNoKey MutexLock OrderedMapUnstageNoKey OutfeedDequeueTupleV2 OutfeedDequeueV2
  PrintV2 QueueCloseV2 QueueDequeueV2 QueueIsClosedV2 QueueSizeV2 ReadVariableOp ReaderNumRecordsProducedV2
  ReaderNumWorkUnitsCompletedV2 ReaderResetV2 ReaderSerializeStateV2 ResourceAccumulatorNumAccumulated
  ResourceCountUpTo ResourceCreateOp ResourceInitializedOp ResourceUsingOp SleepOp StackCloseV2 StackPopV2 StackV2
  StagePeek StatsAggregatorSummary TakeManySparseFromTensorsMap TensorArray TensorArrayCloseV3 TensorArrayV2
  TensorArrayV3 ThreadUnsafeUnigramCandidateSampler UniformCandidateSampler VarIsInitializedOp VariableShape
  WorkerHeartbeat
! - -: AnonymousRandomSeedGenerator DeleteMemoryCache DeleteRandomSeedGenerator DeleteSeedGenerator ImportEvent
  InitializeTableFromTextFileV2 MapPeek MapUnstage MergeV2Checkpoints OrderedMapPeek OrderedMapUnstage
  QueueDequeueManyV2 QueueDequeueUpToV2 ReaderReadV2 ReaderRestoreStateV2 ResourceAccumulatorSetGlobalStep
  ResourceAccumulatorTakeGradient Restore StatsAggregatorSetSummaryWriter TensorArrayConcatV3 TensorArrayGrad
  TensorArrayGradV2 TensorArrayGradV3 TensorArraySizeV3 WriteFile
! - - -: AnonymousSeedGenerator CollectiveAssignGroupV2 CollectiveInitializeCommunicator ConvertToCooTensor
  DistributedSave FileSystemSetConfiguration ReaderReadUpToV2 RestoreSlice RestoreV2 RngReadAndSkip RngSkip
  StoreMinibatchStatisticsInFdo TensorArrayGatherV3 TensorArrayGradWithShape TensorArrayReadV3 WriteGraphSummary
  WriteRawProtoSummary
! - - - -: GetMinibatchSplitsWithPhysicalReplica
! - - - - -: CreateSummaryDbWriter CreateSummaryFileWriter LoadAndRemapMatrix NegTrain WriteAudioSummary
! - - - - - -: GetMinibatchesInCsrWithPhysicalReplica
! - - - - T T T T T: ResourceApplyCenteredRMSProp
! - - - - T T T T T T T: ResourceApplyAdamWithAmsgrad
! - - - - T T T T T Tindices: ResourceSparseApplyCenteredRMSProp
! - - - T: WriteHistogramSummary WriteScalarSummary
! - - - T -: WriteImageSummary
! - - - T T T T: ResourceApplyAdadelta
! - - - T T T T -: ResourceApplyAdagradDA
! - - - T T T T T: ResourceApplyFtrl ResourceApplyRMSProp
! - - - T T T T T T: ResourceApplyAdaMax ResourceApplyFtrlV2
! - - - T T T T T T T: ResourceApplyAdam
! - - - T T T T T Tindices: ResourceSparseApplyRMSProp
! - - - T T T T Tindices: ResourceSparseApplyAdadelta
! - - - T Tindices T T T -: ResourceSparseApplyAdagradDA
! - - - T Tindices T T T T: ResourceSparseApplyFtrl
! - - - T Tindices T T T T T: ResourceSparseApplyFtrlV2
! - - - Tshape: CollectiveBcastRecvV2
! - - - [T]: SaveSlices
! - - - [dtypes]: SaveV2
! - - S T T: StatefulRandomBinomial
! - - T -: TensorArrayScatterV3 TensorArrayWriteV3
! - - T - -: WriteSummary
! - - T T: ResourceApplyAdagrad
! - - T T T: ResourceApplyAdagradV2 ResourceApplyKerasMomentum ResourceApplyMomentum
! - - T T T T: ResourceApplyProximalAdagrad
! - - T T T T T: ResourceApplyAddSign ResourceApplyPowerSign
! - - T T T T Tindices: ResourceSparseApplyProximalAdagrad
! - - T T T Tindices: ResourceSparseApplyAdagradV2
! - - T T Tindices: ResourceSparseApplyAdagrad
! - - T T Tindices T: ResourceSparseApplyKerasMomentum ResourceSparseApplyMomentum
! - - [T]: Save
! - - [fake_dtypes]: MapStage OrderedMapStage
! - - dtype: ResourceAccumulatorApplyGradient
! - - shape_dtype: StatefulStandardNormalV2 StatefulTruncatedNormal StatefulUniform StatefulUniformFullInt
! - - shape_dtype dtype dtype: StatefulUniformInt
! - Index Index Index T: ResourceStridedSliceAssign
! - T: SleepIdentityOp StackPushV2
! - T -: AddManySparseToTensorsMap AddSparseToTensorsMap
! - T - -: TensorArraySplitV3
! - T T: ResourceApplyGradientDescent
! - T T T T: ResourceApplyProximalGradientDescent
! - T T T T Tindices: ResourceSparseApplyProximalGradientDescent
! - Tin: LookupTableRemoveV2
! - Tin Tout: LookupTableFindV2 LookupTableImportV2 LookupTableInsertV2
! - Tindices: ResourceGather ResourceGatherNd
! - Tindices T: ResourceScatterNdAdd ResourceScatterNdMax ResourceScatterNdMin ResourceScatterNdSub
  ResourceScatterNdUpdate
! - Tindices dtype: ResourceScatterAdd ResourceScatterDiv ResourceScatterMax ResourceScatterMin ResourceScatterMul
  ResourceScatterSub ResourceScatterUpdate
! - Tkey Tval: InitializeTableV2
! - [T]: Assert
! - [Tcomponents]: QueueEnqueueManyV2 QueueEnqueueV2
! - [Tin]: Case RemoteCall
! - dtype: AssignAddVariableOp AssignSubVariableOp AssignVariableOp
! - shape_dtype: StatefulStandardNormal
! S R: RandomPoissonV2
! S T: RandomGamma
! S dtype: RandomPoisson
! T: CheckNumerics CheckNumericsV2 CollectiveBcastSend CollectiveGather CollectiveReduce DebugIdentityV2
  DebugIdentityV3 DeepCopy DtypeWithDefaultOp DumpTensor GetSessionHandle GetSessionHandleV2 GuaranteeConst
  NcclAllReduce NcclBroadcast RandomShuffle RandomStandardNormal RandomUniform Send TruncatedNormal
! T -: AllToAll CollectivePermute CrossReplicaSum Multinomial RandomCrop SampleDistortedBoundingBox
! T - -: CollectiveAllToAllV3 CollectiveReduceV3 SampleDistortedBoundingBoxV2
! T - - -: CollectiveBcastSendV2
! T - - - Nordering_token*-: CollectiveAllToAllV2 CollectiveGatherV2 CollectiveReduceScatterV2 CollectiveReduceV2
! T T T T: CudnnRNN CudnnRNNV2
! T T T T -: CudnnRNNV3
! T T T T - T T T T T T T -: CudnnRNNBackpropV3
! T T T T T T T T T T T: CudnnRNNBackprop
! T T T T T T T T T T T -: CudnnRNNBackpropV2
! T Tout Tout: RandomUniformInt
! T [U]: Print
! T dtype dtype dtype dtype: ParameterizedTruncatedNormal
! Tcond [Tin]: If
! [T]: RiscWhile While
! [Tin]: CalibrationStatisticsSaver EagerPyFunc PyFunc StatefulPartitionedCall
! [dtypes]: InfeedEnqueueTuple OutfeedEnqueueTuple Stage
! dtype: InfeedEnqueue OutfeedEnqueue
! key_dtype: MutableDenseHashTable
! key_dtype key_dtype: AnonymousMutableDenseHashTable MutableDenseHashTableV2
! num_devices*T: NcclReduce
! shape_dtype: NonDeterministicInts
! task_count*-: UpdateTaskIdAndGlobalCoreArray
- - - - - - - - - [Tcontext_dense]: ParseSequenceExampleV2
- - - - - [Tdense]: ParseExampleV2
- - - T: CudnnRNNParamsToCanonical CudnnRNNParamsToCanonicalV2
- - - [T]: For
- - - dtype -: SparseAccumulatorApplyGradient
- - - num_params*T num_params*T: CudnnRNNCanonicalToParams
- - - num_params_weights*T num_params_biases*T: CudnnRNNCanonicalToParamsV2
- - Ncontext_sparse*- Ncontext_dense*- Nfeature_list_sparse*- Nfeature_list_dense*- [Tcontext_dense] -:
  ParseSingleSequenceExample
- - Nsparse*- Ndense*- [Tdense]: ParseExample
- - T: BarrierInsertMany Bincount
- - T -: SparseSplit TensorArrayScatter TensorArrayScatterV2 TensorArrayWrite TensorArrayWriteV2
- - T T: SparseMatrixAdd
- - Tshape: TensorListGetItem
- - [Tcontext_dense]: ParseSequenceExample
- - dtype: AccumulatorApplyGradient
- - element_dtype: TensorListSetItem
- N*T: Concat RefSelect
- N*T N*- N*-: QuantizedConcat
- N*shape_type: ConcatOffset
- SrcT SrcT: RiscCondition
- T: AvgPool3DGrad AvgPoolGrad HistogramSummary ImageSummary InTopK RaggedFillEmptyRowsGrad ResizeBicubicGrad
  ResizeBilinearGrad ScalarSummary SparseFillEmptyRowsGrad SparseMatrixMatMul SparseMatrixMul Split StackPush
- T -: SerializeManySparse SerializeSparse SetSize SparseReorder SparseSoftmax SparseTensorToCSRSparseMatrix
  TensorArrayUnpack TensorSummaryV2
- T - -: CropAndResizeGradBoxes FractionalAvgPoolGrad SparseReduceMax SparseReduceMaxSparse SparseReduceSum
  SparseReduceSumSparse TensorArraySplit TensorArraySplitV2
- T - - -: SparseSlice
- T - - T -: EditDistance SparseSparseMaximum SparseSparseMinimum SparseToSparseSetOperation
- T - - T - Treal: SparseAdd
- T - T: RaggedFillEmptyRows SparseDenseCwiseAdd SparseDenseCwiseDiv SparseDenseCwiseMul SparseFillEmptyRows
- T - output_type: SparseCountSparseOutput
- T T: Conv2DBackpropInput DepthwiseConv2dNativeBackpropInput InTopKV2 Select SelectV2 Substr
- T T T T T T T T: BlockLSTM BlockLSTMV2
- T T T T T T T T T T T T T T T T T: BlockLSTMGrad BlockLSTMGradV2
- T output_type: RaggedCountSparseOutput
- Tidx: All Any
- Tidx - Tidx T: SparseBincount
- Tidx Tidx T: RaggedBincount
- Tin Tout: LookupTableFind LookupTableImport LookupTableInsert
- Tindices Tnumsegments: UnsortedSegmentJoin
- Tkey Tval: InitializeTable
- Tsplits: StringNGrams UnicodeEncode
- Tsplits -: RaggedTensorToVariantGradient
- [OUT_TYPE]: DecodeCSV
- [Tcomponents]: QueueEnqueue QueueEnqueueMany
- [Tdense]: ParseSingleExample
- [Tin]: StatelessCase
- [Tinput_types]: EncodeProto
- element_dtype: TensorListPushBack TensorListPushBackBatch
- element_dtype -: TensorListScatterIntoExistingList
- key_dtype: TensorMapErase TensorMapHasKey TensorMapLookup
- key_dtype value_dtype: TensorMapInsert
- shape_type -: TensorListConcatV2
Index Index Index Index T: StridedSliceGrad
N*-: MergeSummary NIntsIn StringJoin
N*- N*-: NInTwice
N*- N*- N*-: GetStatsFromListOfSparseCoreCooTensors SortListOfSparseCoreCooTensors
N*- N*T: DynamicStitch ParallelDynamicStitch
N*- N*T N*-: SparseConcat
N*- [sparse_types] N*- [dense_types]: SparseCross
N*- [sparse_types] N*- [dense_types] -: SparseCrossV2
N*- [sparse_types] N*- [dense_types] - - -: SparseCrossHashed
N*S N*T: NInTwoTypeVariables
N*T: AccumulateNV2 AddN Einsum ListInput Merge NPolymorphicIn NPolymorphicRestrictIn Pack ParallelConcat RefMerge
  ShapeN
N*T M*T: InPolymorphicTwice
N*T N*T: AttrListTypeDefault NInPolymorphicTwice
N*T Tidx: ConcatV2 RiscConcat
N*T Tidx N*- N*-: QuantizedConcatV2
PARAMS_RAGGED_RANK*Tsplits Tvalues Tindices: RaggedGather
RAGGED_RANK*Tsplits T: RaggedTensorToSparse
RAGGED_RANK*Tsplits Tvalues: RaggedTensorToVariant
S Tseed T T: StatelessRandomBinomial
S Tseed dtype dtype dtype dtype: StatelessParameterizedTruncatedNormal
SrcT: Cast RiscBitcast RiscCast
T: Abs Acos Acosh Angle ApproxTopK AsString Asin Asinh Atan Atanh AttrTypeDefault AvgPool AvgPool3D BatchCholesky
  BatchMatrixDeterminant BatchMatrixDiag BatchMatrixDiagPart BatchMatrixInverse BatchSelfAdjointEig
  BatchSelfAdjointEigV2 BatchSvd BesselI0 BesselI0e BesselI1 BesselI1e BesselJ0 BesselJ1 BesselK0 BesselK0e BesselK1
  BesselK1e BesselY0 BesselY1 BiasAddGrad Bitcast Bucketize Ceil CheckPinned Cholesky ComplexAbs Conj Copy CopyHost
  CopyOp CopyToMesh Cos Cosh CountUpTo DataFormatDimMap DataFormatVecPermute Dawsn DebugGradientIdentity
  DebugGradientRefIdentity DebugIdentity DebugNanCount DebugNumericSummary DebugNumericSummaryV2 DepthToSpace
  DestroyTemporaryVariable Diag DiagPart Digamma Eig Elu EncodePng EnsureShape Enter Erf Erfc Erfinv Exit Exp Expint
  Expm1 ExtractImagePatches ExtractVolumePatches Floor FractionalAvgPool FractionalMaxPool FresnelCos FresnelSin
  HSVToRGB Identity Imag Inv Invert InvertPermutation IsFinite IsInf IsNan IsotonicRegression L2Loss LRN LeakyRelu
  Lgamma Log Log1p LogMatrixDeterminant LogSoftmax Lu MatrixDeterminant MatrixDiag MatrixDiagPart MatrixExponential
  MatrixInverse MatrixLogarithm MatrixSquareRoot MaxPool MaxPool3D MaxPoolWithArgmax Ndtri Neg NextIteration OnesLike
  Polymorphic PopulationCount PreventGradient Qr QuantizeAndDequantize RGBToHSV Rank Real Reciprocal RefEnter RefExit
  RefIdentity RefIn RefNextIteration Relayout Relu Relu6 Restrict Rint RiscAbs RiscCeil RiscCholesky RiscCos RiscExp
  RiscFloor RiscImag RiscIsFinite RiscLog RiscNeg RiscPool RiscRandomUniform RiscReal RiscShape RiscSign RiscSqueeze
  RiscUnary Round Rsqrt SelfAdjointEig SelfAdjointEigV2 Selu SerializeTensor Shape Sigmoid Sign Sin Sinh Size Snapshot
  Softmax Softplus Softsign SpaceToDepth Spence Sqrt Square Squeeze StopGradient Svd Tan Tanh TensorSummary ToBool
  TopK Unary Unique UniqueWithCounts Unpack Where ZerosLike
T -: AdjustContrastv2 AdjustHue AdjustSaturation CTCBeamSearchDecoder CTCGreedyDecoder DenseToCSRSparseMatrix
  DrawBoundingBoxes DynamicPartition Fingerprint NthElement RefSwitch ResizeArea ResizeBicubic ResizeBilinear
  ResizeNearestNeighbor ResizeNearestNeighborGrad Reverse Switch TileGrad
T - -: BatchMatrixBandPart Dequantize DrawBoundingBoxesV2 MaxPoolV2 QuantizedAvgPool QuantizedInstanceNorm
  QuantizedMaxPool RequantizationRangePerChannel Unbatch
T - - -: AdjustContrast CTCLoss CropAndResize QuantizedResizeBilinear ScaleAndTranslate SparseAddGrad SparseSliceGrad
  StatelessShuffle
T - - - -: RequantizePerChannel
T - - - T: MatrixDiagV2 MatrixDiagV3
T - - T: FusedResizeAndPadConv2D
T - - Tseed: StatelessSampleDistortedBoundingBox
T - T: Conv2DBackpropFilter Conv3DBackpropFilterV2 DepthwiseConv2dNativeBackpropFilter FusedPadConv2D InplaceAdd
  InplaceSub InplaceUpdate MatrixDiagPartV2 MatrixDiagPartV3
T - T -: DenseToSparseSetOperation UnbatchGrad
T - Tseed: StatelessMultinomial
T Index: RiscReduce RiscSort
T Index Index: RiscSlice Slice
T Index Index Index: StridedSlice
T Index Index Index T: StridedSliceAssign TensorStridedSliceUpdate
T T: Add AddV2 ApproximateEqual Assign AssignAdd AssignSub Atan2 BandedTriangularSolve BatchCholeskyGrad BatchMatMul
  BatchMatMulV2 BatchMatrixSetDiag BatchMatrixSolve BatchMatrixTriangularSolve BiasAdd BiasAddV1 Binary BitwiseAnd
  BitwiseOr BitwiseXor BroadcastArgs BroadcastGradientArgs CholeskyGrad Complex Conv Conv2D Conv3D CopyToMeshGrad
  Cross DenseToDenseSetOperation DepthwiseConv2dNative Dilation2D Div DivNoNan EluGrad Equal FloorDiv FloorMod Greater
  GreaterEqual Igamma IgammaGradA Igammac InvGrad LeakyReluGrad LeftShift Less LessEqual ListDiff LowerBound MatMul
  MatrixSetDiag MatrixSolve MatrixTriangularSolve Maximum Minimum Mod Mul MulNoNan NextAfter NotEqual Polygamma Pow
  RandomGammaGrad RealDiv ReciprocalGrad Relu6Grad ReluGrad RightShift RiscAdd RiscBinaryArithmetic
  RiscBinaryComparison RiscConv RiscDiv RiscDot RiscMax RiscMin RiscMul RiscPow RiscRem RiscSub RiscTriangularSolve
  RsqrtGrad SeluGrad SigmoidGrad SoftmaxCrossEntropyWithLogits SoftplusGrad SoftsignGrad SqrtGrad SquaredDifference
  Sub TanhGrad TridiagonalSolve TruncateDiv TruncateMod TwoRefsIn UpperBound Xdivy Xlog1py Xlogy Zeta
T T -: BatchMatrixSolveLs HistogramFixedWidth MatrixSetDiagV2 MatrixSetDiagV3 MatrixSolveLs
T T - -: ScaleAndTranslateGrad
T T - T T T: NonMaxSuppressionV5
T T - T_threshold: NonMaxSuppressionV2
T T - T_threshold T_threshold: NonMaxSuppressionV3 NonMaxSuppressionV4
T T - U U: FusedBatchNormGradV2
T T - U U U: FusedBatchNormGradV3
T T - U U U - T: _FusedBatchNormGradEx
T T T: ApplyGradientDescent Betainc ClipByValue Conv2DBackpropFilterV2 Conv2DBackpropInputV2 Conv3DBackpropFilter
  Conv3DBackpropInput Dilation2DBackpropFilter Dilation2DBackpropInput LRNGrad MaxPool3DGradGrad MaxPoolGrad
  MaxPoolGradGrad QuantizeAndDequantizeV2 QuantizeAndDequantizeV4 RaggedRange
T T T -: QuantizeAndDequantizeV3
T T T - -: FractionalMaxPoolGrad MaxPoolGradGradV2 MaxPoolGradV2
T T T T: ApplyAdagrad QuantizeAndDequantizeV4Grad TridiagonalMatMul
T T T T T: ApplyAdagradV2 ApplyMomentum ApplyProximalGradientDescent BatchNormWithGlobalNormalization
  BatchNormWithGlobalNormalizationGrad FusedBatchNorm FusedBatchNormGrad
T T T T T T: ApplyProximalAdagrad GRUBlockCell
T T T T T T T: ApplyAdadelta ApplyAddSign ApplyPowerSign
T T T T T T T -: ApplyAdagradDA
T T T T T T T T: ApplyFtrl ApplyRMSProp LSTMBlockCell
T T T T T T T T T: ApplyAdaMax ApplyCenteredRMSProp ApplyFtrlV2
T T T T T T T T T T: ApplyAdam GRUBlockCellGrad
T T T T T T T T T T T T T T T T: LSTMBlockCellGrad
T T T T T T T T T Tindices: SparseApplyCenteredRMSProp
T T T T T T T T Tindices: SparseApplyRMSProp
T T T T T T T Tindices: SparseApplyAdadelta
T T T T T T Tindices: SparseApplyProximalAdagrad
T T T T T Tindices: SparseApplyAdagradV2 SparseApplyProximalGradientDescent
T T T T Tindices: SparseApplyAdagrad
T T T T Tindices T: SparseApplyMomentum
T T T T Tindices T T T -: SparseApplyAdagradDA
T T T T Tindices T T T T: SparseApplyFtrl
T T T T Tindices T T T T T: SparseApplyFtrlV2
T T Targmax: MaxPoolGradGradWithArgmax MaxPoolGradWithArgmax
T T Tidx: LinSpace
T T [TArgs] num_host_args*-: _FusedConv2D
T T num_args*T: _FusedConv3D _FusedDepthwiseConv2dNative _FusedMatMul
T Taxis: UniqueV2 UniqueWithCountsV2
T Tblock_shape Tcrops: BatchToSpaceND
T Tblock_shape Tpaddings: SpaceToBatchND
T Tdim: ExpandDims
T Tidx: ArgMax ArgMin BatchToSpace BroadcastTo Cumprod Cumsum CumulativeLogsumexp EuclideanNorm Max Mean Min Prod
  ReverseV2 RiscBroadcast RiscReverse Sum
T Tidx Tsegmentids: SparseSegmentMean SparseSegmentSqrtN SparseSegmentSum
T Tidx Tsegmentids -: SparseSegmentMeanGrad SparseSegmentMeanGradV2 SparseSegmentSqrtNGrad SparseSegmentSqrtNGradV2
  SparseSegmentSumGrad SparseSegmentSumGradV2
T Tidx Tsegmentids Tnumsegments: SparseSegmentMeanWithNumSegments SparseSegmentSqrtNWithNumSegments
  SparseSegmentSumWithNumSegments
T Tindex Tindex: MatrixBandPart
T Tindices: SegmentMax SegmentMean SegmentMin SegmentProd SegmentSum
T Tindices T: ScatterAdd ScatterDiv ScatterMax ScatterMin ScatterMul ScatterNdAdd ScatterNdMax ScatterNdMin
  ScatterNdNonAliasingAdd ScatterNdSub ScatterNdUpdate ScatterSub ScatterUpdate TensorScatterAdd TensorScatterMax
  TensorScatterMin TensorScatterSub TensorScatterUpdate
T Tindices Tnumsegments: SegmentMaxV2 SegmentMinV2 SegmentProdV2 SegmentSumV2 UnsortedSegmentMax UnsortedSegmentMin
  UnsortedSegmentProd UnsortedSegmentSum
T Tk: TopKV2
T Tlabels: SparseSoftmaxCrossEntropyWithLogits
T Tlen: ReverseSequence
T Tlen -: SplitV
T Tmultiples: Tile
T Tpaddings: MirrorPad MirrorPadGrad Pad SpaceToBatch
T Tpaddings T: PadV2 RiscPad
T Tperm: ConjugateTranspose RiscTranspose Transpose
T Tseed: StatelessRandomNormal StatelessRandomUniform StatelessRandomUniformFullInt StatelessTruncatedNormal
T Tseed Rtype: StatelessRandomPoisson
T Tseed dtype: StatelessRandomGammaV2
T Tseed dtype dtype: StatelessRandomUniformInt
T Tshape: Reshape RiscReshape
T Tshape - -: QuantizedReshape
T Tshift Taxis: Roll
T U: RelayoutLike
T U U U U: FusedBatchNormV2 FusedBatchNormV3
T U U U U num_side_inputs*T: _FusedBatchNormEx
T output_type: DenseCountSparseOutput
T1 T2 - - - -: QuantizedAdd QuantizedBiasAdd QuantizedMatMul QuantizedMul
T1 T2 - - - - -: QuantizedMatMulWithBiasAndRelu
T1 T2 Tbias - - - -: QuantizedMatMulWithBias
T1 T2 Tbias - - - - - -: QuantizedMatMulWithBiasAndDequantize QuantizedMatMulWithBiasAndReluAndRequantize
  QuantizedMatMulWithBiasAndRequantize
TI - T T: OneHot
TInput TInput T: MaxPool3DGrad
Ta Tb: BatchMatMulV3 SparseMatMul
Tcomplex: FFT FFT2D FFT3D IFFT IFFT2D IFFT3D RiscFft
Tcomplex -: IRFFT IRFFT2D IRFFT3D
Tcomplex - -: FFTND IFFTND IRFFTND
Tcond [Tin]: StatelessIf
Tidx Tidx: UnravelIndex
Tidx Tidx T: DenseBincount
Tidx Tidx Tidx: Range
Tin - -: UniformDequantize
Tin - - -: StochasticCastToInt
Tin - - - -: UniformRequantize
Tindices T - T: SparseTensorDenseMatMul
Tindices T Tindices: RiscScatter ScatterNd
Tindices T Tindices T: SparseTensorDenseAdd
Tindices Tindices T T: SparseToDense
Tinput - -: QuantizeDownAndShrinkRange QuantizedRelu QuantizedRelu6 RequantizationRange
Tinput - - -: QuantizedReluX
Tinput - - - -: Requantize
Tinput - - Tinput - - Tinput - - Tinput - - Tinput - -: QuantizedBatchNormWithGlobalNormalization
Tinput Tfilter - - - -: QuantizedConv2D QuantizedConv2DAndRelu QuantizedConv2DPerChannel QuantizedDepthwiseConv2D
Tinput Tfilter - - - - -: QuantizedConv2DWithBias QuantizedConv2DWithBiasAndRelu QuantizedDepthwiseConv2DWithBias
  QuantizedDepthwiseConv2DWithBiasAndRelu
Tinput Tfilter - - - - - -: QuantizedConv2DAndReluAndRequantize QuantizedConv2DAndRequantize
  QuantizedConv2DWithBiasSumAndRelu
Tinput Tfilter Tbias - - - - - -: QuantizedConv2DWithBiasAndReluAndRequantize QuantizedConv2DWithBiasAndRequantize
  QuantizedDepthwiseConv2DWithBiasAndReluAndRequantize
Tinput Tfilter Tbias - - - - - - Tsummand - -: QuantizedConv2DWithBiasSignedSumAndReluAndRequantize
  QuantizedConv2DWithBiasSumAndReluAndRequantize
Tparams Tindices: Gather GatherNd
Tparams Tindices Taxis: GatherV2 RiscGather
Treal -: RFFT RFFT2D RFFT3D
Treal - -: RFFTND
Tseed: StatelessRandomGetKeyCounter StatelessRandomGetKeyCounterAlg
Tserialized: DeserializeSparse
Tshape - - -: StatelessRandomNormalV2 StatelessRandomUniformFullIntV2 StatelessRandomUniformV2
  StatelessTruncatedNormalV2
Tshape - - - dtype dtype: StatelessRandomUniformIntV2
Tshape T T: Conv3DBackpropInputV2
Tshape T T num_row_partition_tensors*Tindex: RaggedTensorToTensor
[T]: Batch IdentityN StatelessWhile StringFormat TypeList TypeListRestrict
[T] [T]: TypeListTwice
[Targuments] [Tcaptured]: MapDefun
[Tcomponents]: CompositeTensorVariantFromComponents
[Tdevice_inputs] [Thost_inputs]: _FusedQuantizedConv2D _FusedQuantizedDepthwiseConv2D
[Tin]: PartitionedCall PyFuncStateless SymbolicGradient
[Tin] [Tcaptured]: BatchFunction
[Tinputs]: MlirPassthroughOp WindowOp
[Toutput_types]: OptionalFromValue
[dtypes]: PrelinearizeTuple
[input_types]: CompressElement
[ragged_values_types] [ragged_splits_types] Nsparse*- [sparse_values_types] Nsparse*- [dense_types]: RaggedCross
dtype: IsVariableInitialized PlaceholderWithDefault Prelinearize
dtype - -: ImageProjectiveTransformV2
dtype - - -: ImageProjectiveTransformV3
dtype Tseed dtype: RandomIndexShuffle
element_dtype - shape_type: TensorListScatter
element_dtype - shape_type -: TensorListScatterV2
element_dtype shape_type: TensorListFromTensor
element_dtype shape_type -: TensorListSplit
index_type T: Fill
integer_type float_type: MergeDedupData
num_features*-: SdcaShrinkL1
num_sc_per_chip*- num_sc_per_chip*- num_sc_per_chip*- num_sc_per_chip*- -: ConvertToSparseCoreCsrWrappedCooTensor
num_sparse_features*- num_sparse_features*- num_sparse_features_with_values*- num_dense_features*- - -
  num_sparse_features*- num_sparse_features*- num_dense_features*- -: SdcaOptimizer SdcaOptimizerV2
shape_dtype - - - dtype: StatelessRandomGammaV3
shape_type -: EmptyTensorList TensorListReserve
`;
