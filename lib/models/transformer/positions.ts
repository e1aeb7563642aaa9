import { tf } from '../../tensorflow';
import { sinCosPositions } from './sin-cos-positions';

export interface PositionsConfig {
  readonly name?: string;
  /** Rows and columns of the patches, which follow a class token. */
  readonly grid: readonly [rows: number, columns: number];
  /** Drawn at random and learnt, or sines and cosines of row and column that stay as they are; default 'learnt'. */
  readonly kind?: 'learnt' | 'sinCos';
}

/** Adds to each token what says where it stands: [batch, 1 + patches, size], the class token first. */
export class Positions extends tf.layers.Layer {
  static readonly className = 'Positions';
  private readonly grid: PositionsConfig['grid'];
  private readonly kind: NonNullable<PositionsConfig['kind']>;
  private positions!: tf.LayerVariable;

  constructor({ name, grid, kind = 'learnt' }: PositionsConfig) {
    super({ name });
    this.grid = grid;
    this.kind = kind;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const [, tokens, size] = inputShape as number[];
    const [rows, columns] = this.grid;
    if (tokens !== 1 + rows * columns) {
      throw new RangeError(`layer ${this.name}: ${tokens} tokens are no class token and ${rows} x ${columns} patches`);
    }
    const initializer = this.kind === 'learnt' ? tf.initializers.truncatedNormal({ stddev: 0.02 }) : sinCos(this.grid);
    this.positions = this.addWeight(
      'positions',
      [1, tokens, size],
      'float32',
      initializer,
      undefined,
      this.kind === 'learnt',
    );
    super.build(inputShape);
  }

  compute([tokens]: readonly tf.Tensor[]): tf.Tensor {
    return tokens.add(this.positions.read());
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => this.compute([inputs].flat()));
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return inputShape;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), grid: [...this.grid], kind: this.kind };
  }
}

type Initializer = ReturnType<typeof tf.initializers.zeros>;

/** As tf.layers wants initial values. */
function sinCos([rows, columns]: PositionsConfig['grid']): Initializer {
  return {
    apply: (shape: number[]) => tf.tensor(sinCosPositions(rows, columns, shape[2]), shape),
    getClassName: () => 'SinCos',
  } as unknown as Initializer;
}

tf.serialization.registerClass(Positions);
