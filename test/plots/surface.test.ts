import assert from 'node:assert/strict';
import test from 'node:test';
import * as plots from '../../lib/plots';

// biome-ignore lint/suspicious/noExplicitAny: Plotly's own types are not used; a wrong path fails the test.
const data = (figure: plots.Figure) => figure.data as any[];
const alt = ({ layout }: plots.Figure) => (layout.meta as { alt: string }).alt;
const titles = { title: 'Un relief', xTitle: 'x', yTitle: 'y', zTitle: 'hauteur' };

test('a surface: rows are y and columns x, from -side to side; a path lies on it, and both are told in words', () => {
  const paths = [
    {
      name: 'chemin',
      points: [
        [1, 0, 1],
        [0, 0, 0],
      ] as const,
    },
  ];
  const figure = plots.surface((x, y) => x + 10 * y, 2, { ...titles, paths });
  const [land, way] = data(figure);
  assert.deepEqual([land.x[0], land.x.at(-1), land.y[0], land.z.length, land.z[0].length], [-2, 2, -2, 41, 41]);
  assert.equal(land.z[0].at(-1), 2 - 20);
  assert.equal(land.z.at(-1)[0], -2 + 20);
  assert.deepEqual([way.type, way.x, way.z], ['scatter3d', [1, 0], [1, 0]]);
  assert.match(alt(figure), /hauteur de −22 à 22\u202f; chemin\u00a0: de 1 à 0 en 1 pas/);
  assert.throws(() => plots.surface((x) => 1 / x, 2, titles), /RangeError: surface/);
});

test('decision regions: in percents, the whole plane around the points, under them', () => {
  const groups = [
    {
      name: 'gauche',
      points: [
        [-1, 0],
        [-1, 1],
      ],
    },
    { name: 'droite', points: [[1, 0]] },
  ] as const;
  // Sure of class 1 where x is positive.
  const answer = (points: Float32Array) => points.filter((_, i) => i % 2 === 0).map((x) => Number(x > 0));
  const figure = plots.decisionRegions(answer, groups, titles);
  const [regions, ...clouds] = data(figure);
  assert.deepEqual(
    clouds.map(({ name }) => name),
    ['gauche', 'droite'],
  );
  assert.equal(regions.z.length, regions.y.length);
  assert.ok(regions.x[0] < -1 && regions.x.at(-1) > 1 && regions.y.at(-1) > 1);
  for (const row of regions.z) assert.deepEqual([row[0], row.at(-1)], [0, 100]);
  assert.match(alt(figure), /laisse 50\u202f% du plan/);
});
