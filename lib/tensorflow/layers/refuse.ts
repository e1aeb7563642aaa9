import { UserError } from '../../errors';
import type { LayerFields } from './layer-fields';

/** Where a layer asks for what would be computed wrongly or not at all: one sentence, and never another result. */
export function refuse(layer: LayerFields, option: string, instead: string): never {
  throw new UserError(`layer ${layer.name} (${layer.getClassName()}): ${option} is not supported; ${instead}`);
}
