import path from 'node:path';
import { writeFileAtomic } from '../../lib/data/storage/files';
import { ROOT } from '../repository';
import { type Workload, workloadExamples } from './workloads';

const written = new Set<string>();

/** The examples of a workload as files that every system reads alike; made anew in each run. @returns their folder */
export async function dataFolder(workload: Workload, size: number): Promise<string> {
  const folder = path.join(ROOT, '.cache', 'bench', `${workload.dataset}-${size}`);
  if (!written.has(folder)) {
    const { inputs, inputShape, labels } = await workloadExamples(workload, size);
    writeFileAtomic(path.join(folder, 'inputs.bin'), inputs);
    writeFileAtomic(path.join(folder, 'labels.bin'), new Uint8Array(labels.buffer));
    writeFileAtomic(path.join(folder, 'shape.json'), JSON.stringify(inputShape));
    written.add(folder);
  }
  return folder;
}
