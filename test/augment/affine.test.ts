import assert from 'node:assert/strict';
import test from 'node:test';
import { type Affine, transformImages } from '../../lib/augment';
import { tf } from '../../lib/tensorflow';

/** One movement for a batch of one; what is not named leaves the picture as it is. */
function move(values: Partial<Record<keyof Affine, number>>): Affine {
  const still = { angle: 0, scaleX: 1, scaleY: 1, shiftX: 0, shiftY: 0, mirrorX: 1, mirrorY: 1 };
  const entries = Object.entries({ ...still, ...values }).map(([name, value]) => [name, tf.tensor1d([value])]);
  return Object.fromEntries(entries) as Affine;
}

const rows = (image: tf.Tensor) =>
  (image.squeeze([0, 3]).arraySync() as number[][]).map((row) => row.map((v) => Math.round(1e4 * v) / 1e4));
const picture = (values: number[][]) => tf.tensor2d(values).expandDims(0).expandDims(3);

const ABC = picture([
  [1, 2, 3],
  [4, 5, 6],
  [7, 8, 9],
]);

test('whole shifts, mirrors and quarter turns move every pixel to where it belongs', () => {
  assert.deepEqual(rows(transformImages(ABC, move({}))), rows(ABC));
  assert.deepEqual(rows(transformImages(ABC, move({ shiftX: 1 }))), [
    [0, 1, 2],
    [0, 4, 5],
    [0, 7, 8],
  ]);
  assert.deepEqual(rows(transformImages(ABC, move({ shiftY: -1 }))), [
    [4, 5, 6],
    [7, 8, 9],
    [0, 0, 0],
  ]);
  assert.deepEqual(rows(transformImages(ABC, move({ mirrorX: -1 }))), [
    [3, 2, 1],
    [6, 5, 4],
    [9, 8, 7],
  ]);
  assert.deepEqual(rows(transformImages(ABC, move({ mirrorY: -1 }))), [
    [7, 8, 9],
    [4, 5, 6],
    [1, 2, 3],
  ]);
  // Anticlockwise: the upper right corner goes to the upper left.
  assert.deepEqual(rows(transformImages(ABC, move({ angle: Math.PI / 2 }))), [
    [3, 6, 9],
    [2, 5, 8],
    [1, 4, 7],
  ]);
});

test('the order is mirror, scale, turn, shift', () => {
  const mirroredThenTurned = [
    [1, 4, 7],
    [2, 5, 8],
    [3, 6, 9],
  ];
  assert.deepEqual(rows(transformImages(ABC, move({ mirrorX: -1, angle: Math.PI / 2 }))), mirroredThenTurned);
  const shifted = mirroredThenTurned.map(([a, b]) => [0, a, b]);
  assert.deepEqual(rows(transformImages(ABC, move({ mirrorX: -1, angle: Math.PI / 2, shiftX: 1 }))), shifted);
  // Across is scaled before the turn, so the picture becomes taller: the pixel two above the centre comes from the
  // right neighbour of the centre.
  const [[upper]] = [
    rows(
      transformImages(
        picture([
          [0, 0, 0, 0, 0],
          [0, 0, 0, 0, 0],
          [0, 0, 0, 8, 0],
          [0, 0, 0, 0, 0],
          [0, 0, 0, 0, 0],
        ]),
        move({ scaleX: 2, angle: Math.PI / 2 }),
      ),
    ),
  ];
  assert.equal(upper[2], 8);
});

test('what comes in from outside is black, the border, or its mirror image', () => {
  const fills = (['black', 'nearest', 'reflect'] as const).map(
    (fill) => rows(transformImages(ABC, move({ shiftX: 2 }), fill))[0],
  );
  assert.deepEqual(fills, [
    [0, 0, 1],
    [1, 1, 1],
    [2, 1, 1],
  ]);
});

test('a slope, which bilinear interpolation reproduces, shows any movement as the formula says', () => {
  const [height, width] = [24, 30];
  const slope = (x: number, y: number) => 3 + 0.7 * x - 0.4 * y;
  const pixels = Array.from({ length: height }, (_, y) => Array.from({ length: width }, (_, x) => slope(x, y)));
  const values = { angle: 0.4, scaleX: 1.3, scaleY: 0.9, shiftX: 2.25, shiftY: -1.5, mirrorX: -1, mirrorY: 1 };
  const moved = rows(transformImages(picture(pixels), move(values)));
  const [cx, cy] = [(width - 1) / 2, (height - 1) / 2];
  let compared = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      // A point of the picture, forward: mirrored and scaled about the centre, turned (y points down), shifted.
      const turn = (px: number, py: number) => {
        const [mx, my] = [values.mirrorX * values.scaleX * (px - cx), values.scaleY * (py - cy)];
        const [cos, sin] = [Math.cos(values.angle), Math.sin(values.angle)];
        return [cos * mx + sin * my + cx + values.shiftX, -sin * mx + cos * my + cy + values.shiftY];
      };
      const [tx, ty] = turn(x, y);
      const [left, top] = [Math.round(tx), Math.round(ty)];
      if (left < 0 || left >= width || top < 0 || top >= height) continue;
      // The slope's value at the pixel next to where (x, y) went, corrected by the step between the two.
      const [ox, oy] = turn(x + 1, y).map((v, i) => v - [tx, ty][i]);
      const [px, py] = turn(x, y + 1).map((v, i) => v - [tx, ty][i]);
      const determinant = ox * py - oy * px;
      const [dx, dy] = [left - tx, top - ty];
      const sourceX = x + (dx * py - dy * px) / determinant;
      const sourceY = y + (ox * dy - oy * dx) / determinant;
      if (sourceX < 0 || sourceX > width - 1 || sourceY < 0 || sourceY > height - 1) continue;
      compared++;
      // rows() keeps four decimals.
      assert.ok(Math.abs(moved[top][left] - slope(sourceX, sourceY)) < 2e-4, `${left}, ${top}`);
    }
  }
  assert.ok(compared > 300, `${compared} pixels compared`);
});

test('each picture of a batch, and each channel, has its own', () => {
  const images = tf.concat([ABC, ABC]).concat(tf.concat([ABC.mul(10), ABC.mul(10)]), 3);
  const still = { ...move({}) };
  const affine = Object.fromEntries(
    Object.entries(still).map(([name, value]) => [
      name,
      tf.concat([value, name === 'shiftX' ? tf.tensor1d([1]) : value]),
    ]),
  ) as unknown as Affine;
  const moved = transformImages(images, affine);
  assert.deepEqual(moved.shape, [2, 3, 3, 2]);
  assert.deepEqual(moved.slice([0, 0, 0, 0], [1, 1, 3, 2]).squeeze().arraySync(), [
    [1, 10],
    [2, 20],
    [3, 30],
  ]);
  assert.deepEqual(moved.slice([1, 0, 0, 0], [1, 1, 3, 2]).squeeze().arraySync(), [
    [0, 0],
    [1, 10],
    [2, 20],
  ]);
});
